import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { parseTemplateString } from "../../src/mapping/template-string.ts";

const page = readFileSync(new URL("../../docs/mapping.md", import.meta.url), "utf8");

/** Each text of an example, and whether it is a bare expression. */
function textsIn(value: unknown, bare = false): readonly { readonly text: string; readonly bare: boolean }[] {
  if (typeof value === "string") return [{ text: value, bare }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, name === "where"));
}

function expressionsOf({ text, bare }: { readonly text: string; readonly bare: boolean }): readonly string[] {
  if (bare) return [text];
  return parseTemplateString(text).flatMap((part) => (part.kind === "expression" ? [part.source] : []));
}

const expressions = [...page.matchAll(/^( *)```yaml\n(.*?)^ *```/gms)]
  .map(([, indent = "", block = ""]) => block.replaceAll(new RegExp(`^${indent}`, "gm"), ""))
  .flatMap((block) => textsIn(parse(block)).flatMap(expressionsOf));

test.each(expressions)("docs/mapping.md: %s", (expression) => {
  const compile = createExpressionCompiler({ user: "any", groups: true });
  expect(() => compile(expression)).not.toThrow();
});

test("there are examples", () => expect(expressions.length).toBeGreaterThan(10));
