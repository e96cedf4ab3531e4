import type { Place } from "./words.ts";

/** A script for bash 4 and later. */
export function bashScript(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, commands, options }) =>
      `    "${path.join(" ")}") words="${[...commands, ...options].map(({ word }) => word).join(" ")}" ;;`,
  );
  return `# bash completion of scimsync: source <(scimsync completion bash)
_scimsync() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " \${path:+$path }$word " in
${knownPaths(places)}
    esac
  done
  case "$previous" in
${valueCases(places)}
  esac
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
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
function valueCases(places: readonly Place[]): string {
  const options = [
    ...new Map(places.flatMap(({ options }) => options).map((one) => [one.word, one])).values(),
  ];
  const choices = options.filter(({ values = [] }) => values.length > 0);
  const files = options.filter(({ isFile }) => isFile).map(({ word }) => word);
  return [
    ...choices.map(
      ({ word, values = [] }) =>
        `    ${word}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$current")); return ;;`,
    ),
    `    ${files.join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;`,
  ].join("\n");
}
