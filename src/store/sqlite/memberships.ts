import type { EntryId } from "../../plan/operation.ts";
import type { RecordName } from "../../source/record.ts";
import type { DirectoryStore, EntryKind, MemberShrink } from "../directory-store.ts";
import type { Database } from "./open.ts";
import { createTouch, type Touch } from "./touch.ts";

type Memberships = Pick<
  DirectoryStore,
  | "memberDigests"
  | "setMemberDigest"
  | "memberEntries"
  | "stageMembers"
  | "applyStagedMembers"
  | "countDanglingMembers"
  | "countMemberships"
>;

export function createMemberships(database: Database): Memberships {
  const touches = createTouch(database);
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
  return {
    memberDigests: () => new Map((digests.all() as DigestRow[]).map((row) => [row.id, row.digest])),
    setMemberDigest: (group, digest) => void setDigest.run(group, digest),
    memberEntries(kind, keys, revision) {
      const rows = memberEntries.all(JSON.stringify(keys), kind) as { key: RecordName; id: EntryId | null }[];
      return new Map(rows.map(({ key, id }) => [key, id ?? placeholder(kind, key, revision)]));
    },
    stageMembers: (group, members) => void stage.run(group, JSON.stringify(members)),
    applyStagedMembers: (groups, revision) => applyStaged(database, groups, touches.at(revision)),
    countDanglingMembers: () => database.prepare(countDangling).pluck().get() as number,
    countMemberships: () => database.prepare("SELECT count(*) FROM membership").pluck().get() as number,
  };

  function placeholder(kind: EntryKind, key: RecordName, revision: number): EntryId {
    return (addPlaceholder.get(kind, key, revision) as { id: EntryId }).id;
  }
}

interface DigestRow {
  readonly id: EntryId;
  readonly digest: string;
}

const countDangling = `
  SELECT count(*) FROM entry e CROSS JOIN membership m ON m.member = e.id WHERE e.present = 0`;

const shrinks = `
  SELECT g.name AS "group", g.sources,
    (SELECT count(*) FROM membership m WHERE m."group" = g.id) AS before,
    (SELECT count(*) FROM membership m WHERE m."group" = g.id AND NOT EXISTS (
      SELECT 1 FROM staged s WHERE s."group" = m."group" AND s.member = m.member)) AS gone
  FROM json_each(?) j CROSS JOIN entry g ON g.id = j.value AND g.present = 1`;

function applyStaged(database: Database, groups: readonly EntryId[], touch: Touch): readonly MemberShrink[] {
  const list = JSON.stringify(groups);
  const shrunk = (database.prepare(shrinks).all(list) as MemberShrink[]).filter(({ gone }) => gone > 0);
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
  return shrunk;
}
