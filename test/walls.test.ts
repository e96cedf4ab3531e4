import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const importWalls = join(root, "import-walls.js");
const { walls: table, soleImporters: packages } = (await import(importWalls)) as {
  readonly walls: Readonly<Record<string, { readonly may: readonly string[]; readonly why: string }>>;
  readonly soleImporters: Readonly<Record<string, readonly string[]>>;
};
const folders = Object.keys(table);

interface Finding {
  readonly filename: string;
  readonly code: string;
  readonly message: string;
  readonly help?: string;
}

/** Planted files by path, and what the linter says of each. */
const planted: Record<string, string> = {};
let findings: readonly Finding[] = [];
let tree = "";

function plant(path: string, text: string): void {
  planted[path] = text;
}

function banned(folder: string): readonly string[] {
  return folders.filter((other) => other !== folder && !table[folder]!.may.includes(other));
}

/** A folder and all that it may import, however far. */
function reachOf(folder: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(folder)) return seen;
  return table[folder]!.may.reduce<readonly string[]>((all, other) => reachOf(other, all), [...seen, folder]);
}

function importing(...modules: readonly string[]): string {
  const names = modules.map((_, at) => `thing${at}`);
  const lines = modules.map((module, at) => `import { thing as thing${at} } from "${module}";`);
  return [...lines, `export const used: unknown[] = [${names.join(", ")}];`, ""].join("\n");
}

/** Where a package may be imported from, and where not. */
function homeOf(name: string): string {
  const [place = ""] = packages[name]!;
  return place.endsWith("/") ? `${place}planted-${fileOf(name)}.ts` : place;
}

function fileOf(name: string): string {
  return name.replaceAll(/\W+/g, "-");
}

