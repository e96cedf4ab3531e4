import { type Naming, targetsFunction } from "./names.ts";
import type { OptionWord, Place } from "./words.ts";

/** A script for bash 4 and later. `connectors` are the names of those that are shipped. */
export function bashScript(places: readonly Place[], connectors: readonly string[]): string {
  const naming: Naming = { target: "$(_scimsync_targets)", connector: connectors.join(" ") };
  const cases = places.map(
    ({ path, commands, options, names }) =>
      `    "${path.join(" ")}") words="${[...commands, ...options].map(({ word }) => word).join(" ")}"${names === undefined ? "" : `; names="${naming[names]}"`} ;;`,
  );
  return `# bash completion of scimsync: source <(scimsync completion bash)
${targetsFunction("${COMP_WORDS[@]}")}
_scimsync() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path="" words="" names="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " \${path:+$path }$word " in
${knownPaths(places)}
    esac
  done
  case "$previous" in
${valueCases(places, naming)}
  esac
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$names $words" -- "$current"))
  if [[ \${#COMPREPLY[@]} -eq 0 && $current != -* ]]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _scimsync scimsync
`;
}

function knownPaths(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path.length > 0).map(({ path }) => `" ${path.join(" ")} "`);
  return `      ${paths.join("|")}) path="\${path:+$path }$word" ;;`;
}

/** After an option that takes one of some words, those; after one that takes a file, files. */
function valueCases(places: readonly Place[], naming: Naming): string {
  const options = [
    ...new Map(places.flatMap(({ options }) => options).map((one) => [one.word, one])).values(),
  ];
  const files = options.filter(({ isFile }) => isFile).map(({ word }) => word);
  return [
    ...options.flatMap((option) => valueCase(option, naming)),
    `    ${files.join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;`,
  ].join("\n");
}

function valueCase({ word, values = [], names }: OptionWord, naming: Naming): readonly string[] {
  const offered = names === undefined ? values.join(" ") : naming[names];
  return offered === ""
    ? []
    : [`    ${word}) COMPREPLY=($(compgen -W "${offered}" -- "$current")); return ;;`];
}
