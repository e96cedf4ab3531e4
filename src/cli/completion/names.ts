import type { Named } from "./words.ts";

/**
 * Prints the ids of targets in a config, a line each: the names one step below `targets:`, however deep that step is. To
 * stand between single quotes in a shell: nothing is started for it that takes time.
 */
export const targetsProgram = String.raw`/^targets:/{on=1;next} /^[^ \t#]/{on=0} on&&match($0,/^[ \t]+[A-Za-z0-9][A-Za-z0-9._-]*:/){id=substr($0,1,RLENGTH-1);sub(/^[ \t]+/,"",id);deep=RLENGTH-1-length(id);if(!first)first=deep;if(deep==first)print id}`;

/** A function of bash and zsh that prints them; `words` is how the words of the command line are written there. */
export function targetsFunction(words: string): string {
  return [
    "_scimsync_targets() {",
    '  local config=scimsync.yaml before="" word',
    `  for word in "${words}"; do`,
    '    case "$before" in -c|--config) config=$word ;; esac',
    "    before=$word",
    "  done",
    `  awk '${targetsProgram}' "$config" 2>/dev/null`,
    "}",
  ].join("\n");
}

/** How a shell writes the words that something may name. */
export type Naming = Readonly<Record<Named, string>>;
