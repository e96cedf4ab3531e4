import type { TextPosition } from "../file/text-position.ts";

/** What breaks the rules of the format, and where. */
export interface CsvComplaint extends TextPosition {
  readonly message: string;
}

export const STRAY_QUOTE =
  "a quote inside a field that does not begin with one; put the whole field in quotes and double the quote";
export const UNCLOSED_QUOTE = "a quote opens here and is never closed; was the file cut short?";
export const BARE_RETURN = "a carriage return without a newline; lines end in LF or CRLF";
export const BLANK_LINE =
  'a blank line between records; an empty value in a table of one column is written ""';
export const NO_HEADER = "a blank line where the header should be";
export const FIELD_TOO_LONG = "this field is longer than 4,194,304 characters; is a quote not closed?";
export const TOO_MANY_COLUMNS = "the header has more than 10,000 columns";

export function textAfterQuote(opened: TextPosition): string {
  return `text after the closing quote of the field that begins at ${opened.line}:${opened.column}; a quote inside a quoted field is doubled`;
}

export function miscounted(count: number, columns: number, cut: boolean): string {
  const fields = `${count} ${count === 1 ? "field" : "fields"}, but the header has ${columns}`;
  return cut ? `${fields}; the file ends on this line, was it cut short?` : fields;
}
