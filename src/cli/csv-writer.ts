/**
 * A line of a CSV file (RFC 4180), with the CRLF at its end. A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front: names of accounts are anybody's text, and `=HYPERLINK(…)` is one.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
