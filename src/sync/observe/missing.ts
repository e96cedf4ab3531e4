import type { EntryId } from "../../plan/operation.ts";
import { type Connection, openSession } from "../open-session.ts";
import type { PushSession } from "../../push/session.ts";
import { severalAtOnce } from "../../push/several-at-once.ts";
import type { Planning } from "../planning/planning.ts";
import { readAtTarget } from "./read-at-target.ts";
import type { RunContext } from "../run-context.ts";

const pageSize = 500;

/**
 * Looks again at what was gone at the target and left so: links are dropped where policy, or whoever retries it, says that
 * it is made anew; what was seen at the target again is as it was. Runs inside a transaction of its owner.
 */
export function resolveMissing(planning: Planning): void {
  const { store, target } = planning;
  const { id } = target.config;
  let after: EntryId = 0;
  for (;;) {
    const page = store.targets.missing(id, after, pageSize);
    for (const one of page) {
      if (store.targets.link(id, one.entry) === undefined) continue;
      if (planning.observed !== undefined && store.observed.wasSeen(one.entry)) noteBack(planning, one.entry);
      else if (isMadeAnew(planning, one)) letMakeAnew(planning, one);
    }
    if (page.length < pageSize) return;
    after = page.at(-1)?.entry ?? after;
  }
}

/**
 * Before what is gone is made anew because somebody retries it, it is asked for by its id: it may be there again. Rejects
 * with `TargetError` when it cannot be asked for.
 */
export async function lookForMissing(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  if (planning.makesMissing !== true) return;
  const { store, target, keys } = planning;
  const { id } = target.config;
  let after: EntryId = 0;
  for (;;) {
    const page = store.targets.missing(id, after, pageSize);
    const meant = page.filter(({ key }) => keys.includes(key));
    if (meant.length > 0) {
      const session = await openSession(context, planning, connection);
      await severalAtOnce(session.concurrency, meant, (one) => look(planning, session, one));
    }
    if (page.length < pageSize) return;
    after = page.at(-1)?.entry ?? after;
  }
}

async function look(planning: Planning, { client }: PushSession, { entry, kind }: Missing): Promise<void> {
  const { store, target } = planning;
  const link = store.targets.link(target.config.id, entry);
  if (link === undefined) return;
  const held = await readAtTarget(() => client.get(kind === "user" ? "User" : "Group", link.scimId));
  if (held !== undefined) store.atOnce(() => noteBack(planning, entry));
}

type Missing = ReturnType<Planning["store"]["targets"]["missing"]>[number];

function isMadeAnew({ target, makesMissing, keys }: Planning, { kind, key }: Missing): boolean {
  if (makesMissing === true) return keys.includes(key);
  const { users, groups } = target.config;
  return (kind === "user" ? users : groups).policy.missing !== "report";
}

function letMakeAnew({ store, target, now }: Planning, { entry, kind }: Missing): void {
  const { id } = target.config;
  if (kind === "user") store.targets.forgetMemberships(id, entry, now);
  store.targets.dropLink(id, entry);
  if (kind === "user") store.targets.reconsiderReferrers(id, entry, now);
  think({ store, target, now }, entry, "was gone at the target, and is to be made anew");
}

function noteBack(planning: Planning, entry: EntryId): void {
  think(planning, entry, "was gone at the target, and is there again");
}

function think(
  { store, target, now }: Pick<Planning, "store" | "target" | "now">,
  entry: EntryId,
  detail: string,
): void {
  const attention = { reason: "unfinished", detail, since: now, due: now, attempts: 0 } as const;
  store.targets.setAttention(target.config.id, entry, attention);
}
