/** The first line that spreadsheets write and read, such as `sep=;`: it states the delimiter and is no record. */
export interface SepLine {
  readonly delimiter: string | undefined;
  /** Characters of it, newline included; 0 when there is none. */
  readonly length: number;
}

export function sepLine(text: string): SepLine {
  const match = /^sep=([^"\r\n])(?:\r?\n|$)/i.exec(text);
  return { delimiter: match?.[1], length: match?.[0].length ?? 0 };
}
