import type { EntryId, Operation } from "../../plan/operation.ts";
import type { Store } from "../../store/store.ts";
import { createPlanDigest, type PlanDigest } from "./plan-digest.ts";
import { droppedOf, identityOf } from "./plan-id.ts";

/** The plan of a run as it is being made. Its operations are in the journal; those left out of it are foreseen. */
export interface PlanDraft {
  /** Gives the number in the journal; 0 when the operation is foreseen. */
  append(operation: Operation): number;
  /** Takes back what is planned for an entry. */
  withdraw(entry: EntryId): void;
  /** Holds all that is planned for an entry. */
  hold(entry: EntryId): void;
  /** Takes back one operation. */
  drop(seq: number, operation: Operation): void;
  /** Drops references to accounts that neither exist nor come to exist in this run. */
  dropUnreachableReferences(): void;
  /** A digest of what the run means to do; the same directory in another order gives the same. */
  id(): string;
}

/** What a draft knows besides its journal. */
export interface Foresight {
  /** Whether the operation is left out of the journal. */
  take(operation: Operation): boolean;
  /** What was left out for an entry, and counts no more. */
  giveBack(entry: EntryId): readonly Operation[];
}

/** Everything goes into the journal. */
const journalOnly: Foresight = { take: () => false, giveBack: () => [] };

/** Begins the plan of a run at a target. */
export function createDraft(
  store: Store,
  run: string,
  target: string,
  foresight: Foresight = journalOnly,
): PlanDraft {
  const digest: PlanDigest = createPlanDigest();
  const remove = (operation: Operation) => digest.remove(identityOf(store, operation));
  return {
    append(operation) {
      digest.add(identityOf(store, operation));
      return foresight.take(operation) ? 0 : store.journal.append(run, target, operation);
    },
    withdraw(entry) {
      foresight.giveBack(entry).forEach(remove);
      for (const { operation } of store.journal.planned(run, entry)) remove(operation);
      store.journal.withdraw(run, entry);
    },
    hold(entry) {
      // What is held has to be told from the rest, and so is written down.
      for (const operation of foresight.giveBack(entry)) store.journal.append(run, target, operation);
      store.journal.holdEntry(run, entry);
    },
    drop(seq, operation) {
      remove(operation);
      store.journal.drop(seq);
    },
    dropUnreachableReferences() {
      if (store.journal.dropUnreachableReferences(run, target) > 0) {
        for (const { operation } of droppedOf(store, run)) remove(operation);
      }
    },
    id: () => digest.id(),
  };
}
