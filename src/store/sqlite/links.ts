import type { JsonObject } from "../../canonical.ts";
import type { Attention } from "../../plan/attention.ts";
import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { Capabilities } from "../../scim/discovery.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../directory-store.ts";
import type { TargetState, TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

type Links = Pick<
  TargetStore,
  | "target"
  | "targets"
  | "putTarget"
  | "capabilities"
  | "setCapabilities"
  | "link"
  | "accountOf"
  | "claimedBy"
  | "putLink"
  | "dropLink"
  | "countLinks"
  | "wasSent"
  | "attention"
  | "rejected"
  | "countPending"
  | "setAttention"
  | "settle"
  | "counts"
>;

const targetColumns = "id, base_url AS baseUrl, mapping, revision";
export const linkColumns = "l.scim_id AS scimId, l.origin, l.state, l.asserted, l.since";

/** A link as its row has it; `asserted` is JSON text. */
export interface LinkRow extends Omit<Link, "asserted"> {
  readonly asserted: string;
}

export function readLink(row: LinkRow | undefined): Link | undefined {
  if (row === undefined) return undefined;
  const { scimId, origin, state, since } = row;
  return { scimId, origin, state, since, asserted: JSON.parse(row.asserted) as JsonObject };
}

/** Links and attentions in SQLite. */
export function createLinks(database: Database): Links {
  const target = database.prepare(`SELECT ${targetColumns} FROM target WHERE id = ?`);
  const putTarget = database.prepare(
    `INSERT INTO target (id, base_url, mapping, revision) VALUES (@id, @baseUrl, @mapping, @revision)
     ON CONFLICT (id) DO UPDATE SET base_url = excluded.base_url, mapping = excluded.mapping, revision = excluded.revision`,
  );
  const link = database.prepare(`SELECT ${linkColumns} FROM link l WHERE target = ? AND entry = ?`);
  const accountOf = database
    .prepare(
      `SELECT l.scim_id FROM entry e JOIN link l ON l.target = ? AND l.entry = e.id AND l.state = 'active'
       WHERE e.kind = 'user' AND e.key = ?`,
    )
    .pluck();
  const claimedBy = database
    .prepare(
      "SELECT e.key FROM link l JOIN entry e ON e.id = l.entry WHERE l.target = ? AND l.kind = ? AND l.scim_id = ?",
    )
    .pluck();
  const putLink = database.prepare(
    `INSERT OR REPLACE INTO link (target, entry, kind, scim_id, origin, state, asserted, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const countPending = database
    .prepare(
      `SELECT count(*) FROM attention a JOIN entry e ON e.id = a.entry AND e.kind = 'user' AND e.present = 1
       WHERE a.target = @id AND NOT EXISTS (SELECT 1 FROM link l WHERE l.target = @id AND l.entry = a.entry)`,
    )
    .pluck();
  const rejected = database.prepare(
    `SELECT e.key, e.kind, reason, detail, code, since, due, attempts FROM attention a JOIN entry e ON e.id = a.entry
     WHERE a.target = ? AND a.reason = 'rejected' ORDER BY e.key LIMIT ?`,
  );
  const attention = database.prepare(
    "SELECT reason, detail, code, since, due, attempts FROM attention WHERE target = ? AND entry = ?",
  );
  const putAttention = database.prepare(
    `INSERT OR REPLACE INTO attention (target, entry, reason, detail, code, since, due, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const dropAttention = database.prepare("DELETE FROM attention WHERE target = ? AND entry = ?");
  const settle = database.prepare(
    "DELETE FROM attention WHERE target = ? AND entry = ? AND reason <> 'waiting'",
  );
  const dropLink = database.prepare("DELETE FROM link WHERE target = ? AND entry = ?");
  const dropMembers = database.prepare(
    'DELETE FROM link_member WHERE target = ? AND ("group" = ? OR member = ?)',
  );
  const wasSent = database.prepare(
    "SELECT 1 FROM attention WHERE target = ? AND entry = ? AND reason = 'indeterminate'",
  );
  const countLinks = database
    .prepare("SELECT count(*) FROM link WHERE target = ? AND kind = ? AND state = 'active'")
    .pluck();
  return {
    target: (id) => target.get(id) as TargetState | undefined,
    targets: () => database.prepare(`SELECT ${targetColumns} FROM target ORDER BY id`).all() as TargetState[],
    putTarget: (state) => void putTarget.run(state),
    capabilities: (id) => readCapabilities(database, id),
    setCapabilities: (id, capabilities) =>
      void database
        .prepare("UPDATE target SET capabilities = ? WHERE id = ?")
        .run(JSON.stringify(capabilities), id),
    link: (id, entry) => readLink(link.get(id, entry) as LinkRow | undefined),
    accountOf: (id, key) => accountOf.get(id, key) as ScimId | undefined,
    claimedBy: (id, kind, scimId) => claimedBy.get(id, kind, scimId) as SourceKey | undefined,
    putLink: (id, kind, entry, { scimId, origin, state, asserted, since }) =>
      void putLink.run(id, entry, kind, scimId, origin, state, JSON.stringify(asserted), since),
    dropLink(id, entry) {
      dropLink.run(id, entry);
      dropMembers.run(id, entry, entry);
    },
    wasSent: (id, entry) => wasSent.get(id, entry) !== undefined,
    countLinks: (id, kind: EntryKind) => countLinks.get(id, kind) as number,
    countPending: (id) => countPending.get({ id }) as number,
    rejected: (id, limit) =>
      (rejected.all(id, limit) as RejectedRow[]).flatMap(({ key, kind, ...row }) => {
        const attention = readAttention(row);
        return attention === undefined ? [] : [{ key, kind, attention }];
      }),
    attention: (id, entry) => readAttention(attention.get(id, entry) as AttentionRow | undefined),
    setAttention: (id, entry, attention) => setAttention(id, entry, attention),
    settle: (id, entry) => void settle.run(id, entry),
    counts: (id) => counts(database, id),
  };

  function setAttention(id: string, entry: EntryId, attention: Attention | undefined): void {
    if (attention === undefined) return void dropAttention.run(id, entry);
    const { reason, detail, code, since, due, attempts } = attention;
    putAttention.run(id, entry, reason, detail, code ?? null, since, due, attempts);
  }
}

/** An attention as its row has it. */
export interface AttentionRow extends Omit<Attention, "code"> {
  readonly code: string | null;
}

export function readAttention(row: AttentionRow | undefined): Attention | undefined {
  if (row === undefined) return undefined;
  const { code, ...attention } = row;
  return code === null ? attention : { ...attention, code };
}

interface RejectedRow extends AttentionRow {
  readonly key: SourceKey;
  readonly kind: EntryKind;
}

function readCapabilities(database: Database, id: string): Capabilities | undefined {
  const text = database.prepare("SELECT capabilities FROM target WHERE id = ?").pluck().get(id) as
    | string
    | null
    | undefined;
  return text === null || text === undefined ? undefined : (JSON.parse(text) as Capabilities);
}

function counts(database: Database, id: string): ReturnType<TargetStore["counts"]> {
  const rows = (sql: string) => Object.fromEntries(database.prepare(sql).raw().all(id) as [string, number][]);
  return {
    links: rows("SELECT kind || ' ' || state, count(*) FROM link WHERE target = ? GROUP BY kind, state"),
    attention: rows("SELECT reason, count(*) FROM attention WHERE target = ? GROUP BY reason"),
  };
}
