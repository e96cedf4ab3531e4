import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/architecture.md", root), "utf8");
const { walls } = (await import(new URL("import-walls.js", root).href)) as {
  readonly walls: Readonly<Record<string, { readonly may: readonly string[] }>>;
};

test("docs/architecture.md has each folder of src/, with what it may import", () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| .+ \| ([^|]+) \|$/gm)].map(([, folder, may]) => [
    folder,
    [...may!.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  ]);
  expect(rows).toEqual(Object.entries(walls).map(([folder, { may }]) => [folder, may]));
});

test("every file and folder that docs/architecture.md names is there", () => {
  const named = [
    ...page.matchAll(/`((?:src|test|connectors|bench)\/[\w./-]+|[\w-]+\.js|config\.example\.yaml)`/g),
  ];
  expect(named.length).toBeGreaterThan(60);
  expect(named.map(([, path]) => path!).filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test("every table of the state file stands in docs/architecture.md", () => {
  const migrations = readFileSync(new URL("src/store/sqlite/migrations.ts", root), "utf8");
  const made = [...migrations.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name!);
  const dropped = new Set([...migrations.matchAll(/DROP TABLE (\w+)/g)].map(([, name]) => name!));
  const missing = made.filter((name) => !dropped.has(name) && !page.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});
