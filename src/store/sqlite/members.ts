import type { EntryId } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { TargetStore } from "../target-store.ts";
import { orWake } from "./failing.ts";
import type { Database } from "./open.ts";

type Members = Pick<
  TargetStore,
  "memberIds" | "entriesOf" | "assertedMembers" | "assertMembers" | "retractMembers" | "forgetMemberships"
>;

/** Members we wrote, in SQLite. */
export function createMembers(database: Database): Members {
  const memberIds = database.prepare(
    `SELECT j.value AS entry, l.scim_id AS id FROM json_each(?) j
     CROSS JOIN link l ON l.target = ? AND l.entry = j.value`,
  );
  const entriesOf = database.prepare(
    `SELECT l.entry, l.scim_id AS id FROM json_each(?) j
     CROSS JOIN link l ON l.target = ? AND l.kind = ? AND l.scim_id = j.value`,
  );
  const asserted = database
    .prepare('SELECT member FROM link_member WHERE target = ? AND "group" = ?')
    .pluck();
  const assert = database.prepare("INSERT OR IGNORE INTO link_member SELECT ?, ?, value FROM json_each(?)");
  const retract = database.prepare(
    'DELETE FROM link_member WHERE target = ? AND "group" = ? AND member IN (SELECT value FROM json_each(?))',
  );
  const reconsider = database.prepare(
    `INSERT INTO attention (target, entry, reason, detail, since, due, attempts)
     SELECT target, "group", 'unfinished', 'an account of a member was made again', @now, @now, 0
     FROM link_member WHERE target = @target AND member = @member ${orWake}`,
  );
  const forget = database.prepare("DELETE FROM link_member WHERE target = ? AND member = ?");
  return {
    forgetMemberships(target, member, now) {
      reconsider.run({ target, member, now });
      forget.run(target, member);
    },
    memberIds: (target, members) =>
      new Map((memberIds.all(JSON.stringify(members), target) as IdRow[]).map((r) => [r.entry, r.id])),
    entriesOf: (target, kind, ids) =>
      new Map((entriesOf.all(JSON.stringify(ids), target, kind) as IdRow[]).map((r) => [r.id, r.entry])),
    assertedMembers: (target, group) => asserted.all(target, group) as EntryId[],
    assertMembers: (target, group, members) => void assert.run(target, group, JSON.stringify(members)),
    retractMembers: (target, group, members) => void retract.run(target, group, JSON.stringify(members)),
  };
}

interface IdRow {
  readonly entry: EntryId;
  readonly id: ScimId;
}
