import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Json } from "../../src/canonical.ts";

const folder = fileURLToPath(new URL("golden", import.meta.url));

/** Writes golden records anew in place of comparing them. */
export const isWriting = process.env["SCIMSYNC_GOLDEN"] === "write";

/** Compares with `golden/NAME.json`, or writes it. */
export function expectGolden(name: string, value: Json): void {
  const file = `${folder}/${name}.json`;
  if (isWriting) writeFileSync(file, `${JSON.stringify(value, undefined, 1)}\n`);
  else expect(value, `golden/${name}.json; SCIMSYNC_GOLDEN=write writes it anew`).toEqual(goldenRecord(name));
}

export function goldenRecord(name: string): Json | undefined {
  const file = `${folder}/${name}.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Json) : undefined;
}

export function goldenNames(): readonly string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
}
