import type { EntryId } from "../../plan/operation.ts";
import type { Database } from "./open.ts";

/** Users below the groups of a JSON list, or of a temporary table, however deep; UNION ends cycles. */
const usersBelow = (groups: string): string => `
  WITH RECURSIVE below (id) AS (
    SELECT ${groups}
    UNION
    SELECT m.member FROM below b CROSS JOIN membership m ON m."group" = b.id
  )
  UPDATE entry SET revision = @revision
  WHERE kind = 'user' AND revision < @revision AND id IN (SELECT id FROM below)`;

/** Groups above the entries of a JSON list, themselves included. */
const groupsAbove = `
  WITH RECURSIVE above (id) AS (
    SELECT value FROM json_each(@groups)
    UNION
    SELECT m."group" FROM above a CROSS JOIN membership m ON m.member = a.id
  )
  UPDATE entry SET revision = @revision
  WHERE kind = 'group' AND revision < @revision AND id IN (SELECT id FROM above)`;

/** Marks entries as changed because of memberships, in SQLite. */
export interface Touch {
  /** False in a first read: whoever is there changed with it anyway. */
  readonly needed: boolean;
  /** Marks groups and all groups above them. */
  groups(groups: readonly EntryId[]): void;
  /** Marks members and, through nested groups, all users below them. */
  members(members: readonly EntryId[]): void;
  /** The same for those whom a query gives, who may be millions; the work is done between asking and marking. */
  membersOf(query: string, work?: () => void): void;
}

export function createTouch(database: Database): { at(revision: number): Touch } {
  database.exec("CREATE TEMP TABLE IF NOT EXISTS moving_member (entry INTEGER PRIMARY KEY)");
  const below = database.prepare(usersBelow("value FROM json_each(@members)"));
  const belowMoving = database.prepare(usersBelow("entry FROM moving_member"));
  const above = database.prepare(groupsAbove);
  const older = database.prepare("SELECT 1 FROM entry WHERE kind = 'user' AND revision < ? LIMIT 1").pluck();
  return {
    at: (revision) => ({
      get needed() {
        return older.get(revision) !== undefined;
      },
      groups: (groups) => void above.run({ groups: JSON.stringify(groups), revision }),
      members(members) {
        if (this.needed) below.run({ members: JSON.stringify(members), revision });
      },
      membersOf(query, work = () => {}) {
        const { needed } = this;
        if (needed) database.exec(`INSERT OR IGNORE INTO moving_member ${query}`);
        work();
        if (!needed) return;
        belowMoving.run({ revision });
        database.exec("DELETE FROM moving_member");
      },
    }),
  };
}
