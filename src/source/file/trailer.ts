/** The form of a last line that is no record. */
export interface Trailer {
  /** The number that stands for `{rows}`, NaN when the trailer has none; undefined when the line is another one. */
  read(line: string): number | undefined;
}

/** `text` as it stands, with `{rows}` for digits; spaces around it make no difference. */
export function compileTrailer(text: string): Trailer {
  const pattern = text
    .trim()
    .split("{rows}")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join("(\\d+)");
  const form = new RegExp(`^${pattern}$`);
  return {
    read(line) {
      const match = form.exec(line.trim());
      return match === null ? undefined : Number(match[1] ?? Number.NaN);
    },
  };
}
