import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { commandsPage } from "./commands-page.ts";
import { type Schema, withoutDefault } from "./config-keys.ts";
import { configPage, sectionsOf } from "./config-page.ts";
import { describedProgram } from "./described-commands.ts";
import { exitCodesPage } from "./exit-codes-page.ts";
import { manPage } from "./man-page.ts";

const docs = join(import.meta.dirname, "../../docs");
/** `SCIMSYNC_WRITE_DOCS=1` writes the pages instead of comparing them: `npm run docs:reference`. */
const isWriting = process.env["SCIMSYNC_WRITE_DOCS"] === "1";
const GENERATED = "<!-- Written by `npm run docs:reference` from the program; edit that. -->\n\n";

const program = describedProgram();
const schema = JSON.parse(configJsonSchema()) as Schema;

test.each([
  ["reference/commands.md", GENERATED + commandsPage(program)],
  ["reference/config.md", GENERATED + configPage(schema)],
  ["reference/exit-codes.md", GENERATED + exitCodesPage(program)],
  ["man/scimsync.1", manPage(program)],
])("docs/%s is what the program says (else: npm run docs:reference)", async (file, text) => {
  const path = join(docs, file);
  if (isWriting) await writeFile(path, text);
  expect(await readFile(path, "utf8").catch(() => ""), "else: npm run docs:reference").toBe(text);
});

test("config.md has every key that the schema has, with a type and a meaning", () => {
  const shown = sectionsOf(schema).flatMap(({ keys }) => keys);
  const empty = shown.filter(
    ({ description, type }) => withoutDefault(description).meaning === "" || type === "",
  );
  expect(empty).toEqual([]);
  const names = new Set(shown.map(({ path }) => path.split(".").at(-1)));
  for (const name of namesIn(schema)) expect(names, name).toContain(name);
});

/** Names of all keys, but for those of secrets, which have a row of their own. */
function namesIn(node: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  function walk(one: unknown): void {
    if (typeof one !== "object" || one === null) return;
    const { properties } = one as Schema;
    for (const name of Object.keys(properties ?? {})) found.add(name);
    for (const inner of Object.values(one)) walk(inner);
  }
  walk(node);
  return found;
}

const hasGroff = spawnSync("groff", ["--version"]).status === 0;

test.skipIf(!hasGroff)("groff has nothing to say of the man page, and each section is there", async () => {
  const page = await readFile(join(docs, "man/scimsync.1"), "utf8");
  for (const [args, said] of [
    [["-man", "-ww", "-z"], ""],
    [["-man", "-Tascii", "-P-cbou"], undefined],
  ] as const) {
    const { status, stderr, stdout } = spawnSync("groff", args, { input: page, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    if (said !== undefined) continue;
    const headings = stdout.match(/^[A-Z][A-Z ]+$/gm);
    expect(headings).toEqual([
      "NAME",
      "SYNOPSIS",
      "DESCRIPTION",
      "OPTIONS",
      "COMMANDS",
      "EXIT STATUS",
      "FILES",
      "ENVIRONMENT",
      "EXAMPLES",
      "SEE ALSO",
    ]);
    expect(stdout).toContain("--max-runtime <span>");
  }
});
