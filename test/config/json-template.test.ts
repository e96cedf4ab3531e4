import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readJsonTemplate } from "../../src/config/json-template.ts";

type Path = readonly (string | number)[];

const word = fc.stringMatching(/^[a-z"\\\n\u00e4\u{1f600}]{0,4}$/u);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(word, fc.constantFrom(0, -1.5e3, true, false, null)),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(word, tie("tree"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const template = fc.dictionary(word, tree, { maxKeys: 4, noNullPrototype: true });
const indent = fc.constantFrom(undefined, 2, "\t");

function stringsIn(value: unknown, at: Path = []): readonly (readonly [Path, string])[] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    stringsIn(item, [...at, Array.isArray(value) ? Number(name) : name]),
  );
}

test("a template is what JSON.parse makes of it, and each character of its texts is found", () => {
  fc.assert(
    fc.property(template, indent, (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const { attributes, findings, position } = readJsonTemplate(text, 7);
      expect(findings).toEqual([]);
      expect(attributes).toEqual(value);
      const lines = text.split("\n");
      for (const [path, string] of stringsIn(value)) {
        for (let index = 0; index < string.length; index += 1) {
          const { line, column } = position(path, index);
          const literal = JSON.stringify(string.charAt(index)).slice(1, -1);
          const found = lines[line - 7]!.slice(column - 1, column - 1 + string.length + 10);
          // Half of a character beyond 16 bits is written as an escape when it stands alone.
          expect(found.startsWith(literal) || found.startsWith(string.charAt(index))).toBe(true);
        }
      }
    }),
  );
});

test("no text makes it crash", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"a"',
    '"{$x',
    '"',
    "1e999",
    "nul",
    "\n",
    "\\",
    "{$a}",
  );
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { attributes, findings, position } = readJsonTemplate(text);
      expect(attributes !== undefined || findings.length > 0).toBe(true);
      for (const { position } of findings)
        expect(Math.min(position.line, position.column)).toBeGreaterThan(0);
      expect(position(["a", 0, "b"], 3).line).toBeGreaterThan(0);
    }),
    { numRuns: 2_000 },
  );
});

test("one that nests too deeply is refused", () => {
  const [finding] = readJsonTemplate(`{"a":${"[".repeat(5_000)}`).findings;
  expect(finding?.message).toMatch(/deeper than 100 levels/);
});
