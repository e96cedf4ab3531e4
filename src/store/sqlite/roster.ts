import type { Departure } from "../../plan/departure.ts";
import type { EntryId } from "../../plan/operation.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../directory-store.ts";
import type { LeavingAccount, LinkedEntry, PendingUser, RosterStore } from "../roster-store.ts";
import { attentionColumns, type AttentionRow, readAttention } from "./attentions.ts";
import { linkColumns, linkOf, type LinkValues } from "./links.ts";
import type { Database } from "./open.ts";

/** Each part goes by an index: of a million accounts few leave. */
const leaving = `FROM (
    SELECT entry FROM link WHERE target = @target AND leaving_since IS NOT NULL
    UNION
    SELECT a.entry FROM attention a CROSS JOIN link l ON l.target = a.target AND l.entry = a.entry
    WHERE a.target = @target AND l.state = 'deactivated' AND (a.reason = 'expiring' OR l.departure IS NOT NULL)
  ) x
  CROSS JOIN link l ON l.target = @target AND l.entry = x.entry AND l.kind = 'user'
  CROSS JOIN entry e ON e.id = x.entry
  LEFT JOIN attention a ON a.target = @target AND a.entry = x.entry
  WHERE @cause IS NULL OR l.departure ->> 'cause' = @cause`;

const pending = `FROM attention a CROSS JOIN entry e ON e.id = a.entry AND e.kind = 'user' AND e.present = 1
  WHERE a.target = @target AND NOT EXISTS (SELECT 1 FROM link l WHERE l.target = @target AND l.entry = a.entry)`;

const leavers = `SELECT l.entry, e.key, coalesce(l.asserted ->> 'userName', e.key) AS name, l.scim_id AS scimId, l.origin,
    l.state, l.since AS linkedSince, l.leaving_since AS leavingSince, l.departure, ${attentionColumns}
  ${leaving} ORDER BY a.due, e.key LIMIT @limit`;

/** Lists of people in SQLite. They are asked for by few commands, so nothing is made ready for them before. */
export function createRoster(database: Database): RosterStore {
  function counted(query: string, about: object) {
    return Object.fromEntries(database.prepare(query).raw().all(about) as [string, number][]);
  }
  let next: ReturnType<typeof prepareNext> | undefined;
  return {
    *leaving(target, cause, limit) {
      const rows = database.prepare(leavers).iterate({ target, cause: cause ?? null, limit });
      for (const row of rows as IterableIterator<LeavingRow>) yield leavingAccount(row);
    },
    countLeaving: (target, cause) =>
      counted(
        `SELECT coalesce(l.departure ->> 'cause', 'unknown') AS cause, count(*) ${leaving} GROUP BY 1 ORDER BY 1`,
        { target, cause: cause ?? null },
      ),
    *pending(target, limit) {
      const query = `SELECT a.entry, e.key, ${attentionColumns} ${pending} ORDER BY e.key LIMIT @limit`;
      const rows = database.prepare(query).iterate({ target, limit });
      for (const { entry, key, ...row } of rows as IterableIterator<PendingRow>) {
        const attention = readAttention(row);
        yield { entry, key, name: attention.lastTry?.name ?? key, attention };
      }
    },
    lastLinked: (target) =>
      database
        .prepare("SELECT coalesce(max(entry), 0) FROM link WHERE target = ?")
        .pluck()
        .get(target) as EntryId,
    linkedFrom(target, entry) {
      next ??= prepareNext(database);
      const row = next.get(target, entry) as LinkedRow | undefined;
      return row === undefined ? undefined : linkedEntry(row);
    },
    countPending: (target) =>
      counted(`SELECT a.reason, count(*) ${pending} GROUP BY a.reason ORDER BY a.reason`, { target }),
  };
}

function prepareNext(database: Database) {
  return database
    .prepare(
      `SELECT l.entry, ${linkColumns}, e.kind, e.key FROM link l CROSS JOIN entry e ON e.id = l.entry
       WHERE l.target = ? AND l.entry >= ? AND l.state <> 'left' ORDER BY l.entry LIMIT 1`,
    )
    .raw();
}

type LinkedRow = readonly [...LinkValues, kind: EntryKind, key: SourceKey];

function linkedEntry(row: LinkedRow): LinkedEntry {
  const [kind, key] = row.slice(-2) as [EntryKind, SourceKey];
  const link = linkOf(row.slice(0, -2) as unknown as LinkValues);
  const name = textAt(link.asserted, kind === "user" ? "userName" : "displayName") ?? key;
  return { entry: row[0], kind, key, name, link };
}

interface PendingRow extends AttentionRow, Pick<PendingUser, "entry"> {
  readonly key: SourceKey;
}

type Linked = LeavingAccount["link"];

interface LeavingRow
  extends
    Omit<AttentionRow, "reason">,
    Pick<LeavingAccount, "entry" | "key" | "name">,
    Pick<Linked, "scimId" | "origin" | "state"> {
  readonly linkedSince: number;
  readonly leavingSince: number | null;
  /** JSON text. */
  readonly departure: string | null;
  readonly reason: AttentionRow["reason"] | null;
}

function leavingAccount(row: LeavingRow): LeavingAccount {
  const { entry, key, name, scimId, origin, state, linkedSince: since, leavingSince, departure } = row;
  const { reason, detail, code, since: noted, due, attempts, lastTry } = row;
  const attention =
    reason === null
      ? undefined
      : readAttention({ reason, detail, code, since: noted, due, attempts, lastTry });
  const link = {
    scimId,
    origin,
    state,
    since,
    ...(leavingSince !== null && { leavingSince }),
    ...(departure !== null && { departure: JSON.parse(departure) as Departure }),
  };
  return { entry, key, name, link, attention };
}
