import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configJsonSchema, connectorJsonSchema } from "../../src/config/json-schema.ts";

const folder = join(import.meta.dirname, "../../schema");

/** `SCIMSYNC_WRITE_SCHEMA=1` writes the files instead of comparing them: `npm run schema`. */
test.each([
  ["config.schema.json", configJsonSchema],
  ["connector.schema.json", connectorJsonSchema],
])("schema/%s is what the code gives (else: npm run schema)", async (name, render) => {
  const path = join(folder, name);
  if (process.env["SCIMSYNC_WRITE_SCHEMA"] === "1") await writeFile(path, render());
  expect(await readFile(path, "utf8")).toBe(render());
});

interface Described {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: unknown;
}

test("every key of a target is described, and unknown keys are refused, for editors too", () => {
  const schema = JSON.parse(configJsonSchema()) as Described;
  const targets = schema.properties?.["targets"]?.additionalProperties as Described;
  const undescribed: string[] = [];
  function walk(node: Described, path: string): void {
    if (node.properties === undefined) return;
    expect(node.additionalProperties, path).toBe(false);
    for (const [key, inner] of Object.entries(node.properties)) {
      if (inner.description === undefined) undescribed.push(`${path}.${key}`);
      walk(inner, `${path}.${key}`);
    }
  }
  walk(schema, "");
  walk(targets, "targets.*");
  expect(undescribed).toEqual([]);
});

test.each([
  ["config", configJsonSchema],
  ["connector", connectorJsonSchema],
])("no key of the %s schema is without a description, however deep it stands", (_name, render) => {
  const undescribed: string[] = [];
  function walk(node: unknown, path: string): void {
    if (typeof node !== "object" || node === null) return;
    for (const [key, inner] of Object.entries((node as Described).properties ?? {}))
      if (inner.description === undefined) undescribed.push(`${path}.${key}`);
    for (const [key, inner] of Object.entries(node)) walk(inner, `${path}/${key}`);
  }
  walk(JSON.parse(render()), "");
  expect(undescribed).toEqual([]);
});
