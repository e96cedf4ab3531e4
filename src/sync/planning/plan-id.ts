import type { EntryId, Operation } from "../../plan/operation.ts";
import { hideSeals, hideSealsIn } from "../../plan/secret-values.ts";
import type { Cursor, JournaledOperation } from "../../store/journal-store.ts";
import type { Store } from "../../store/store.ts";

const pageSize = 500;

/** The operations of a run in the order of a push, read page by page, secrets hidden. */
export function* operationsOf(store: Store, run: string): Generator<JournaledOperation> {
  for (const journaled of inPages((after) => store.journal.operations(run, after, pageSize)))
    yield hideSealsIn(journaled);
}

/** What a run holds. */
export function heldOf(store: Store, run: string): Generator<JournaledOperation> {
  return inPages((after) => store.journal.held(run, after, pageSize));
}

/** What the unreachable references of a run were. */
export function droppedOf(store: Store, run: string): Generator<JournaledOperation> {
  return inPages((after) => store.journal.dropped(run, after, pageSize));
}

function* inPages(
  read: (after: Cursor | undefined) => readonly JournaledOperation[],
): Generator<JournaledOperation> {
  let after: Cursor | undefined;
  for (;;) {
    const page = read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = { phase: last.operation.phase, key: last.operation.key, seq: last.seq };
  }
}

/**
 * What an operation means to do, as text of which the id of a plan is made. Entry numbers depend on the order of the
 * source, keys do not; nor do seals, which hang on the entry, stand in it. An operation read from the journal has the same as the one that was written.
 */
export function identityOf(store: Store, operation: Operation): string {
  const { phase, kind, resource, key, name } = operation;
  const targetId = "targetId" in operation ? operation.targetId : null;
  return hideSeals(JSON.stringify([phase, kind, resource, key, name, targetId, contentOf(store, operation)]));
}

function contentOf(store: Store, operation: Operation): unknown {
  switch (operation.kind) {
    case "create":
      return operation.attributes;
    case "link":
      return operation.to;
    case "reactivate":
      return [operation.attributes, operation.removed];
    case "update":
      return operation.changes;
    case "addMembers":
    case "removeMembers":
      return keysOf(store, operation.members);
    case "deactivate":
    case "delete":
    case "unlink":
      return operation.cause;
  }
}

/** The source keys of entries, in order. */
export function keysOf(store: Store, entries: readonly EntryId[]): readonly string[] {
  return [...store.directory.keys(entries)].sort();
}
