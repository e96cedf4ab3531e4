/** The parts of a cell with several values: trimmed, none empty. */
export function splitListCell(cell: string, separator: string): readonly string[] {
  return cell
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The same for DNs, in which a separator after a backslash belongs to a name (RFC 4514, 2.4). */
export function splitDnCell(cell: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let escaped = "";
  for (const part of cell.split(separator)) {
    const whole = escaped + part;
    const [backslashes = ""] = /\\*$/.exec(whole) ?? [];
    escaped = backslashes.length % 2 === 1 ? whole + separator : "";
    if (escaped === "") parts.push(whole);
  }
  return splitListCell([...parts, escaped].join("\u0000"), "\u0000");
}
