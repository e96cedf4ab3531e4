import type { EntryId } from "../../plan/operation.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DirectoryStore, EntryKind } from "../directory-store.ts";
import type { Database } from "./open.ts";

type Memberships = Pick<
  DirectoryStore,
  | "memberDigests"
  | "setMemberDigest"
  | "memberEntries"
  | "stageMembers"
  | "applyStagedMembers"
  | "touchUsersBelow"
  | "countDanglingMembers"
  | "countMemberships"
>;

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

export function createMemberships(database: Database): Memberships {
  database.exec(
    `CREATE TEMP TABLE staged ("group" INTEGER, member INTEGER, PRIMARY KEY ("group", member)) WITHOUT ROWID`,
  );
  const digests = database.prepare('SELECT "group" AS id, digest FROM member_digest');
  const setDigest = database.prepare('INSERT OR REPLACE INTO member_digest ("group", digest) VALUES (?, ?)');
  const memberEntries = database.prepare(
    "SELECT j.value AS key, e.id FROM json_each(?) j LEFT JOIN entry e ON e.kind = ? AND e.key = j.value",
  );
  const addPlaceholder = database.prepare(
    "INSERT INTO entry (kind, key, present, fingerprint, revision) VALUES (?, ?, 0, '', ?) RETURNING id",
  );
  const stage = database.prepare("INSERT OR IGNORE INTO staged SELECT ?, value FROM json_each(?)");
  const touchBelow = database.prepare(
    `${usersBelow} UPDATE entry SET revision = ? WHERE kind = 'user' AND id IN (SELECT id FROM below)`,
  );
  const touchAbove = database.prepare(
    `${groupsAbove} UPDATE entry SET revision = ? WHERE kind = 'group' AND id IN (SELECT id FROM above)`,
  );
  return {
    memberDigests: () => new Map((digests.all() as DigestRow[]).map((row) => [row.id, row.digest])),
    setMemberDigest: (group, digest) => void setDigest.run(group, digest),
    memberEntries(kind, keys, revision) {
      const rows = memberEntries.all(JSON.stringify(keys), kind) as { key: SourceKey; id: EntryId | null }[];
      return new Map(rows.map(({ key, id }) => [key, id ?? placeholder(kind, key, revision)]));
    },
    stageMembers: (group, members) => void stage.run(group, JSON.stringify(members)),
    applyStagedMembers: (groups, revision) => applyStaged(database, groups, touch(revision)),
    touchUsersBelow: (groups, revision) => void touchBelow.run(JSON.stringify(groups), revision),
    countDanglingMembers: () => database.prepare(countDangling).pluck().get() as number,
    countMemberships: () => database.prepare("SELECT count(*) FROM membership").pluck().get() as number,
  };

  function placeholder(kind: EntryKind, key: SourceKey, revision: number): EntryId {
    return (addPlaceholder.get(kind, key, revision) as { id: EntryId }).id;
  }
  /** Members and, through nested groups, all users below them; groups and all groups above them. */
  function touch(revision: number): (groups: readonly EntryId[], members: readonly EntryId[]) => void {
    return (groups, members) => {
      touchBelow.run(JSON.stringify(members), revision);
      touchAbove.run(JSON.stringify(groups), revision);
    };
  }
}

interface DigestRow {
  readonly id: EntryId;
  readonly digest: string;
}

type Touch = (groups: readonly EntryId[], members: readonly EntryId[]) => void;

const countDangling = `
  SELECT count(*) FROM entry e CROSS JOIN membership m ON m.member = e.id WHERE e.present = 0`;

function applyStaged(database: Database, groups: readonly EntryId[], touch: Touch): void {
  const list = JSON.stringify(groups);
  const gone = database
    .prepare(
      `SELECT m.member FROM json_each(?) j CROSS JOIN membership m ON m."group" = j.value
       WHERE NOT EXISTS (SELECT 1 FROM staged s WHERE s."group" = m."group" AND s.member = m.member)`,
    )
    .pluck()
    .all(list) as EntryId[];
  touch([], gone);
  const added = database
    .prepare(
      `SELECT s.member FROM staged s
       WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m."group" = s."group" AND m.member = s.member)`,
    )
    .pluck()
    .all() as EntryId[];
  database.prepare('DELETE FROM membership WHERE "group" IN (SELECT value FROM json_each(?))').run(list);
  database.exec('INSERT INTO membership SELECT "group", member FROM staged; DELETE FROM staged');
  touch(groups, added);
}
