import type { EntryId } from "../../plan/operation.ts";
import type {
  GroupRecord,
  GroupStatusStore,
  MemberCounts,
  PushedGroup,
  PushState,
} from "../group-status-store.ts";
import { attentionColumns, type AttentionRow, readAttention } from "./attentions.ts";
import { tried } from "./failing.ts";
import { readWord, type WordRow } from "./group-words.ts";
import type { Database } from "./open.ts";

/** One row a group that is linked, thought about, or spoken of at the target; each joined by its primary key. */
const known = `
  FROM entry e
  LEFT JOIN link l ON l.target = @target AND l.entry = e.id
  LEFT JOIN attention a ON a.target = @target AND a.entry = e.id
  LEFT JOIN group_word w ON w.target = @target AND w.entry = e.id
  WHERE e.kind = 'group' AND (l.entry IS NOT NULL OR a.entry IS NOT NULL OR w.let_go IS NOT NULL
    OR w.paused_since IS NOT NULL OR w.link_to IS NOT NULL)`;

const state = `
  CASE WHEN w.paused_since IS NOT NULL THEN 'paused'
    WHEN w.let_go IS NOT NULL THEN 'unlinked'
    WHEN a.reason IN ${tried} OR a.reason IN ('rejected', 'protected', 'indeterminate') OR a.last_try IS NOT NULL THEN 'failed'
    WHEN l.entry IS NULL OR a.entry IS NOT NULL THEN 'pending'
    ELSE 'active' END`;

/** The order in which somebody has to see to them. */
const order = "json_array('failed', 'pending', 'paused', 'active', 'unlinked')";

const members = `
  WITH RECURSIVE inside (id) AS (
    SELECT @group UNION
    SELECT m.member FROM inside i CROSS JOIN membership m ON m."group" = i.id
    CROSS JOIN entry e ON e.id = m.member AND e.kind = 'group'
  )
  SELECT count(*) AS source, coalesce(sum(EXISTS (SELECT 1 FROM link l INDEXED BY link_state
      WHERE l.target = @target AND l.kind = 'user' AND l.state = 'active' AND l.entry = b.id)), 0) AS wanted,
    (SELECT count(*) FROM link_member WHERE target = @target AND "group" = @group) AS held
  FROM (SELECT DISTINCT m.member AS id FROM inside i CROSS JOIN membership m ON m."group" = i.id) b
  CROSS JOIN entry e ON e.id = b.id AND e.kind = 'user' AND e.present = 1`;

/** Groups as people look at them who push them, in SQLite. Only commands ask, so that a run pays for none of it. */
export function createGroupStatus(database: Database): GroupStatusStore {
  let prepared: ReturnType<typeof prepare> | undefined;
  const statements = () => (prepared ??= prepare(database));
  return {
    called: (name, limit) =>
      (statements().called.all({ name, limit }) as CalledRow[]).map(({ present, ...record }) => ({
        ...record,
        isGone: present === 0,
      })),
    count: (target) => Object.fromEntries(statements().count.all({ target }) as [PushState, number][]),
    *list(target, states, limit) {
      const asked = { target, limit, states: states === undefined ? null : JSON.stringify(states) };
      for (const row of statements().list.iterate(asked) as IterableIterator<StatusRow>)
        yield readStatus(row);
    },
    members: (target, group) => statements().members.get({ target, group }) as MemberCounts,
  };
}

function prepare(database: Database) {
  return {
    called: database.prepare(
      `SELECT id AS entry, key, coalesce(name, key) AS name, present FROM entry
       WHERE kind = 'group' AND (key = @name OR lower(name) = lower(@name)) ORDER BY present DESC, key LIMIT @limit`,
    ),
    count: database.prepare(`SELECT ${state} AS state, count(*) AS n ${known} GROUP BY 1`).raw(),
    list: database.prepare(
      `SELECT e.id AS entry, e.key, coalesce(e.name, e.key) AS called, e.present, ${state} AS state,
         l.scim_id AS scimId, l.origin, l.since AS linkedSince, l.asserted ->> 'displayName' AS displayName,
         w.link_to AS linkTo, w.let_go AS letGo, w.paused_since AS pausedSince, ${attentionColumns},
         (SELECT started_at FROM run WHERE id = a.last_try ->> 'run') AS triedAt
       ${known} AND (@states IS NULL OR ${state} IN (SELECT value FROM json_each(@states)))
       ORDER BY (SELECT j.key FROM json_each(${order}) j WHERE j.value = ${state}), called, e.key LIMIT @limit`,
    ),
    members: database.prepare(members),
  };
}

interface CalledRow extends Omit<GroupRecord, "isGone"> {
  readonly present: 0 | 1;
}

type Link = Exclude<PushedGroup["link"], undefined>;

interface StatusRow extends WordRow, Omit<AttentionRow, "reason"> {
  readonly entry: EntryId;
  readonly key: PushedGroup["key"];
  readonly called: string;
  readonly present: 0 | 1;
  readonly state: PushState;
  readonly scimId: Link["scimId"] | null;
  readonly origin: Link["origin"];
  readonly linkedSince: number;
  readonly displayName: string | null;
  readonly reason: AttentionRow["reason"] | null;
  readonly triedAt: number | null;
}

function readStatus(row: StatusRow): PushedGroup {
  const { entry, key, called, present, state, triedAt, reason } = row;
  const { detail, code, since, due, attempts, lastTry } = row;
  const link = linkIn(row);
  const word = readWord(row);
  return {
    entry,
    key,
    name: called,
    isGone: present === 0,
    state,
    ...(link !== undefined && { link }),
    ...(Object.keys(word).length > 0 && { word }),
    ...(reason !== null && {
      attention: readAttention({ reason, detail, code, since, due, attempts, lastTry }),
    }),
    ...(triedAt !== null && { triedAt }),
  };
}

function linkIn({ scimId, origin, linkedSince, displayName }: StatusRow): Link | undefined {
  if (scimId === null) return undefined;
  return { scimId, origin, since: linkedSince, ...(displayName !== null && { displayName }) };
}
