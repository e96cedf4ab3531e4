import { basename } from "node:path";
import type { CsvSourceOptions } from "../../../src/source/csv/options.ts";
import { createCsvSource } from "../../../src/source/csv/csv-source.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";
import type { Membership, RecordBatch, SourceGroup, SourceRecord } from "../../../src/source/record.ts";
import type { DirectorySource, NamesBatch } from "../../../src/source/source.ts";

const context: ReaderContext = {
  displayName: (path) => basename(path),
  userAliases: [],
  groupAliases: [],
  binaries: [],
  accepted: new Set(),
};

/** A CSV source whose messages name files without their folder. */
export function csvSource(
  options: Omit<CsvSourceOptions, "type">,
  other: Partial<ReaderContext> = {},
): DirectorySource {
  return createCsvSource({ type: "csv", ...options }, { ...context, ...other });
}

export interface ReadDirectory {
  readonly batches: readonly (RecordBatch | NamesBatch)[];
  readonly names: NamesBatch;
  readonly users: readonly SourceRecord[];
  readonly groups: readonly SourceGroup[];
  readonly memberships: readonly Membership[];
}

/** Everything a source gives: records, then memberships. */
export async function readAll(source: DirectorySource): Promise<ReadDirectory> {
  const batches: (RecordBatch | NamesBatch)[] = [];
  for await (const batch of source.records()) batches.push(batch);
  const names = batches.at(-1);
  if (names?.kind !== "names") throw new Error("the names of attributes should come last");
  return {
    batches,
    names,
    users: batches.flatMap((batch) => (batch.kind === "users" ? batch.records : [])),
    groups: batches.flatMap((batch) => (batch.kind === "groups" ? batch.records : [])),
    memberships: await readMemberships(source),
  };
}

export async function readMemberships(source: DirectorySource): Promise<readonly Membership[]> {
  const memberships: Membership[] = [];
  for await (const batch of source.memberships()) memberships.push(...batch.memberships);
  return memberships;
}
