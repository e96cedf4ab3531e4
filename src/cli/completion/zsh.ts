import { type Naming, targetsFunction } from "./names.ts";
import type { OptionWord, Place, Word } from "./words.ts";

/** A script for zsh 5 and later, to be kept as `_scimsync` in a folder of `fpath`, or to be sourced. `connectors` are the names of those that are shipped. */
export function zshScript(places: readonly Place[], connectors: readonly string[]): string {
  const naming: Naming = { target: '${(f)"$(_scimsync_targets)"}', connector: connectors.join(" ") };
  const cases = places.map(
    ({ path, commands, options, names }) =>
      `    "${path.join(" ")}") commands=(${commands.map(described).join(" ")}); options=(${options.map(described).join(" ")})${names === undefined ? "" : `; names=(${naming[names]})`} ;;`,
  );
  return `#compdef scimsync
# zsh completion of scimsync: source <(scimsync completion zsh)
${targetsFunction("${words[@]}")}
_scimsync() {
  local path_="" word
  local -a commands options names
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case " \${path_:+$path_ }$word " in
${knownPaths(places)}
    esac
  done
  case "\${words[CURRENT-1]}" in
${valueCases(places, naming)}
  esac
  case "$path_" in
${cases.join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then _describe option options; return; fi
  if (( \${#names} )); then compadd -- $names; fi
  if (( \${#commands} )); then _describe command commands; elif (( ! \${#names} )); then _files; fi
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

function valueCases(places: readonly Place[], naming: Naming): string {
  const options = [
    ...new Map(places.flatMap(({ options }) => options).map((one) => [one.word, one])).values(),
  ];
  const files = options.filter(({ isFile }) => isFile).map(({ word }) => word);
  return [
    ...options.flatMap((option) => valueCase(option, naming)),
    `    ${files.join("|")}) _files; return ;;`,
  ].join("\n");
}

function valueCase({ word, values = [], names }: OptionWord, naming: Naming): readonly string[] {
  const offered = names === undefined ? values.join(" ") : naming[names];
  return offered === "" ? [] : [`    ${word}) compadd -- ${offered}; return ;;`];
}
