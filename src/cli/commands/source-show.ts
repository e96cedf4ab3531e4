import { UsageError } from "../../errors.ts";
import type { Store } from "../../store/store.ts";
import type { ReadAside } from "../../sync/read/read-aside.ts";
import { count } from "../../numbers.ts";
import { describeReading, describeUnmet, readingJson } from "../render-source-counts.ts";
import { recordJson, renderRecord } from "../render-source-record.ts";
import type { Terminal } from "../terminal.ts";
import { keyHint } from "./source-key-hint.ts";
import { lookAside, type SourceContext, type SourceFlags } from "./source-reading.ts";
import { firstRecords, recordsOf, type SeenRecord } from "../../sync/read/seen-records.ts";

export interface ShowFlags extends SourceFlags {
  readonly groups?: boolean;
  readonly limit: number;
}

/** `scimsync source show`: records as the engine sees them. */
export async function showRecords(
  context: SourceContext,
  keys: readonly string[],
  flags: ShowFlags,
): Promise<number> {
  const { options, terminal } = context;
  return lookAside(context, flags, async (aside, { onLook }) => {
    const inFull = keys.length > 0;
    const records = inFull ? recordsWith(aside.store, keys) : firstOnes(aside.store, flags);
    const watched = watching(records, onLook);
    if (options.json) await writeJson(watched, aside, terminal, inFull);
    else {
      await terminal.out(describeUnmet(aside.unmet, terminal));
      for (const record of watched) {
        await renderRecord(record, terminal, inFull);
        await terminal.out("\n");
      }
      if (!inFull) await terminal.out(restLine(aside, flags));
      await terminal.out(`${describeReading(aside.reading)}\n`);
    }
  });
}

function firstOnes(store: Store, { groups = false, limit }: ShowFlags): Iterable<SeenRecord> {
  return firstRecords(store, groups ? "group" : "user", limit);
}

/** Throws `UsageError` with all keys that nobody has. */
export function recordsWith(store: Store, keys: readonly string[]): readonly SeenRecord[] {
  const wanted = [...new Set(keys)].map((key) => ({ key, found: recordsOf(store, key) }));
  const unknown = wanted.filter(({ found }) => found.length === 0).map(({ key }) => key);
  if (unknown.length === 0) return wanted.flatMap(({ found }) => found);
  const complaints = unknown.map(
    (key) => `the source has no user or group with the key ${key}${keyHint(store.directory, key)}`,
  );
  throw new UsageError(complaints.join("\n"));
}

function* watching(records: Iterable<SeenRecord>, onLook: (count: number) => void): Generator<SeenRecord> {
  for (const record of records) {
    onLook(1);
    yield record;
  }
}

function restLine({ reading }: ReadAside, { groups = false, limit }: ShowFlags): string {
  const all = groups ? reading.groups : reading.users;
  if (all <= limit) return "";
  const others = groups ? "users without --groups" : "groups with --groups";
  return `… and ${count(all - limit)} more ${groups ? "groups" : "users"} (--limit, or KEYs; ${others})\n`;
}

async function writeJson(
  records: Iterable<SeenRecord>,
  { reading, unmet }: ReadAside,
  terminal: Terminal,
  inFull: boolean,
): Promise<void> {
  await terminal.out(`{"version":1,"records":[`);
  let separator = "";
  for (const record of records) {
    await terminal.out(separator);
    for (const piece of recordJson(record, inFull)) await terminal.out(piece);
    separator = ",";
  }
  await terminal.out(`],${JSON.stringify({ source: readingJson(reading), unmet }).slice(1)}\n`);
}
