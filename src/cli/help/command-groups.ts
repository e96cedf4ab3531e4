/** The commands as people think of them, in the order in which they are needed: for `--help`, the man page and the reference. */
export const commandGroups: readonly (readonly [heading: string, commands: readonly string[]])[] = [
  ["Start", ["init", "connectors", "validate", "check", "sandbox", "completion", "help"]],
  ["Every day", ["plan", "apply", "sync", "provision", "status", "failures", "retry", "approve"]],
  ["Look", ["explain", "source", "map", "test-mapping", "drift", "runs"]],
  ["Groups and links", ["groups", "import", "links", "detach"]],
  ["State", ["state", "prune", "forget"]],
];

/** The heading under which a command stands. */
export function groupOf(name: string): string {
  return commandGroups.find(([, names]) => names.includes(name))?.[0] ?? "Other";
}

/** In the order of the groups; a command that no group names comes last. */
export function inGroupOrder<T extends { name(): string }>(commands: readonly T[]): T[] {
  const names = commandGroups.flatMap(([, ofGroup]) => ofGroup);
  function place(command: T): number {
    const at = names.indexOf(command.name());
    return at === -1 ? names.length : at;
  }
  return commands.toSorted((a, b) => place(a) - place(b));
}
