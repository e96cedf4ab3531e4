import type { JsonObject } from "../../canonical.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { EntryKind } from "../directory-store.ts";
import type { BeginMatching, Hit, Matching, Pair, ShownVerdict, Verdict } from "../matching-store.ts";
import type { Database } from "./open.ts";

/** The tables are made when somebody works out links, and not at each start. */
const tables = `
  CREATE TEMP TABLE met (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, holder TEXT,
    attributes TEXT NOT NULL, is_wanted INTEGER NOT NULL DEFAULT 0
  );
  CREATE UNIQUE INDEX met_id ON met (kind, id);
  CREATE TEMP TABLE mark (
    kind TEXT NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (kind, path, value, n)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE verdict (
    entry INTEGER PRIMARY KEY, kind TEXT NOT NULL, verdict TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
    why TEXT NOT NULL, n INTEGER, candidates TEXT NOT NULL
  );
  CREATE INDEX verdict_key ON verdict (kind, verdict, key);
  CREATE INDEX verdict_n ON verdict (n) WHERE n IS NOT NULL;
  CREATE TEMP TABLE met_member (entry INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (entry, id)) WITHOUT ROWID;`;

const drop = ["met", "mark", "verdict", "met_member"].map((name) => `DROP TABLE IF EXISTS temp.${name};`);

/** Links while they are worked out, in temporary tables. */
export function createMatching(database: Database): BeginMatching {
  const clear = () => void database.exec(drop.join("\n"));
  return () => {
    clear();
    database.exec(tables);
    return {
      ...createMeetings(database),
      ...createVerdicts(database),
      ...createReading(database),
      end: clear,
    };
  };
}

type Meetings = Pick<
  Matching,
  "meet" | "hits" | "byId" | "attributesOf" | "noteMembers" | "membersOf" | "countMet" | "countHeld"
>;

function createMeetings(database: Database): Meetings {
  const meet = database.prepare(
    "INSERT OR IGNORE INTO met (kind, id, name, holder, attributes) VALUES (?, ?, ?, ?, ?)",
  );
  const mark = database.prepare("INSERT OR IGNORE INTO mark VALUES (?, ?, ?, ?)");
  const hits = database.prepare(
    `SELECT m.n, m.id, m.name, m.holder FROM mark k CROSS JOIN met m ON m.n = k.n
     WHERE k.kind = ? AND k.path = ? AND k.value = ? ORDER BY k.n LIMIT 4`,
  );
  const byId = database.prepare("SELECT n, id, name, holder FROM met WHERE kind = ? AND id = ?");
  const attributes = database.prepare("SELECT attributes FROM met WHERE n = ?").pluck();
  const noteMember = database.prepare("INSERT OR IGNORE INTO met_member SELECT ?, value FROM json_each(?)");
  const members = database.prepare("SELECT id FROM met_member WHERE entry = ?").pluck();
  const countMet = database.prepare("SELECT count(*) FROM met WHERE kind = ?").pluck();
  const countHeld = database
    .prepare("SELECT count(*) FROM met WHERE kind = ? AND holder IS NOT NULL")
    .pluck();
  return {
    meet(kind, resources) {
      for (const { id, name, holder, attributes, marks } of resources) {
        const done = meet.run(kind, id, name, holder ?? null, JSON.stringify(attributes));
        if (done.changes === 0) continue;
        for (const { path, value } of marks) mark.run(kind, path, value, done.lastInsertRowid);
      }
    },
    hits: (kind, { path, value }) => (hits.all(kind, path, value) as HitRow[]).map(readHit),
    byId(kind, id) {
      const row = byId.get(kind, id) as HitRow | undefined;
      return row === undefined ? undefined : readHit(row);
    },
    attributesOf: (n) => JSON.parse(attributes.get(n) as string) as JsonObject,
    noteMembers: (entry, ids) => void noteMember.run(entry, JSON.stringify(ids)),
    membersOf: (entry) => members.all(entry) as ScimId[],
    countMet: (kind) => countMet.get(kind) as number,
    countHeld: (kind) => countHeld.get(kind) as number,
  };
}

interface HitRow extends Omit<Hit, "holder"> {
  readonly holder: string | null;
}

function readHit({ n, id, name, holder }: HitRow): Hit {
  return { n, id, name, holder: holder ?? undefined };
}

type Verdicts = Pick<
  Matching,
  "judge" | "contested" | "refutedHints" | "isPaired" | "pairs" | "pairsOf" | "count"
>;

