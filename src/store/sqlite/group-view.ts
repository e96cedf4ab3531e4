import type {
  DanglingMember,
  GroupMember,
  GroupOf,
  GroupSize,
  GroupTally,
  GroupView,
} from "../group-view.ts";
import type { Database } from "./open.ts";

/** Groups as people look at them, in SQLite. */
export function createGroupView(database: Database): GroupView {
  const members = database.prepare(
    `SELECT e.id AS entry, e.kind, e.key, e.name, e.present FROM membership m CROSS JOIN entry e ON e.id = m.member
     WHERE m."group" = ? AND m.member > ? ORDER BY m.member LIMIT ?`,
  );
  const groupsWith = database.prepare(
    `SELECT e.id AS entry, e.key, e.name FROM membership m CROSS JOIN entry e ON e.id = m."group" AND e.present = 1
     WHERE m.member = ? ORDER BY e.name, e.id`,
  );
  const countMembers = database.prepare(
    `SELECT count(*) AS members, coalesce(sum(e.present = 0), 0) AS dangling
     FROM membership m CROSS JOIN entry e ON e.id = m.member WHERE m."group" = ?`,
  );
  const groupNames = database
    .prepare("SELECT name FROM entry WHERE kind = 'group' AND present = 1 AND name IS NOT NULL")
    .pluck();
  return {
    members: (group, after, limit) => (members.all(group, after, limit) as MemberRow[]).map(toMember),
    groupsWith: (member) => groupsWith.all(member) as GroupOf[],
    countMembers: (group) => countMembers.get(group) as { members: number; dangling: number },
    largestGroups: (limit) => database.prepare(largest).all(limit) as GroupSize[],
    groupNames: () => groupNames.iterate() as Iterable<string>,
    groupTally: () => database.prepare(tally).get() as GroupTally,
    danglingMembers: (limit) => database.prepare(dangling).all(limit) as DanglingMember[],
  };
}

/** Sizes come out of the index alone; only the few that are shown are looked up. */
const largest = `
  SELECT e.id AS entry, e.key, e.name, s.members
  FROM (SELECT "group" AS id, count(*) AS members FROM membership GROUP BY 1) s
  CROSS JOIN entry e ON e.id = s.id AND e.present = 1 ORDER BY s.members DESC, e.name, e.key LIMIT ?`;

const tally = `
  SELECT
    count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m."group" = e.id)) AS empty,
    count(*) FILTER (WHERE EXISTS (
      SELECT 1 FROM membership m CROSS JOIN entry g ON g.id = m."group" AND g.present = 1
      WHERE m.member = e.id)) AS nested,
    (SELECT count(DISTINCT m."group") FROM entry g CROSS JOIN membership m ON m.member = g.id
     WHERE g.kind = 'group' AND g.present = 1) AS nesting
  FROM entry e WHERE e.kind = 'group' AND e.present = 1`;

const dangling = `
  SELECT e.kind, e.key, g.key AS "group", g.name AS groupName
  FROM entry e CROSS JOIN membership m ON m.member = e.id CROSS JOIN entry g ON g.id = m."group"
  WHERE e.present = 0 ORDER BY e.id, g.id LIMIT ?`;

interface MemberRow extends Omit<GroupMember, "name" | "dangling"> {
  readonly name: string | null;
  readonly present: 0 | 1;
}

function toMember({ name, present, ...row }: MemberRow): GroupMember {
  return { ...row, name: name ?? undefined, dangling: present === 0 };
}
