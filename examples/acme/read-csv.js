/**
 * Rows of a CSV file (RFC 4180) by the names in its first line. Neither scimsync's own reader, which is what the demo
 * looks at, nor a library: the demo runs from an installed package, which has none. A test compares it with csv-parse.
 * @param {string} text @returns {Record<string, string>[]}
 */
export function readCsv(text) {
  const [names = [], ...rows] = linesOf(text);
  return rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""])));
}

/** @param {string} text @returns {string[][]} */
function linesOf(text) {
  const lines = [];
  let cells = [];
  // A cell in quotes, in which two quotes are one, or a plain one; then what ends it.
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") lines.push(cells);
    cells = [];
  }
  return lines;
}
