import type { ChainHead } from "../audit-store.ts";
import type { Store } from "../store.ts";
import type { TargetStore } from "../target-store.ts";
import { createApprovals } from "./approvals.ts";
import { createAttentions } from "./attentions.ts";
import { createChain } from "./chain.ts";
import type { StateKey } from "./cipher.ts";
import { createDirectoryStore } from "./directory.ts";
import { createForgetting } from "./forget.ts";
import { createFailing } from "./failing.ts";
import { createFence, type Fence } from "./fence.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createGroupStatus } from "./group-status.ts";
import { createGroupWords } from "./group-words.ts";
import { createJournal } from "./journal.ts";
import { createLearnt } from "./learnt.ts";
import { createLinking } from "./linking.ts";
import { createLinks } from "./links.ts";
import { seeHolder, takeLock } from "./lock.ts";
import { createMatching } from "./matching.ts";
import { createMemberPlanning } from "./member-planning.ts";
import { createMembers } from "./members.ts";
import { createMerging } from "./merging.ts";
import { createNames } from "./names.ts";
import { createObserved } from "./observed.ts";
import { createNewcomers } from "./newcomers.ts";
import { type Database, openDatabase } from "./open.ts";
import { placeOf, refuseReplaced } from "./place.ts";
import { createPruning } from "./prune.ts";
import { createAlerts } from "./alerts.ts";
import { createReferences } from "./references.ts";
import { createRoster } from "./roster.ts";
import { createRekeying } from "./rekey.ts";
import { createRuns } from "./runs.ts";
import { createSchemas } from "./schemas.ts";
import { createSealKey } from "./seal-key.ts";
import { createSelection } from "./selection.ts";
import { asStateError } from "./state-fault.ts";
import { createTargets } from "./targets.ts";
import { verifyChain } from "./verify-chain.ts";
import { createTimekeeping } from "./time.ts";

/** Opens the state file, encrypted where a key is given. Throws `StateError` when it cannot be used. */
export function openStore(file: string, key?: StateKey): Store {
  const placeBefore = placeOf(file);
  const database = openDatabase(file, key);
  const place = placeBefore ?? placeOf(file);
  const fence = createFence(database);
  const group = createGroupCommit(fence);
  const chain = createChain(database);
  return {
    directory: createDirectoryStore(database),
    merging: createMerging(database),
    targets: createTargetStore(database),
    schemas: createSchemas(database),
    learnt: createLearnt(database),
    observed: createObserved(database),
    linking: createLinking(database),
    beginMatching: createMatching(database),
    rekeying: createRekeying(database),
    journal: createJournal(database),
    runs: createRuns(database, chain),
    approvals: createApprovals(database),
    roster: createRoster(database),
    groupWords: createGroupWords(database),
    groupStatus: createGroupStatus(database),
    alerts: createAlerts(database),
    pruning: createPruning(database, chain),
    forgetting: createForgetting(database, chain),
    audit: {
      head: chain.head,
      verify: database.transaction((kept?: ChainHead) => verifyChain(database, kept)),
    },
    sealKey: createSealKey(database),
    atOnce: (write) => (database.inTransaction ? write() : fence.commit(write)),
    together: (write) => group.together(write),
    transaction: (work, keep) => transaction(database, fence, work, keep),
    keepTime: createTimekeeping(database),
    lock: (now, command) => fence.hold(refuseReplaced(file, place, takeLock(database, now, command))),
    holder: (now) => seeHolder(database, now),
    refuseUnsound: () => fence.check(),
    faultOf: (error) => asStateError(error, file),
    close() {
      group.flush();
      database.close();
    },
  };
}

function createTargetStore(database: Database): TargetStore {
  // The selection makes a temporary table that member planning adds to.
  const selection = createSelection(database);
  const memberPlanning = createMemberPlanning(database);
  const names = createNames(database);
  const newcomers = createNewcomers(database);
  return {
    ...createTargets(database),
    ...createLinks(database),
    ...createAttentions(database),
    ...createFailing(database),
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
  };
}

async function transaction<T>(
  database: Database,
  fence: Fence,
  work: () => Promise<T>,
  keep?: (result: T) => boolean,
): Promise<T> {
  database.exec("BEGIN IMMEDIATE");
  try {
    fence.check();
    const result = await work();
    database.exec(keep === undefined || keep(result) ? "COMMIT" : "ROLLBACK");
    return result;
  } finally {
    if (database.inTransaction) database.exec("ROLLBACK");
  }
}
