import type { JsonObject } from "../../canonical.ts";
import type { Departure } from "../../plan/departure.ts";
import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import { isNotSticky, type Remark } from "../../plan/remark.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";
import type { TargetStore } from "../target-store.ts";
import type { Database } from "./open.ts";

type Links = Pick<
  TargetStore,
  | "link"
  | "accountOf"
  | "claimedBy"
  | "putLink"
  | "setLeaving"
  | "dropLink"
  | "countLinks"
  | "countMemberships"
  | "countAdopted"
  | "countNotSticky"
>;

export const linkColumns =
  "l.scim_id AS scimId, l.origin, l.state, l.asserted, l.since, l.leaving_since AS leavingSince, l.remarks, l.departure";

/** A link as its row has it; `asserted`, `remarks` and `departure` are JSON text. */
export interface LinkRow extends Omit<Link, "asserted" | "leavingSince" | "remarks" | "departure"> {
  readonly asserted: string;
  readonly leavingSince: number | null;
  readonly remarks: string | null;
  readonly departure: string | null;
}

export function readLink(row: LinkRow): Link {
  const { scimId, origin, state, since, leavingSince, remarks, departure } = row;
  const link = { scimId, origin, state, since, asserted: JSON.parse(row.asserted) as JsonObject };
  // Most have none; a million of them are read as they are.
  if (leavingSince === null && remarks === null && departure === null) return link;
  return {
    ...link,
    ...(leavingSince === null ? {} : { leavingSince }),
    ...(remarks === null ? {} : { remarks: JSON.parse(remarks) as readonly Remark[] }),
    ...(departure === null ? {} : { departure: JSON.parse(departure) as Departure }),
  };
}

/** An entry and its link, in the order of `linkColumns`: a row by place is read in a quarter of the time. */
export type LinkValues = readonly [
  entry: EntryId,
  scimId: LinkRow["scimId"],
  origin: LinkRow["origin"],
  state: LinkRow["state"],
  asserted: string,
  since: number,
  leavingSince: number | null,
  remarks: string | null,
  departure: string | null,
];

export function linkOf(row: LinkValues): Link {
  const [, scimId, origin, state, asserted, since, leavingSince, remarks, departure] = row;
  return readLink({ scimId, origin, state, asserted, since, leavingSince, remarks, departure });
}

/** Links in SQLite. */
export function createLinks(database: Database): Links {
  const find = database.prepare(`SELECT ${linkColumns} FROM link l WHERE target = ? AND entry = ?`);
  // To name an account that somebody let go of does not touch it.
  const accountOf = database
    .prepare(
      `SELECT l.scim_id FROM entry e CROSS JOIN link l ON l.target = ? AND l.entry = e.id AND l.state IN ('active', 'detached')
       WHERE e.kind = 'user' AND e.key = ?`,
    )
    .pluck();
  const claimedBy = database
    .prepare(
      "SELECT e.key FROM link l JOIN entry e ON e.id = l.entry WHERE l.target = ? AND l.kind = ? AND l.scim_id = ?",
    )
    .pluck();
  const put = database.prepare(
    `INSERT INTO link (target, entry, kind, scim_id, origin, state, asserted, since, remarks, departure)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (target, entry) DO UPDATE SET scim_id = excluded.scim_id, origin = excluded.origin,
       state = excluded.state, asserted = excluded.asserted, since = excluded.since, leaving_since = NULL,
       remarks = excluded.remarks, departure = excluded.departure`,
  );
  // Kept counts (`keepCounts`) hold until a link comes, goes or changes; a trigger would cost ten times as much.
  const forgetCounts = database.prepare("UPDATE target SET links = NULL WHERE id = ? AND links IS NOT NULL");
  const setLeaving = database.prepare(
    "UPDATE link SET leaving_since = ?, departure = ? WHERE target = ? AND entry = ?",
  );
  const drop = database.prepare("DELETE FROM link WHERE target = ? AND entry = ?");
  const dropMembers = database.prepare(
    'DELETE FROM link_member WHERE target = ? AND ("group" = ? OR member = ?)',
  );
  return {
    link(target, entry) {
      const row = find.get(target, entry) as LinkRow | undefined;
      return row === undefined ? undefined : readLink(row);
    },
    accountOf: (target, key) => accountOf.get(target, key) as ScimId | undefined,
    claimedBy: (target, kind, scimId) => claimedBy.get(target, kind, scimId) as SourceKey | undefined,
    putLink(target, kind, entry, { scimId, origin, state, asserted, since, remarks = [], departure }) {
      forgetCounts.run(target);
      const noted = remarks.length === 0 ? null : JSON.stringify(remarks);
      // Whoever has an account that is on does not leave, or the next look says so again.
      const left = state === "active" || departure === undefined ? null : JSON.stringify(departure);
      put.run(target, entry, kind, scimId, origin, state, JSON.stringify(asserted), since, noted, left);
    },
    setLeaving(target, entry, { leavingSince = null, departure }) {
      const left = departure === undefined ? null : JSON.stringify(departure);
      setLeaving.run(leavingSince, left, target, entry);
    },
    dropLink(target, entry) {
      forgetCounts.run(target);
      drop.run(target, entry);
      dropMembers.run(target, entry, entry);
    },
    ...createLinkCounts(database),
  };
}

function createLinkCounts(
  database: Database,
): Pick<Links, "countLinks" | "countAdopted" | "countMemberships" | "countNotSticky"> {
  const count = database
    .prepare("SELECT count(*) FROM link WHERE target = ? AND kind = ? AND state = 'active'")
    .pluck();
  const adopted = database.prepare(
    `SELECT count(*) FILTER (WHERE kind = 'user') AS users, count(*) FILTER (WHERE kind = 'group') AS "groups"
     FROM link WHERE target = ? AND origin = 'adopted'`,
  );
  const memberships = database.prepare("SELECT count(*) FROM link_member WHERE target = ?").pluck();
  const remarked = database
    .prepare(`SELECT remarks FROM link WHERE target = ? AND remarks LIKE '%"notKept"%'`)
    .pluck();
  return {
    countLinks: (target, kind) => count.get(target, kind) as number,
    countAdopted: (target) => adopted.get(target) as { users: number; groups: number },
    countMemberships: (target) => memberships.get(target) as number,
    countNotSticky(target) {
      let accounts = 0;
      for (const remarks of remarked.iterate(target) as IterableIterator<string>) {
        const all = JSON.parse(remarks) as readonly Remark[];
        if (all.some((remark) => remark.kind === "notKept" && isNotSticky(remark))) accounts += 1;
      }
      return accounts;
    },
  };
}
