import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isJsonObject, type Json } from "../canonical.ts";
import { StateError } from "../errors.ts";
import { parseJson } from "../scim/scim-error.ts";
import type { ResourceType, ScimId } from "../scim/resource.ts";

/** Something a check made, or meant to make, and has not removed yet. */
export interface Owed {
  readonly type: ResourceType;
  /** userName or displayName it was made with. */
  readonly name: string;
  /** Known when the provider answered. */
  readonly id?: ScimId;
}

/** What checks of one target still owe, so that a killed one is tidied up by the next. */
export interface Ledger {
  /** What checks before this one left. */
  readonly left: readonly Owed[];
  /** Written down before the request that makes it, and again with its id. */
  owe(owed: Owed): void;
  settle(name: string): void;
}

interface Entry extends Owed {
  readonly baseUrl: string;
  readonly pid: number;
}

export interface LedgerPlace {
  readonly file: string;
  readonly baseUrl: string;
  readonly pid: number;
  /** Whether a process is running: what its check made is not ours to remove. */
  readonly isRunning: (pid: number) => boolean;
}

/** A ledger in a file beside the state, private, and gone when nothing is owed. */
export function fileLedger({ file, baseUrl, pid, isRunning }: LedgerPlace): Ledger {
  const isOurs = (entry: Entry): boolean =>
    entry.baseUrl === baseUrl && (entry.pid === pid || !isRunning(entry.pid));
  const left = readEntries(file).filter(isOurs);
  // Read anew each time: checks of other targets write here too.
  function change(name: string, put: readonly Entry[]): void {
    const others = readEntries(file).filter((entry) => !(isOurs(entry) && entry.name === name));
    writeEntries(file, [...others, ...put]);
  }
  return {
    left,
    owe: (owed) => change(owed.name, [{ ...owed, baseUrl, pid }]),
    settle: (name) => change(name, []),
  };
}

function readEntries(file: string): readonly Entry[] {
  const read = parseJson(textOf(file));
  const entries = isJsonObject(read) ? read["entries"] : undefined;
  return Array.isArray(entries) ? entries.flatMap((entry: Json) => readEntry(entry) ?? []) : [];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function readEntry(entry: Json): Entry | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { type, name, id, baseUrl, pid } = entry;
  if ((type !== "User" && type !== "Group") || typeof name !== "string") return undefined;
  if (typeof baseUrl !== "string" || typeof pid !== "number") return undefined;
  return { type, name, baseUrl, pid, ...(typeof id === "string" && { id: id as ScimId }) };
}

function writeEntries(file: string, entries: readonly Entry[]): void {
  if (entries.length === 0) return rmSync(file, { force: true });
  const text = `${JSON.stringify({ version: 1, entries }, undefined, 2)}\n`;
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new StateError(
      `${file}: cannot be written (${(error as Error).message}), so nothing is made at the target`,
    );
  }
}