for (const folder of folders) {
  for (const other of banned(folder)) {
    plant(`src/${folder}/planted-${other}.ts`, importing(`../${other}/thing.ts`));
    plant(`src/${folder}/below/planted-${other}.ts`, importing(`../../${other}/thing.ts`));
  }
  plant(
    `src/${folder}/allowed.ts`,
    importing(...table[folder]!.may.map((other) => `../${other}/thing.ts`), "../leaf.ts", "./own.ts"),
  );
  plant(`src/planted-${folder}.ts`, importing(`./${folder}/thing.ts`));
}
for (const name of Object.keys(packages)) {
  plant(`src/sync/planted-${fileOf(name)}.ts`, importing(name));
  plant(`src/leaf-${fileOf(name)}.ts`, importing(name));
  plant(homeOf(name), importing(name));
}
plant("src/scim/elsewhere.ts", importing("undici", "bottleneck"));
plant("src/index.ts", importing(...folders.map((folder) => `./${folder}/thing.ts`)));
plant("src/sync/long-file.ts", `${"// a line\n".repeat(301)}export {};\n`);
plant("src/sync/long-function.ts", `export function long(): void {\n${"  void 0;\n".repeat(61)}}\n`);
plant("src/sync/default.ts", "export default 1;\n");
plant("src/sync/any.ts", "export const value: any = 1;\n");
plant("src/sync/bang.ts", "export const value = (text: string | undefined): string => text!;\n");
plant("src/sync/console.ts", 'console.log("x");\nexport {};\n');
plant("src/sync/cycle-a.ts", 'import { b } from "./cycle-b.ts";\nexport const a: unknown = () => b;\n');
plant("src/sync/cycle-b.ts", 'import { a } from "./cycle-a.ts";\nexport const b: unknown = () => a;\n');

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "scimsync-walls-"));
  for (const name of ["oxlint.config.js", "import-walls.js"])
    await copyFile(join(root, name), join(tree, name));
  for (const [path, text] of Object.entries(planted)) {
    await mkdir(join(tree, dirname(path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  const oxlint = join(root, "node_modules", ".bin", "oxlint");
  const args = ["-c", "oxlint.config.js", "--format", "json", "src"];
  const { stdout, stderr } = spawnSync(oxlint, args, {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.includes('"diagnostics"')) throw new Error(stdout + stderr);
  findings = (JSON.parse(stdout) as { diagnostics: readonly Finding[] }).diagnostics;
});

afterAll(() => rm(tree, { recursive: true }));

/** What is said of a planted file: of imports only, unless of all. */
function said(path: string, code = "no-restricted-imports"): readonly string[] {
  return findings
    .filter((finding) => finding.filename === path && finding.code.includes(code))
    .map(({ message, help = "" }) => `${message} ${help}`);
}

describe("the table of imports is held, with its reason", () => {
  const pairs = folders.flatMap((folder) => banned(folder).map((other) => [folder, other] as const));
  test.each(pairs)("src/%s may not import src/%s", (folder, other) => {
    for (const path of [`src/${folder}/planted-${other}.ts`, `src/${folder}/below/planted-${other}.ts`]) {
      expect(said(path).join("\n"), path).toContain(
        `src/${folder} may not import src/${other}: ${table[folder]!.why}`,
      );
    }
  });
  test.each(folders)("src/%s may import what stands in its row", (folder) => {
    expect(said(`src/${folder}/allowed.ts`)).toEqual([]);
  });
  test.each(folders)("a leaf may not import src/%s", (folder) => {
    expect(said(`src/planted-${folder}.ts`).join("\n")).toContain("a leaf imports nothing of ours");
  });
  test("index.ts may import all", () => expect(said("src/index.ts")).toEqual([]));
  test("every folder of src has a row, and every row a folder", async () => {
    const entries = await readdir(join(root, "src"), { withFileTypes: true });
    const found = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(found.sort()).toEqual(folders.toSorted());
  });
  test("rows name earlier rows only, so that imports go one way", () => {
    for (const folder of folders) {
      for (const other of table[folder]!.may)
        expect(reachOf(other), `${folder} ↔ ${other}`).not.toContain(folder);
    }
  });
});

describe("packages with one importer", () => {
  const names = Object.keys(packages);
  test.each(names)("%s: anybody else is told who", (name) => {
    const who = `only ${packages[name]!.join(", ")} may import ${name}`;
    expect(said(`src/sync/planted-${fileOf(name)}.ts`).join("\n")).toContain(who);
    expect(said(`src/leaf-${fileOf(name)}.ts`).join("\n")).toContain(who);
  });
  test.each(names)("%s: its own place may", (name) => expect(said(homeOf(name))).toEqual([]));
  test("a file beside the one that may is anybody else", () => {
    const all = said("src/scim/elsewhere.ts").join("\n");
    expect(all).toContain(
      "only src/scim/connection/connect.ts, src/scim/connection/exchange.ts, src/scim/connection/transport.ts may import undici",
    );
    expect(all).toContain("only src/scim/pace/rate-limit.ts may import bottleneck");
  });
});

test.each([
  ["src/sync/long-file.ts", "max-lines"],
  ["src/sync/long-function.ts", "max-lines-per-function"],
  ["src/sync/default.ts", "no-default-export"],
  ["src/sync/any.ts", "no-explicit-any"],
  ["src/sync/bang.ts", "no-non-null-assertion"],
  ["src/sync/console.ts", "no-console"],
  ["src/sync/cycle-a.ts", "no-cycle"],
])("%s breaks %s", (path, code) => expect(said(path, code)).toHaveLength(1));

test("no file of src names a vendor", async () => {
  const vendors =
    /\b(?:retool|docker|scimmy|jackson|boxyhq|better-?auth|okta|entra|azure|microsoft|google|slack|github|gitlab|atlassian|zoom|aws|amazon|salesforce|workday|onelogin|jumpcloud|keycloak|workos|auth0|cloudflare|datadog|snowflake|notion|figma)\b/i;
  const hits: string[] = [];
  for (const file of await readdir(join(root, "src"), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    const lines = (await readFile(path, "utf8")).split("\n");
    for (const [at, line] of lines.entries()) {
      // An underscore is part of a word, but RETOOL_SCIM_TOKEN names somebody all the same. A registered media type is
      // a word of the wire.
      if (vendors.test(line.replaceAll("_", " ").replaceAll(/\bapplication\/vnd\.[\w.]+/g, "")))
        hits.push(`${relative(root, path)}:${at + 1} ${line.trim()}`);
    }
  }
  expect(hits).toEqual([]);
});
