/**
 * Where a character (0-based) of a block text (`|`, `>`) stands in the file. The file has white space of its own around
 * the lines; all other characters are those of the text, in their order. `header` is the place of the `|` or `>`.
 */
export function offsetInBlock(file: string, header: number, text: string, character: number): number {
  const before = text.slice(0, character).replaceAll(/\s+/g, "").length;
  const others = /\S/g;
  others.lastIndex = file.indexOf("\n", header);
  for (let passed = 0; passed < before; passed += 1) others.exec(file);
  return others.exec(file)?.index ?? file.length;
}
