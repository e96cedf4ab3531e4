import { isJsonObject, type JsonObject } from "../canonical.ts";
import { adoptAccount, blankPaths, blankRemarks } from "../plan/adopt.ts";
import { applyChanges } from "../plan/apply-changes.ts";
import { withoutAll } from "../plan/at-path.ts";
import { diffResources } from "../plan/diff.ts";
import type { Link, LinkOrigin } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { Remark } from "../plan/remark.ts";
import { sealSecrets } from "../plan/secret-values.ts";
import { plainlyShows } from "../plan/shows.ts";
import type { Resource, ScimId } from "../scim/resource.ts";
import { changeResource } from "./change/change-resource.ts";
import { isWhole, lostOf } from "./change/kept.ts";
import { withInvitation } from "./invited.ts";
import { makeResource } from "./make-resource.ts";
import { idAfter } from "./find/moved-id.ts";
import { type Kept, noteKept } from "./change/note-kept.ts";
import type { Outcome } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** An account that is wanted. */
export interface WantedAccount {
  readonly entry: EntryId;
  /** Secrets open. */
  readonly wanted: JsonObject;
  /** The account that it had, at a service where somebody comes back by POST alone. */
  readonly former?: ScimId;
}

/** Makes the account, or links and updates the one that is already there. */
export async function provision(
  session: PushSession,
  account: WantedAccount,
  result: "created" | "recreated",
): Promise<Outcome> {
  const { entry, wanted } = account;
  const { match } = session.users.policy;
  const sentBefore = session.store.journal.doubtfulCreates(session.target, entry);
  const about = { type: "User", entry, attributes: wanted, match, sentBefore } as const;
  const { former } = account;
  const done = await makeResource(session, { ...about, ...(former !== undefined && { former }) });
  if (done.kind === "failed") return done.failure;
  if (done.kind === "made") {
    const known = await takenIn(session, account, done.answer);
    return known === undefined
      ? linkNew(session, account, done.answer, result)
      : adopt(session, account, { held: known, origin: "adopted", result: "linked" });
  }
  // An account found after a create of ours whose answer was lost is the one we made.
  const ours = done.sent !== undefined || session.store.targets.wasSent(session.target, entry);
  const held = done.resource;
  if (!ours) return adopt(session, account, { held, origin: "adopted", result: "linked" });
  const wrote = sealed(session, account);
  const asserted = done.sent ?? sentBefore[0] ?? wrote;
  const dropped = diffResources(asserted, wrote, session.profile.users.multiValued).filter(
    ({ after }) => after === undefined,
  );
  const removed = dropped.map(({ path }) => path);
  return adopt(session, account, { held, origin: "created", result, asserted, removed });
}

const hour = 3_600_000;

/**
 * The account that a POST took in although no list showed it, where services do that: it holds other values than were
 * sent, or is older than the request. Undefined when there is no sign of it.
 */
async function takenIn(
  session: PushSession,
  { wanted }: WantedAccount,
  answer: Resource,
): Promise<Resource | undefined> {
  if (session.profile.users.create !== "adopts") return undefined;
  const held = isWhole(answer, "User") ? answer : await session.client.get("User", answer.id);
  if (held === undefined) return undefined;
  const { multiValued } = session.profile.users;
  const lost = lostOf(session, held.attributes, diffResources({}, wanted, multiValued));
  const { meta } = held.attributes;
  const created = isJsonObject(meta ?? null) ? (meta as JsonObject)["created"] : undefined;
  const age = session.clock.now() - (typeof created === "string" ? Date.parse(created) : Number.NaN);
  return lost.length > 0 || age > hour ? held : undefined;
}

async function linkNew(
  session: PushSession,
  planned: WantedAccount,
  answer: Resource,
  result: "created" | "recreated",
): Promise<Outcome> {
  const besides = session.bulk?.sender.besides.changesOf(planned.entry) ?? [];
  const account =
    besides.length === 0 ? planned : { ...planned, wanted: applyChanges(planned.wanted, besides) };
  const { createOnly, clearWhenEmpty } = session.users.policies;
  const blank = blankPaths({ ...account, waiting: waitingOf(session, account) }, clearWhenEmpty);
  const { remarks, notKept } = await noteMade(session, account, answer, blankRemarks(blank));
  const asserted = withoutAll(sealed(session, account), createOnly);
  const noted = withInvitation(session, remarks, answer);
  const put: Link = { ...newLink(session, answer, "created"), asserted, remarks: noted };
  return { state: "succeeded", result, link: { put }, notKept };
}

/** What of a new account the provider did not keep; most keep it all, and that is soon seen. */
async function noteMade(
  session: PushSession,
  { entry, wanted }: WantedAccount,
  answer: Resource,
  remarks: readonly Remark[],
): Promise<Kept> {
  if (plainlyShows(answer.attributes, wanted)) return { remarks, notKept: [] };
  const sent = diffResources({}, wanted, session.profile.users.multiValued);
  return noteKept(session, { type: "User", entry, sent, answer, remarks, isNew: true });
}

/** An account that is there, and how it came to be the one that is wanted. */
export interface Found {
  readonly held: Resource;
  readonly origin: LinkOrigin;
  readonly result: "created" | "recreated" | "linked" | "reactivated";
  /** What we last wrote to it; secrets sealed. */
  readonly asserted?: JsonObject;
  /** Paths of what we once wrote and shall be there no more. */
  readonly removed?: readonly string[];
  readonly remarks?: Link["remarks"];
}

/** Brings an account that is there in line with what is wanted, and links it. */
export async function adopt(session: PushSession, account: WantedAccount, found: Found): Promise<Outcome> {
  const { held, origin, result, asserted, removed = [], remarks = [] } = found;
  const { policy, policies } = session.users;
  const link = newLink(session, held, origin);
  if (result === "linked" && !policy.actions.includes("update")) {
    return { state: "succeeded", result, link: { put: { ...link, asserted: {} } } };
  }
  const waiting = waitingOf(session, account);
  const rules = {
    policies,
    multiValued: session.profile.users.multiValued,
    seal: session.seal(account.entry),
  };
  const adopted = adoptAccount(
    { ...account, held: held.attributes, waiting, asserted, removed, remarks },
    rules,
  );
  const { changes } = adopted;
  const written = { type: "User", remarks: adopted.remarks } as const;
  const changed = await changeResource(session, { ...written, id: held.id, changes, held });
  if (changed.gone) {
    return { state: "failed", code: "gone", detail: `${held.id} went away meanwhile`, link: "drop" };
  }
  const kept = await noteKept(session, { ...changed, ...written, entry: account.entry });
  const { entry } = account;
  const scimId = await idAfter(session, "User", { ...link, entry, answer: changed.answer });
  const noted = withInvitation(session, kept.remarks, changed.answer ?? held);
  const put: Link = { ...link, scimId, asserted: adopted.asserted, remarks: noted };
  return { state: "succeeded", result, link: { put }, notKept: kept.notKept };
}

function newLink(session: PushSession, { id }: Resource, origin: LinkOrigin): Omit<Link, "asserted"> {
  return { scimId: id, origin, state: "active", since: session.clock.now() };
}

function sealed(session: PushSession, { entry, wanted }: WantedAccount): JsonObject {
  return sealSecrets(wanted, session.users.policies.secret, session.seal(entry));
}

/** Paths of attributes that name an account which is not there yet. Only blanking has to know them. */
function waitingOf(session: PushSession, { entry }: WantedAccount): readonly string[] {
  const { clearWhenEmpty } = session.users.policies;
  return clearWhenEmpty.length === 0 ? [] : (session.mapAnew(entry)?.waiting ?? []);
}
