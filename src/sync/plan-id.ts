import { createHash } from "node:crypto";
import type { EntryId, Operation } from "../plan/operation.ts";
import { hideSealsIn } from "../plan/secret-values.ts";
import type { Cursor, JournaledOperation } from "../store/journal-store.ts";
import type { Store } from "../store/store.ts";

const pageSize = 500;

/** The operations of a run in the order of a push, read page by page, secrets hidden. */
export function* operationsOf(store: Store, run: string): Generator<JournaledOperation> {
  let after: Cursor | undefined;
  for (;;) {
    const page = store.journal.operations(run, after, pageSize);
    yield* page.map((journaled) => hideSealsIn(journaled));
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = { phase: last.operation.phase, key: last.operation.key, seq: last.seq };
  }
}

/** A digest of what a run means to do; the same directory in another order gives the same. */
export function planIdOf(store: Store, run: string): string {
  const digest = createHash("sha256");
  for (const { operation } of operationsOf(store, run)) digest.update(identityOf(store, operation));
  return digest.digest("base64url").slice(0, 16);
}

/** Entry numbers depend on the order of the source, keys do not. */
function identityOf(store: Store, operation: Operation): string {
  const { entry: _entry, ...identity } = operation;
  if (!("members" in identity)) return JSON.stringify(identity);
  return JSON.stringify({ ...identity, members: keysOf(store, identity.members) });
}

/** The source keys of entries, in order. */
export function keysOf(store: Store, entries: readonly EntryId[]): readonly string[] {
  return [...store.directory.keys(entries)].sort();
}
