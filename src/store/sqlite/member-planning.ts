import type { EntryId } from "../../plan/operation.ts";
import type { MovingUser, TargetStore } from "../target-store.ts";
import { createArrivals } from "./arrivals.ts";
import type { Database } from "./open.ts";

type MemberPlanning = Pick<
  TargetStore,
  "noteMoving" | "clearMoving" | "arriving" | "arrivingUser" | "selectGroupsOfMovingUsers" | "memberDiff"
>;

/**
 * Desired members are the users below the group who have, or get in this run, an active account. Frozen users stay
 * as they are: neither added nor removed. A deleted account leaves its groups by itself. Only groups are gone down
 * from, and links are asked last and in a narrow index: of a large group each member costs.
 */
const members = `
  WITH RECURSIVE inside (id) AS (
    SELECT @group UNION
    SELECT m.member FROM inside i CROSS JOIN membership m ON m."group" = i.id
    CROSS JOIN entry e ON e.id = m.member AND e.kind = 'group'
  ),
  below (id) AS (SELECT DISTINCT m.member FROM inside i CROSS JOIN membership m ON m."group" = i.id),
  asserted (id) AS (SELECT member FROM link_member WHERE target = @target AND "group" = @group),
  desired (id) AS (${desiredAmong("1")}),
  missing (id) AS (${desiredAmong("b.id NOT IN (SELECT id FROM asserted)")})`;

/** Desired members for whom a condition holds that is quick to ask. */
function desiredAmong(condition: string): string {
  return `SELECT e.id FROM below b CROSS JOIN entry e ON e.id = b.id AND e.kind = 'user' AND e.present = 1
    LEFT JOIN moving v ON v.entry = e.id
    WHERE ${condition} AND (v.move = 'arriving' OR (coalesce(v.move, '') NOT IN ('departing', 'deleting')
      AND EXISTS (SELECT 1 FROM link l INDEXED BY link_state
        WHERE l.target = @target AND l.kind = 'user' AND l.state = 'active' AND l.entry = e.id)))`;
}

/** Neither let go of, held back, rejected, in a grace, gone at the target and left so, nor protected from leaving, unless this very run moves them. */
const free = `NOT EXISTS (SELECT 1 FROM link d WHERE d.target = @target AND d.entry = x.id AND d.state = 'detached')
  AND NOT EXISTS (
    SELECT 1 FROM attention a LEFT JOIN moving v ON v.entry = a.entry
    WHERE a.target = @target AND a.entry = x.id AND (a.reason IN ('rejected', 'held', 'leaving') OR a.code = 'missing'
        OR (a.reason = 'protected' AND EXISTS (SELECT 1 FROM entry p WHERE p.id = x.id AND p.present = 0)))
      AND coalesce(v.move, 'frozen') = 'frozen')`;

const concerned = "(@everybody = 1 OR x.id IN (SELECT entry FROM moving))";

/** What planning needs to know of members, in SQLite. */
export function createMemberPlanning(database: Database): MemberPlanning {
  database.exec("CREATE TEMP TABLE moving (entry INTEGER PRIMARY KEY, move TEXT NOT NULL)");
  const note = database.prepare(
    "INSERT OR REPLACE INTO moving (entry, move) SELECT value, ? FROM json_each(?)",
  );
  const addable = database
    .prepare(`${members} SELECT x.id FROM missing x WHERE ${free} AND ${concerned} ORDER BY x.id`)
    .pluck();
  const removable = database
    .prepare(
      `${members} SELECT x.id FROM asserted x
       WHERE x.id NOT IN (SELECT id FROM desired) AND ${free} AND ${concerned}
         AND NOT EXISTS (SELECT 1 FROM moving d WHERE d.entry = x.id AND d.move = 'deleting') ORDER BY x.id`,
    )
    .pluck();
  const staying = database
    .prepare(
      `SELECT count(*) FROM json_each(@members) j CROSS JOIN link l ON l.target = @target AND l.entry = j.value
       LEFT JOIN moving v ON v.entry = j.value
       WHERE l.state = 'active' AND coalesce(v.move, '') NOT IN ('departing', 'deleting')`,
    )
    .pluck();
  const countAsserted = database
    .prepare('SELECT count(*) FROM link_member WHERE target = ? AND "group" = ?')
    .pluck();
  const selectGroups = database.prepare(
    `INSERT OR IGNORE INTO selected (kind, entry)
     WITH RECURSIVE above (id) AS (
       SELECT entry FROM moving UNION SELECT m."group" FROM above a CROSS JOIN membership m ON m.member = a.id
     )
     SELECT 'group', e.id FROM above a CROSS JOIN entry e ON e.id = a.id AND e.kind = 'group'
     UNION
     SELECT 'group', x."group" FROM moving v CROSS JOIN link_member x ON x.target = @target AND x.member = v.entry`,
  );
  return {
    ...createArrivals(database),
    noteMoving(users) {
      for (const [move, entries] of byMove(users)) note.run(move, JSON.stringify(entries));
    },
    clearMoving: () => void database.exec("DELETE FROM moving"),
    selectGroupsOfMovingUsers: (target) => void selectGroups.run({ target }),
    memberDiff(target, group, movingOnly) {
      const everybody = movingOnly ? 0 : 1;
      const remove = removable.all({ target, group, everybody }) as EntryId[];
      return {
        add: addable.all({ target, group, everybody }) as EntryId[],
        remove,
        removeStaying: staying.get({ target, members: JSON.stringify(remove) }) as number,
        asserted: countAsserted.get(target, group) as number,
      };
    },
  };
}

function byMove(users: readonly MovingUser[]): ReadonlyMap<MovingUser["move"], readonly EntryId[]> {
  const moves = new Map<MovingUser["move"], EntryId[]>();
  for (const { entry, move } of users) {
    const same = moves.get(move);
    if (same === undefined) moves.set(move, [entry]);
    else same.push(entry);
  }
  return moves;
}
