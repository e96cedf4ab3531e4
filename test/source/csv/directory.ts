import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { onTestFinished } from "vitest";
import { SourceError } from "../../../src/errors.ts";
import type { CsvSourceOptions } from "../../../src/source/csv/options.ts";
import { createCsvSource } from "../../../src/source/csv/csv-source.ts";
import type { Membership, SourceBatch, SourceGroup, SourceRecord } from "../../../src/source/record.ts";
import type { DirectorySource } from "../../../src/source/source.ts";

/** A folder for the test at hand; gives the path of a file in it, after writing it when there is content. */
export function temporaryFolder(): (name: string, content?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-csv-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
}

/** A CSV source whose messages name files without their folder. */
export function csvSource(options: Omit<CsvSourceOptions, "type">): DirectorySource {
  return createCsvSource({ type: "csv", ...options }, (path) => basename(path));
}

export interface ReadDirectory {
  readonly batches: readonly SourceBatch[];
  readonly users: readonly SourceRecord[];
  readonly groups: readonly SourceGroup[];
  readonly memberships: readonly Membership[];
}

export async function readAll(source: DirectorySource): Promise<ReadDirectory> {
  const batches: SourceBatch[] = [];
  for await (const batch of source.read()) batches.push(batch);
  return {
    batches,
    users: batches.flatMap((batch) => (batch.kind === "users" ? batch.records : [])),
    groups: batches.flatMap((batch) => (batch.kind === "groups" ? batch.records : [])),
    memberships: batches.flatMap((batch) => (batch.kind === "memberships" ? batch.memberships : [])),
  };
}

/** The lines of the SourceError that `result` ends in. */
export async function refusal(result: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await result.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof SourceError) return error.message.split("\n");
  throw new Error("expected a SourceError", { cause: error });
}
