import type { OperationTally } from "../store/journal-store.ts";
import type { Store } from "../store/store.ts";
import type { RunCounts } from "./report.ts";

/** Reads the numbers of a run out of its journal. */
export function tallyRun(store: Store, run: string, target: string, skipped: number): RunCounts {
  const rows = store.journal.tally(run);
  const { links, attention } = store.targets.counts(target);
  const done = (resource: string, result: string) =>
    count(rows, (row) => row.resource === resource && row.result === result);
  const created = done("User", "created") + done("User", "recreated");
  const changed = {
    created,
    linked: done("User", "linked"),
    updated: done("User", "updated"),
    reactivated: done("User", "reactivated"),
  };
  const pending = store.targets.countPending(target);
  const inScope = (links["user active"] ?? 0) + pending;
  const failed = count(rows, (row) => row.code !== null);
  const touched = changed.created + changed.linked + changed.updated + changed.reactivated;
  return {
    inScope,
    ...changed,
    deactivated: count(rows, (row) => row.kind === "deactivate" && row.state === "succeeded"),
    deleted: count(
      rows,
      (row) => row.kind === "delete" && row.resource === "User" && row.state === "succeeded",
    ),
    unchanged: Math.max(0, inScope - pending - touched),
    pending,
    waiting: attention["waiting"] ?? 0,
    held: count(rows, (row) => row.state === "held"),
    failed,
    quarantined: (attention["rejected"] ?? 0) + (attention["quarantined"] ?? 0) + (attention["givenUp"] ?? 0),
    skipped,
    groupsCreated: done("Group", "created"),
    groupsLinked: done("Group", "linked"),
    groupsUpdated: done("Group", "updated"),
    groupsDeleted: done("Group", "deleted"),
    membersAdded: members(rows, "addMembers"),
    membersRemoved: members(rows, "removeMembers"),
  };
}

function count(rows: readonly OperationTally[], matches: (row: OperationTally) => boolean): number {
  return rows.filter(matches).reduce((sum, row) => sum + row.count, 0);
}

function members(rows: readonly OperationTally[], kind: OperationTally["kind"]): number {
  const ended = rows.filter((row) => row.kind === kind && row.state !== "planned" && row.state !== "held");
  return ended.reduce((sum, row) => sum + row.doneMembers, 0);
}