function createVerdicts(database: Database): Verdicts {
  const judge = database.prepare("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const want = database.prepare("UPDATE met SET is_wanted = 1 WHERE n IN (SELECT value FROM json_each(?))");
  const row = "SELECT v.verdict AS kind, v.entry, v.key, v.name, v.why, v.candidates FROM verdict v";
  const contested = database.prepare(
    `${row} WHERE kind = ? AND n IN (SELECT n FROM verdict WHERE n IS NOT NULL GROUP BY n HAVING count(*) > 1) ORDER BY n, key`,
  );
  const refuted = database.prepare(
    `${row} WHERE v.kind = ? AND v.verdict = 'hint' AND EXISTS (
       SELECT 1 FROM json_each(v.candidates) c CROSS JOIN verdict p ON p.n = c.value) ORDER BY v.key`,
  );
  const paired = database.prepare("SELECT 1 FROM verdict WHERE n = ?").pluck();
  const columns = "SELECT v.entry, m.id, m.attributes FROM";
  const pairs = database.prepare(
    `${columns} verdict v CROSS JOIN met m ON m.n = v.n WHERE v.kind = ? AND v.entry > ? ORDER BY v.entry LIMIT ?`,
  );
  const pairsOf = database.prepare(
    `${columns} json_each(?) j CROSS JOIN verdict v ON v.entry = j.value AND v.kind = ? CROSS JOIN met m ON m.n = v.n`,
  );
  const count = database.prepare("SELECT count(*) FROM verdict WHERE kind = ? AND verdict = ?").pluck();
  return {
    judge(kind, verdicts) {
      for (const { kind: verdict, entry, key, name, why, candidates } of verdicts) {
        const n = verdict === "pair" ? (candidates[0] ?? null) : null;
        judge.run(entry, kind, verdict, key, name, why, n, JSON.stringify(candidates));
        if (candidates.length > 0) want.run(JSON.stringify(candidates));
      }
    },
    contested: (kind) => (contested.all(kind) as VerdictRow[]).map(readVerdict),
    refutedHints: (kind) => (refuted.all(kind) as VerdictRow[]).map(readVerdict),
    isPaired: (n) => paired.get(n) !== undefined,
    pairs: (kind, after, limit) => (pairs.all(kind, after, limit) as PairRow[]).map(readPair),
    pairsOf: (kind, entries) =>
      new Map(
        (pairsOf.all(JSON.stringify(entries), kind) as PairRow[]).map((row) => [row.entry, readPair(row)]),
      ),
    count: (kind, verdict) => count.get(kind, verdict) as number,
  };
}

type VerdictRow = Omit<Verdict, "candidates"> & { readonly candidates: string };

function readVerdict({ candidates, ...verdict }: VerdictRow): Verdict {
  return { ...verdict, candidates: JSON.parse(candidates) as number[] };
}

interface PairRow {
  readonly entry: EntryId;
  readonly id: ScimId;
  readonly attributes: string;
}

function readPair({ entry, id, attributes }: PairRow): Pair {
  return { entry, id, attributes: JSON.parse(attributes) as JsonObject };
}

function createReading(database: Database): Pick<Matching, "verdicts" | "strangers" | "countStrangers"> {
  const verdicts = database.prepare(
    `SELECT verdict AS kind, entry, key, name, why,
       (SELECT json_group_array(json_object('id', m.id, 'name', m.name)) FROM json_each(v.candidates) c
        CROSS JOIN met m ON m.n = c.value) AS candidates
     FROM verdict v WHERE kind = ? AND verdict = ? ORDER BY key`,
  );
  const isStranger = "FROM met WHERE kind = ? AND holder IS NULL AND is_wanted = 0";
  const strangers = database.prepare(`SELECT id, name, attributes ${isStranger} ORDER BY n`);
  const countStrangers = database.prepare(`SELECT count(*) ${isStranger}`).pluck();
  return {
    *verdicts(kind: EntryKind, verdict) {
      for (const row of verdicts.iterate(kind, verdict) as Iterable<ShownRow>)
        yield { ...row, candidates: JSON.parse(row.candidates) as ShownVerdict["candidates"] };
    },
    *strangers(kind: EntryKind) {
      for (const row of strangers.iterate(kind) as Iterable<StrangerRow>)
        yield { ...row, attributes: JSON.parse(row.attributes) as JsonObject };
    },
    countStrangers: (kind) => countStrangers.get(kind) as number,
  };
}

type ShownRow = Omit<ShownVerdict, "candidates"> & { readonly candidates: string };
type StrangerRow = Pick<Hit, "id" | "name"> & { readonly attributes: string };
