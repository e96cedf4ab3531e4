import type { EntryId } from "../../plan/operation.ts";
import type { Database } from "./open.ts";

/** Users below the groups of a JSON list, however deep; UNION ends cycles. */
const usersBelow = `
  WITH RECURSIVE below (id) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT m.member FROM below b CROSS JOIN membership m ON m."group" = b.id
  )`;

/** Groups above the entries of a JSON list, themselves included. */
const groupsAbove = `
  WITH RECURSIVE above (id) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT m."group" FROM above a CROSS JOIN membership m ON m.member = a.id
  )`;

/** Marks members and, through nested groups, all users below them; groups and all groups above them. */
export type Touch = (groups: readonly EntryId[], members: readonly EntryId[]) => void;

/** Marks entries as changed because of memberships, in SQLite. */
export function createTouch(database: Database): { at(revision: number): Touch } {
  const below = database.prepare(
    `${usersBelow} UPDATE entry SET revision = ? WHERE kind = 'user' AND id IN (SELECT id FROM below)`,
  );
  const above = database.prepare(
    `${groupsAbove} UPDATE entry SET revision = ? WHERE kind = 'group' AND id IN (SELECT id FROM above)`,
  );
  return {
    at: (revision) => (groups, members) => {
      below.run(JSON.stringify(members), revision);
      above.run(JSON.stringify(groups), revision);
    },
  };
}
