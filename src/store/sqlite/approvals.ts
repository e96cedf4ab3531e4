import type { Approval } from "../../plan/approval.ts";
import type { ApprovalStore } from "../approval-store.ts";
import type { Database } from "./open.ts";

/** Approvals in SQLite: few, and most of the time none. */
export function createApprovals(database: Database): ApprovalStore {
  const put = database.prepare(
    `INSERT INTO approval (target, entry, digest, kind, run, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (target, entry, digest) DO UPDATE SET run = excluded.run, at = excluded.at, used_by = NULL`,
  );
  const columns = "a.entry, e.key, a.kind, a.digest, a.run, a.at";
  const from = "FROM approval a CROSS JOIN entry e ON e.id = a.entry WHERE a.target = ?";
  const standing = database.prepare(`SELECT ${columns} ${from} AND a.at > ? ORDER BY e.key, a.digest`);
  const ofEntry = database.prepare(`SELECT ${columns} ${from} AND a.entry = ? AND a.at > ?`);
  const any = database.prepare("SELECT 1 FROM approval WHERE target = ? AND at > ? LIMIT 1");
  const noteUse = database.prepare(
    "UPDATE approval SET used_by = ? WHERE target = ? AND entry = ? AND digest = ?",
  );
  const useUp = database.prepare(
    `DELETE FROM approval WHERE target = @target AND (at <= @before OR EXISTS (
       SELECT 1 FROM operation o WHERE o.run = approval.used_by AND o.entry = approval.entry AND o.kind = approval.kind
         AND o.released = 1 AND o.state = 'succeeded'))`,
  );
  return {
    approve(target, approvals) {
      for (const { entry, digest, kind, run, at } of approvals) put.run(target, entry, digest, kind, run, at);
    },
    standing: (target, since) => standing.all(target, since) as Approval[],
    ofEntry: (target, entry, since) => ofEntry.all(target, entry, since) as Approval[],
    hasStanding: (target, since) => any.get(target, since) !== undefined,
    noteUse: (target, { entry, digest }, run) => void noteUse.run(run, target, entry, digest),
    useUp: (target, before) => void useUp.run({ target, before }),
  };
}
