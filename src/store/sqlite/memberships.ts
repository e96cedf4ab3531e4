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
    'CREATE TEMP TABLE staged ("group" INTEGER, member INTEGER); CREATE TEMP TABLE staged_group (id INTEGER PRIMARY KEY)',
  );
  const digests = database.prepare('SELECT "group" AS id, digest FROM member_digest');
  const setDigest = database.prepare('INSERT OR REPLACE INTO member_digest ("group", digest) VALUES (?, ?)');
  const memberEntries = database.prepare(
    "SELECT j.value AS key, e.id FROM json_each(?) j LEFT JOIN entry e ON e.kind = ? AND e.key = j.value",
  );
  const addPlaceholder = database.prepare(
    "INSERT INTO entry (kind, key, present, fingerprint, revision) VALUES (?, ?, 0, '', ?) RETURNING id",
  );
  const stage = database.prepare("INSERT INTO staged VALUES (?, ?)");
  const stageMany = database.prepare(`INSERT INTO staged VALUES ${Array(AT_ONCE).fill("(?, ?)").join(", ")}`);
  return {
    memberDigests: () => new Map((digests.all() as DigestRow[]).map((row) => [row.id, row.digest])),
    setMemberDigest: (group, digest) => void setDigest.run(group, digest),
    memberEntries(kind, keys, revision) {
      const rows = memberEntries.all(JSON.stringify(keys), kind) as { key: RecordName; id: EntryId | null }[];
      return new Map(rows.map(({ key, id }) => [key, id ?? placeholder(kind, key, revision)]));
    },
    stageMembers(pairs) {
      let at = 0;
      for (; at + AT_ONCE * 2 <= pairs.length; at += AT_ONCE * 2)
        stageMany.run(pairs.slice(at, at + AT_ONCE * 2));
      for (; at < pairs.length; at += 2) stage.run(pairs[at], pairs[at + 1]);
    },
    applyStagedMembers: (groups, revision) => applyStaged(database, groups, touches.at(revision)),
    countDanglingMembers: () => database.prepare(countDangling).pluck().get() as number,
    countMemberships: () => database.prepare("SELECT count(*) FROM membership").pluck().get() as number,
  };

  function placeholder(kind: EntryKind, key: RecordName, revision: number): EntryId {
    return (addPlaceholder.get(kind, key, revision) as { id: EntryId }).id;
  }
}

/** Rows of one statement: ten million single ones would take three times as long. */
const AT_ONCE = 100;

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
  FROM staged_group j CROSS JOIN entry g ON g.id = j.id AND g.present = 1`;

const goneMembers = `
  SELECT m.member FROM staged_group j CROSS JOIN membership m ON m."group" = j.id
  WHERE NOT EXISTS (SELECT 1 FROM staged s WHERE s."group" = m."group" AND s.member = m.member)`;

const addedMembers = `
  SELECT s.member FROM staged s
  WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m."group" = s."group" AND m.member = s.member)`;

/**
 * Ten million rows may be staged: they are put down as they come and sorted once, and none of them becomes a value of
 * JavaScript.
 */
function applyStaged(database: Database, groups: readonly EntryId[], touch: Touch): readonly MemberShrink[] {
  database
    .prepare("INSERT INTO staged_group SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING")
    .run(JSON.stringify(groups));
  database.exec('CREATE INDEX temp.staged_pair ON staged ("group", member)');
  const shrunk = (database.prepare(shrinks).all() as MemberShrink[]).filter(({ gone }) => gone > 0);
  touch.membersOf(goneMembers);
  touch.membersOf(addedMembers, () => replaceMembers(database));
  touch.groups(groups);
  database.exec("DROP INDEX temp.staged_pair; DELETE FROM staged; DELETE FROM staged_group");
  return shrunk;
}

/** The index of what was empty is made at the end, which is many times faster than adding to it in random order. */
function replaceMembers(database: Database): void {
  const index = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'membership_member'").pluck();
  const empty = database.prepare("SELECT 1 FROM membership LIMIT 1").get() === undefined;
  const definition = empty ? (index.get() as string) : "";
  if (empty) database.exec("DROP INDEX membership_member");
  else database.exec('DELETE FROM membership WHERE "group" IN (SELECT id FROM staged_group)');
  database.exec(
    'INSERT OR IGNORE INTO membership SELECT "group", member FROM staged ORDER BY "group", member',
  );
  database.exec(definition);
}
