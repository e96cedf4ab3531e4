/**
 * Words as they can be pasted behind a command into a POSIX shell: ids and keys are anybody's text, and `$(…)` is one. A
 * word that begins with a hyphen is no option.
 */
export function shellWords(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  return words.some((word) => word.startsWith("-")) ? `-- ${quoted.join(" ")}` : quoted.join(" ");
}
