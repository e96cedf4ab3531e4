import type { EntryKind } from "../../store/directory-store.ts";
import { type ChangeCounts, ChangeTally } from "./change-counts.ts";
import type { RecordChange } from "./record-changes.ts";

/** Data that use values as names would make a line of each. */
const MOST_ATTRIBUTES = 500;
const BREATH = 500;

/** Changes in numbers, and the first ones of each sort. */
export interface DiffSummary {
  readonly counts: ChangeCounts;
  /** Attributes of records that changed, with how many did, the most first. */
  readonly attributes: readonly ChangedAttribute[];
  /** Records added, then gone, then changed: up to the limit in all, and something of each sort. */
  readonly first: readonly RecordChange[];
}

export interface ChangedAttribute {
  readonly kind: EntryKind;
  readonly name: string;
  readonly records: number;
}

/**
 * Goes through all changes once, keeping `limit` of each sort. `onChanges` is called now and then, and what it throws
 * ends the work; between, the process has a turn.
 */
export async function summarize(
  changes: Iterable<RecordChange>,
  limit: number,
  onChanges: (count: number) => void,
): Promise<DiffSummary> {
  const tally = new ChangeTally();
  const attributes = new Map<string, ChangedAttribute>();
  const first: Record<RecordChange["what"], RecordChange[]> = { added: [], gone: [], changed: [] };
  let passed = 0;
  for (const change of changes) {
    passed += 1;
    if (passed % BREATH === 0) {
      onChanges(BREATH);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    const { membersAdded, membersRemoved } = change;
    tally.add({ ...change, membersAdded: membersAdded.length, membersRemoved: membersRemoved.length });
    if (change.what === "changed") countAttributes(attributes, change);
    if (first[change.what].length < limit) first[change.what].push(change);
  }
  return {
    counts: tally.counts(),
    attributes: [...attributes.values()].toSorted((a, b) => b.records - a.records),
    first: shareOut([first.added, first.gone, first.changed], limit),
  };
}

/** As many of each sort as there is room for; where one has fewer, the others have more. */
function shareOut(sorts: readonly (readonly RecordChange[])[], limit: number): readonly RecordChange[] {
  let room = limit;
  const shares = new Map<readonly RecordChange[], number>();
  const smallestFirst = sorts.toSorted((a, b) => a.length - b.length);
  for (const [at, sort] of smallestFirst.entries()) {
    const share = Math.min(sort.length, Math.ceil(room / (sorts.length - at)));
    shares.set(sort, share);
    room -= share;
  }
  return sorts.flatMap((sort) => sort.slice(0, shares.get(sort)));
}

function countAttributes(attributes: Map<string, ChangedAttribute>, change: RecordChange): void {
  const { kind } = change;
  for (const { name } of change.attributes) {
    const id = `${kind} ${name}`;
    const records = (attributes.get(id)?.records ?? 0) + 1;
    if (records > 1 || attributes.size < MOST_ATTRIBUTES) attributes.set(id, { kind, name, records });
  }
}
