import type { Json } from "../../canonical.ts";
import { StateError } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Footprint, Forgotten, ForgetStore } from "../forget-store.ts";
import type { Chain } from "./chain.ts";
import { createJournalForgetting } from "./forget-journal.ts";
import { identityOf } from "./identity.ts";
import type { Database } from "./open.ts";
import { type Redaction, redactPerson } from "./redact-person.ts";
import { saltedDigest } from "./run-digest.ts";

/** People, as they are taken out of the state, in SQLite. */
export function createForgetting(database: Database, chain: Chain): ForgetStore {
  function forget(entry: EntryId, pseudonym: string, now: number): Forgotten {
    const identity = identityOf(database, entry, pseudonym);
    const redaction = redactPerson(identity);
    const journal = createJournalForgetting(database)(entry, identity, redaction);
    const reports = redactReports(database, redaction);
    redactAttentions(database, redaction);
    dropRecords(database, entry, pseudonym);
    database.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('wipe', 'due')").run();
    chain.append("forget", now, { pseudonym, operations: journal.operations, reports });
    return { operations: journal.own, mentions: journal.mentions, reports: reports.length };
  }
  return {
    footprint: (key) => footprint(database, key),
    forget: (entry, pseudonym, now) => database.transaction(() => forget(entry, pseudonym, now)).immediate(),
    wipe: () => wipe(database),
    isWipeDue: () => database.prepare("SELECT 1 FROM meta WHERE name = 'wipe'").get() !== undefined,
  };
}

function wipe(database: Database): void {
  try {
    database.exec("VACUUM");
    database.exec("DELETE FROM meta WHERE name = 'wipe'");
    database.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    throw new StateError(
      `they are forgotten, but the state file could not be written anew (${(error as Error).message}), and traces may be left in it; make room for a second one and type the same again`,
      { cause: error },
    );
  }
}

function footprint(database: Database, key: string): Footprint | undefined {
  const found = database
    .prepare("SELECT id AS entry, key, present FROM entry WHERE kind = 'user' AND key = ?")
    .get(key) as (Pick<Footprint, "entry" | "key"> & { readonly present: 0 | 1 }) | undefined;
  if (found === undefined) return undefined;
  const { entry } = found;
  return {
    ...found,
    present: found.present === 1,
    groups: database
      .prepare(
        'SELECT coalesce(e.name, e.key) FROM membership m JOIN entry e ON e.id = m."group" WHERE m.member = ?',
      )
      .pluck()
      .all(entry) as string[],
    links: database
      .prepare("SELECT target, scim_id AS scimId, state FROM link WHERE entry = ? ORDER BY target")
      .all(entry) as Footprint["links"],
    attentions: database
      .prepare("SELECT target, reason FROM attention WHERE entry = ? ORDER BY target")
      .all(entry) as Footprint["attentions"],
    namedBy: database
      .prepare(
        `SELECT DISTINCT e.key FROM target t CROSS JOIN reference r ON r.target = t.id AND r.key = ?
         JOIN entry e ON e.id = r.entry AND e.present = 1 WHERE r.entry <> ? ORDER BY e.key`,
      )
      .pluck()
      .all(key, entry) as Footprint["namedBy"],
  };
}

/** The entry stays under the pseudonym: its number must not become somebody else's. */
function dropRecords(database: Database, entry: EntryId, pseudonym: string): void {
  for (const table of tablesOfEntries(database))
    database.prepare(`DELETE FROM ${table} WHERE entry = ?`).run(entry);
  database.prepare("DELETE FROM link_member WHERE member = ?").run(entry);
  database.prepare("UPDATE target SET links = NULL").run();
  database
    .prepare("UPDATE entry SET key = ?, name = NULL, fingerprint = '', sources = '' WHERE id = ?")
    .run(pseudonym, entry);
}

/** Gives the ids of the runs whose reports named the person. */
function redactReports(database: Database, { mentions, redact }: Redaction): readonly string[] {
  const put = database.prepare(
    "UPDATE run SET report = ?, digest = coalesce(digest, ?), salt = NULL WHERE id = ?",
  );
  const rows = database
    .prepare("SELECT id, report, salt FROM run WHERE report IS NOT NULL")
    .all() as ReportRow[];
  return rows.flatMap(({ id, report, salt }) => {
    if (!mentions(report)) return [];
    put.run(JSON.stringify(redact(JSON.parse(report) as Json)), saltedDigest(salt, report), id);
    return [id];
  });
}

interface ReportRow {
  readonly id: string;
  readonly report: string;
  readonly salt: Buffer | null;
}

/** What is kept of an entry under its number; one that a later schema adds is among them. */
function tablesOfEntries(database: Database): readonly string[] {
  return database
    .prepare(
      `SELECT s.name FROM sqlite_schema s, pragma_table_info(s.name) c
       WHERE s.type = 'table' AND c.name = 'entry' AND s.name <> 'operation'`,
    )
    .pluck()
    .all() as string[];
}

/** Why others are thought about again may be told in words that name the person. */
function redactAttentions(database: Database, { mentions, redact }: Redaction): void {
  const columns = database
    .prepare("SELECT name FROM pragma_table_info('attention') WHERE type = 'TEXT' AND pk = 0")
    .pluck()
    .all() as string[];
  for (const column of columns) {
    const put = database.prepare(`UPDATE attention SET ${column} = ? WHERE target = ? AND entry = ?`);
    const rows = database
      .prepare(`SELECT target, entry, ${column} AS text FROM attention WHERE ${column} IS NOT NULL`)
      .all() as AttentionText[];
    for (const { target, entry, text } of rows) if (mentions(text)) put.run(redact(text), target, entry);
  }
}

interface AttentionText {
  readonly target: string;
  readonly entry: EntryId;
  readonly text: string;
}
