import type { Store } from "../store.ts";
import { createApprovals } from "./approvals.ts";
import { createAttentions } from "./attentions.ts";
import { createDirectoryStore } from "./directory.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createJournal } from "./journal.ts";
import { createLearnt } from "./learnt.ts";
import { createLinks } from "./links.ts";
import { takeLock } from "./lock.ts";
import { createMemberPlanning } from "./member-planning.ts";
import { createMembers } from "./members.ts";
import { createMerging } from "./merging.ts";
import { createNames } from "./names.ts";
import { createNewcomers } from "./newcomers.ts";
import { type Database, openDatabase } from "./open.ts";
import { createReferences } from "./references.ts";
import { createRuns } from "./runs.ts";
import { createSchemas } from "./schemas.ts";
import { createSealKey } from "./seal-key.ts";
import { createSelection } from "./selection.ts";
import { createTargets } from "./targets.ts";

/** Opens the state file. Throws `StateError` when it cannot be used. */
export function openStore(file: string): Store {
  const database = openDatabase(file);
  // The selection makes a temporary table that member planning adds to.
  const selection = createSelection(database);
  const memberPlanning = createMemberPlanning(database);
  const names = createNames(database);
  const newcomers = createNewcomers(database);
  const group = createGroupCommit(database);
  return {
    directory: createDirectoryStore(database),
    merging: createMerging(database),
    targets: {
      ...createTargets(database),
      ...createLinks(database),
      ...createAttentions(database),
      ...createReferences(database),
      ...selection,
      ...names,
      ...newcomers,
      ...memberPlanning,
      clearMoving() {
        memberPlanning.clearMoving();
        names.clearNames();
        newcomers.clearNewcomers();
      },
      ...createMembers(database),
    },
    schemas: createSchemas(database),
    learnt: createLearnt(database),
    journal: createJournal(database),
    runs: createRuns(database),
    approvals: createApprovals(database),
    sealKey: createSealKey(database),
    atOnce: (write) => (database.inTransaction ? write() : database.transaction(write).immediate()),
    together: (write) => group.together(write),
    transaction: (work, keep) => transaction(database, work, keep),
    lock: (now) => takeLock(database, now),
    close() {
      group.flush();
      database.close();
    },
  };
}

async function transaction<T>(
  database: Database,
  work: () => Promise<T>,
  keep?: (result: T) => boolean,
): Promise<T> {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = await work();
    database.exec(keep === undefined || keep(result) ? "COMMIT" : "ROLLBACK");
    return result;
  } finally {
    if (database.inTransaction) database.exec("ROLLBACK");
  }
}
