import { approvalDigest } from "../../plan/approval.ts";
import { type EntryId, type Operation, phases } from "../../plan/operation.ts";
import type { Cursor, JournaledOperation } from "../../store/journal-store.ts";
import type { RunRecord } from "../../store/run-store.ts";
import type { Store } from "../../store/store.ts";

/** An operation that is held and can be approved. */
export interface HeldNow {
  readonly target: string;
  /** The run that held it last. */
  readonly run: string;
  /** Milliseconds since the epoch, when it was first held. */
  readonly since: number;
  readonly operation: Operation;
}

const pageSize = 500;

/** What is held at a target, as the last run that thought about it left it. */
export function* heldNow(store: Store, target: string): Generator<HeldNow> {
  let after: EntryId = 0;
  for (;;) {
    const page = store.targets.heldEntries(target, after, pageSize);
    for (const { entry } of page) yield* heldOf(store, target, entry);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.entry;
  }
}

/** What of that which a run held is still held, unchanged: by that run, or by later ones again. */
export function* stillHeld(store: Store, { id, target }: RunRecord): Generator<HeldNow> {
  let after: Cursor | undefined;
  for (;;) {
    const page = store.journal.held(id, after, pageSize);
    for (const { operation } of page.filter(isLead)) {
      const digest = approvalDigest(operation);
      const now = heldOf(store, target, operation.entry);
      yield* now.filter((one) => approvalDigest(one.operation) === digest);
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = { phase: last.operation.phase, key: last.operation.key, seq: last.seq };
  }
}

function heldOf(store: Store, target: string, entry: EntryId): readonly HeldNow[] {
  const attention = store.targets.attention(target, entry);
  if (attention?.reason !== "held" && attention?.reason !== "unapplied") return [];
  const last = store.journal.lastHeld(target, entry);
  if (last === undefined) return [];
  const { run, operations } = last;
  return operations
    .filter(isLead)
    .map(({ operation }) => ({ target, run, since: attention.since, operation }));
}

/** What completes an account or a rename goes with that, and needs no word of its own. */
function isLead({ operation: { phase } }: JournaledOperation): boolean {
  return phase !== phases.references && phase !== phases.finishRenames;
}
