/** What arguments are, by the path of the command and the name of the argument, by its first word and that, or by that alone. */
const texts: Readonly<Record<string, string>> = {
  "target...": "ids of targets, as the config calls them; all when left out",
  target: "id of a target, as the config calls it",
  key: "source key of a user or a group",
  "key...": "source keys of users or groups",

  "apply file": "a plan file, as `plan --out` writes it",
  "approve run-or-key...": "id of a run, or source keys; when left out, what is held is listed",
  "completion shell": "bash, zsh or fish",
  "connectors show connector": "name of a shipped profile, or path of a file such as ./my-app.yaml",
  "groups name": "name of a group of the source, or its key",
  "groups link id": "id of the group at the target",
  "links import file": "CSV file with the columns key and targetId",
  "links set id": "id of the account or group at the target",
  "map key...": "source keys of users, or of groups with --groups; the first in scope when left out",
  "plan file": "a plan file, as `plan --out` writes it",
  "provision key...": "source keys of users; all who have no account when left out",
  "retry key...": "source keys of users or groups; all that fails when left out",
  "runs show id": "id of a run, as `runs` lists it",
  "source show key...": "source keys of users, or of groups with --groups; the first records when left out",
  "state backup file": "where the copy goes; when left out, beside the state file with the time in its name",
  "state forget-target name": "id that the target had in the config",
  "state verify file": "a state file or a backup of one; that of the config when left out",
  "test-mapping file...": "files called *.mapping-test.yaml; all beside the config when left out",
};

interface NamedArgument {
  name(): string;
  readonly variadic: boolean;
  readonly description: string;
}

/** What an argument is; empty when nobody wrote it down. `path` are the words of its command, without `scimsync`. */
export function argumentText(path: readonly string[], argument: NamedArgument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  const known = [[...path, name], [path[0], name], [name]].map((words) => texts[words.join(" ")]);
  return argument.description || (known.find((text) => text !== undefined) ?? "");
}
