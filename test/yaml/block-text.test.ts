import { expect, test } from "vitest";
import { parseYamlFile } from "../../src/yaml/file.ts";

/** Where `mark` stands in the text under `a`, and where it stands in the file. */
function places(yaml: string, mark = "X"): readonly [object, object] {
  const file = parseYamlFile(yaml, "x.yaml");
  const { a } = file.value as { a: string };
  const lines = yaml.slice(0, yaml.indexOf(mark)).split("\n");
  return [file.position(["a"], a.indexOf(mark)), { line: lines.length, column: lines.at(-1)!.length + 1 }];
}

test.each([
  ["on the first line", "a: |\n  one X\n  two\n"],
  ["on a later line", "a: |\n  one\n  two X\n"],
  ["on a line that is indented more", "a: |-\n  one\n      two X\n"],
  ["behind empty lines", "a: |\n\n\n  one\n\n  X\n"],
  ["with its indentation stated", "b:\n  - 1\na: |2\n    one\n   X\n"],
  ["at the end of a file without a newline", "a: |\n  one\n  X"],
  ["behind a comment", "a: |  # why\n  one\n  X\n"],
  ["in a file of Windows", "a: |\r\n  one\r\n  two X\r\nb: 1\r\n"],
  ["in a text that is referred to", "b: &b |\n  one\n  X\na: *b\n"],
  ["that is folded", "a: >\n  one\n  two X\n\n\n  three\n"],
  ["in quotes", 'a: "one X"\n'],
  ["plain", "a: one X\n"],
])("a character of a text is found %s", (_, yaml) => {
  const [found, expected] = places(yaml);
  expect(found).toEqual(expected);
});
