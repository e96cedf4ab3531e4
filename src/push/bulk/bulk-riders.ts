import { phases } from "../../plan/operation.ts";
import type { Cursor, JournaledOperation } from "../../store/journal-store.ts";
import { coveredBy, makeBatch, membersOf } from "./bulk-batch.ts";
import type { BulkCreates } from "./bulk-creates.ts";
import type { PushSession } from "../session.ts";

const pageSize = 200;

/**
 * Groups that are made in the same request as the last accounts, which are their members. Only where nothing is left to do
 * between accounts and groups, so that the order of a push stays what it is.
 */
export function* chooseRiders(session: PushSession, bulk: BulkCreates): Generator<JournaledOperation> {
  const { store, run, target, finder } = session;
  const rules = bulk.sender.besides.rules();
  const arriving = new Set(bulk.gathered.map(({ wish }) => wish.entry));
  if (arriving.size === 0 || !rules.references || rules.members === 0 || !finder.isProven("Group")) return;
  if (!isNothingBetween(session, bulk)) return;
  let left = bulk.space;
  for (const journaled of groupOperations(session)) {
    if (left <= 0) return;
    const members = membersOf(store.journal.planned(run, journaled.operation.entry));
    const newcomers = members.filter((member) => arriving.has(member)).length;
    const linked = store.targets.memberIds(target, members).size;
    if (newcomers === 0 || newcomers + linked < members.length || members.length > rules.members) continue;
    left -= 1;
    yield journaled;
  }
}

/**
 * Whether nobody comes back, every reference that waits goes along with the accounts, and no group changes its name,
 * which a new one may want.
 */
function isNothingBetween(session: PushSession, bulk: BulkCreates): boolean {
  const { store, run } = session;
  const { gathered } = bulk;
  if (store.journal.next(run, phases.reactivateUsers, undefined, 1).length > 0) return false;
  for (const { operation } of groupOperations(session)) if (operation.kind !== "create") return false;
  const waiting = store.journal.next(run, phases.references, undefined, gathered.length + 1);
  if (waiting.length === 0) return true;
  const batch = makeBatch(session, gathered, bulk.sender.besides.rules());
  const covered = batch.flatMap(({ candidate, besides }) => coveredBy(candidate.follows, besides));
  const known = new Set(covered.map(({ seq }) => seq));
  return waiting.every(({ seq }) => known.has(seq));
}

function* groupOperations({ store, run }: PushSession): Generator<JournaledOperation> {
  let after: Cursor | undefined;
  for (;;) {
    const page = store.journal.next(run, phases.groups, after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = { phase: phases.groups, key: last.operation.key, seq: last.seq };
  }
}
