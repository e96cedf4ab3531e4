import type { OptionWord, Place } from "./words.ts";

/** A script for fish 3 and later. */
export function fishScript(places: readonly Place[]): string {
  return [
    "# fish completion of scimsync: scimsync completion fish | source",
    ...places.flatMap(lines),
    "",
  ].join("\n");
}

function lines({ path, commands, options }: Place): readonly string[] {
  const deeper = commands.map(({ word }) => word).join(" ");
  const inside = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const here = [...inside, ...(deeper === "" ? [] : [`not __fish_seen_subcommand_from ${deeper}`])].join(
    "; and ",
  );
  const when = here === "" ? "" : ` -n "${here}"`;
  return [
    ...commands.map(({ word, says }) => `complete -c scimsync -f${when} -a ${word} -d "${says}"`),
    ...options.map(
      (option) => `complete -c scimsync${when} ${flagOf(option)}${takes(option)} -d "${option.says}"`,
    ),
  ];
}

function flagOf({ word }: OptionWord): string {
  return word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
}

function takes({ values, isFile }: OptionWord): string {
  if (values === undefined) return "";
  if (isFile) return " -r -F";
  return values.length === 0 ? " -x" : ` -x -a "${values.join(" ")}"`;
}
