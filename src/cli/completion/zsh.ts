import type { OptionWord, Place, Word } from "./words.ts";

/** A script for zsh 5 and later, to be kept as `_scimsync` in a folder of `fpath`, or to be sourced. */
export function zshScript(places: readonly Place[]): string {
  const cases = places.map(
    ({ path, commands, options }) =>
      `    "${path.join(" ")}") commands=(${commands.map(described).join(" ")}); options=(${options.map(described).join(" ")}) ;;`,
  );
  return `#compdef scimsync
# zsh completion of scimsync: source <(scimsync completion zsh)
_scimsync() {
  local path_="" word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case " \${path_:+$path_ }$word " in
${knownPaths(places)}
    esac
  done
  case "\${words[CURRENT-1]}" in
${valueCases(places)}
  esac
  case "$path_" in
${cases.join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then _describe option options; return; fi
  if (( \${#commands} )); then _describe command commands; else _files; fi
}
if [ "$funcstack[1]" = "_scimsync" ]; then _scimsync "$@"; else compdef _scimsync scimsync; fi
`;
}

function described({ word, says }: Word): string {
  return `"${word.replaceAll(":", String.raw`\:`)}:${says.replaceAll(":", "")}"`;
}

function knownPaths(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path.length > 0).map(({ path }) => `" ${path.join(" ")} "`);
  return `      ${paths.join("|")}) path_="\${path_:+$path_ }$word" ;;`;
}

function valueCases(places: readonly Place[]): string {
  const options = [
    ...new Map(places.flatMap(({ options }) => options).map((one) => [one.word, one])).values(),
  ];
  const choices = options.filter(({ values = [] }) => values.length > 0);
  const files = options.filter(({ isFile }) => isFile).map(({ word }) => word);
  return [...choices.map(valueCase), `    ${files.join("|")}) _files; return ;;`].join("\n");
}

function valueCase({ word, values = [] }: OptionWord): string {
  return `    ${word}) compadd -- ${values.join(" ")}; return ;;`;
}
