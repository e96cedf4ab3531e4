import { mergeParts, type MergeRule } from "../../directory/merge-parts.ts";
import type { Problem } from "../../errors.ts";
import type { RecordBatch, SourceGroup, SourceRecord } from "../../source/record.ts";
import type { MergeStore, StagedPart } from "../../store/merge-store.ts";

const KEYS = 500;

/** Where merged records go: a batch, and the sources of all its records, joined by commas. */
type TakeRecords = (batch: RecordBatch, sources: string) => void;

/** Puts a batch of a source aside. Complains of keys that this source gave before: only different sources may share one. */
export function stageBatch(
  store: MergeStore,
  source: { readonly name: string; readonly order: number },
  batch: RecordBatch,
): readonly Problem[] {
  const kind = batch.kind === "users" ? "user" : "group";
  return store.stageParts(source.name, source.order, batch).map(({ key, line, first }) => ({
    file: batch.file,
    line,
    message: `${kind} key "${key}" is already in ${first.file}:${first.line}; keys must be unique in a source`,
  }));
}

/** Gives the records put aside as one directory. Those that only enriching sources have are nobody. */
export function takeMerged(
  store: MergeStore,
  rule: MergeRule,
  enriching: ReadonlySet<string>,
  take: TakeRecords,
): void {
  for (const kind of ["user", "group"] as const) {
    let parts = store.stagedParts(kind, "", KEYS);
    while (parts.length > 0) {
      const records = [...byKey(parts).values()]
        .filter((record) => record.some(({ source }) => !enriching.has(source)))
        .map((record) => toRecord(record, rule));
      takeBySources(kind, records, take);
      parts = store.stagedParts(kind, parts.at(-1)?.key ?? "", KEYS);
    }
  }
  store.clearParts();
}

interface Merged {
  readonly record: SourceRecord | SourceGroup;
  readonly sources: string;
  readonly file: string;
}

function byKey(parts: readonly StagedPart[]): ReadonlyMap<string, readonly StagedPart[]> {
  const records = new Map<string, StagedPart[]>();
  for (const part of parts) {
    const others = records.get(part.key);
    if (others === undefined) records.set(part.key, [part]);
    else others.push(part);
  }
  return records;
}

function toRecord(parts: readonly StagedPart[], rule: MergeRule): Merged {
  const [first] = parts as readonly [StagedPart, ...StagedPart[]];
  const { attributes, fingerprint, aliases, sources } = mergeParts(parts, rule);
  const record = { key: first.key, line: first.line, aliases, fingerprint, attributes: () => attributes };
  const named = parts.find(({ name }) => name !== undefined);
  if (named === undefined) return { record, sources, file: first.file };
  const name = attributes["name"];
  return {
    record: { ...record, name: typeof name === "string" ? name : (named.name ?? first.key) },
    sources,
    file: first.file,
  };
}

function takeBySources(kind: "user" | "group", records: readonly Merged[], take: TakeRecords): void {
  const buckets = new Map<string, Merged[]>();
  for (const merged of records) {
    const name = `${merged.sources}\n${merged.file}`;
    const bucket = buckets.get(name);
    if (bucket === undefined) buckets.set(name, [merged]);
    else bucket.push(merged);
  }
  for (const bucket of buckets.values()) {
    const [{ sources, file }] = bucket as [Merged, ...Merged[]];
    const own = bucket.map(({ record }) => record);
    const batch: RecordBatch =
      kind === "user"
        ? { kind: "users", file, records: own }
        : { kind: "groups", file, records: own as readonly SourceGroup[] };
    take(batch, sources);
  }
}
