import { type Naming, targetsProgram } from "./names.ts";
import type { OptionWord, Place } from "./words.ts";

const targets = `function __scimsync_targets
  set -l config scimsync.yaml
  set -l before ''
  for word in (commandline -opc)
    contains -- $before -c --config; and set config $word
    set before $word
  end
  awk '${targetsProgram}' "$config" 2>/dev/null
end`;

/** A script for fish 3 and later. `connectors` are the names of those that are shipped. */
export function fishScript(places: readonly Place[], connectors: readonly string[]): string {
  const naming: Naming = { target: "(__scimsync_targets)", connector: connectors.join(" ") };
  return [
    "# fish completion of scimsync: scimsync completion fish | source",
    targets,
    ...places.flatMap((place) => lines(place, naming)),
    "",
  ].join("\n");
}

function lines({ path, commands, options, names }: Place, naming: Naming): readonly string[] {
  const deeper = commands.map(({ word }) => word).join(" ");
  const inside = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const here = [...inside, ...(deeper === "" ? [] : [`not __fish_seen_subcommand_from ${deeper}`])].join(
    "; and ",
  );
  const when = here === "" ? "" : ` -n "${here}"`;
  return [
    ...commands.map(({ word, says }) => `complete -c scimsync -f${when} -a ${word} -d "${says}"`),
    ...(names === undefined ? [] : [`complete -c scimsync -f${when} -a "${naming[names]}"`]),
    ...options.map(
      (option) => `complete -c scimsync${when} ${flagOf(option)}${takes(option, naming)} -d "${option.says}"`,
    ),
  ];
}

function flagOf({ word }: OptionWord): string {
  return word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
}

function takes({ values, names, isFile }: OptionWord, naming: Naming): string {
  if (values === undefined) return "";
  if (isFile) return " -r -F";
  const offered = names === undefined ? values.join(" ") : naming[names];
  return offered === "" ? " -x" : ` -x -a "${offered}"`;
}
