import type { JsonObject } from "../canonical.ts";
import { keysIn, substitute } from "../mapping/reference.ts";
import type { Adopted } from "../plan/adopt.ts";
import { applyChanges } from "../plan/apply-changes.ts";
import type { AttributeChange } from "../plan/change.ts";
import type { Link } from "../plan/link.ts";
import { type CreateOperation, type EntryId, type UpdateOperation } from "../plan/operation.ts";
import { needsLook, needsLookWhenForced, plainUpdate, reviseUpdate } from "../plan/revise.ts";
import { sealSecrets } from "../plan/secret-values.ts";
import type { Resource } from "../scim/resource.ts";
import { changeResource } from "./change/change-resource.ts";
import { idAfter } from "./find/moved-id.ts";
import { noteKept } from "./change/note-kept.ts";
import { withInvitation } from "./invited.ts";
import { type Secrets, withSecrets } from "./open-secrets.ts";
import { failure, type Outcome, Unfinished } from "./outcome.ts";
import { provision } from "./provision.ts";
import type { PushSession } from "./session.ts";

/** Creates the account, or links and updates the one that is already there. */
export async function pushCreate(session: PushSession, operation: CreateOperation): Promise<Outcome> {
  const { entry, attributes } = operation;
  return withSecrets(session, entry, attributes, ({ open }) =>
    provision(session, { entry, wanted: open(attributes) }, "created"),
  );
}

/** Writes the changed attributes; an account that turns out to be gone is made again. */
export async function pushUpdate(session: PushSession, operation: UpdateOperation): Promise<Outcome> {
  const link = session.store.targets.link(session.target, operation.entry);
  if (link === undefined) return { state: "skipped", detail: "has no account" };
  const changes = resolveChanges(session, operation.changes);
  if (changes.length === 0) return { state: "skipped", detail: "the accounts it names are not there yet" };
  const sent = changes.map(({ after = null }) => after);
  return withSecrets(session, operation.entry, sent, (secrets) =>
    update(session, operation, { link, changes, secrets }),
  );
}

interface Update {
  readonly link: Link;
  readonly changes: readonly AttributeChange[];
  readonly secrets: Secrets;
}

async function update(
  session: PushSession,
  operation: UpdateOperation,
  { link, changes, secrets }: Update,
): Promise<Outcome> {
  const { entry } = operation;
  const revision = await revise(session, operation, link, changes);
  const known = applyChanges(link.asserted, changes);
  if (revision === "gone") return makeGoneAnew(session, entry, link, known);
  const opened = secrets.openChanges(revision.changes);
  const isOff = link.state === "deactivated";
  try {
    const about = { type: "User", id: link.scimId, asserted: link.asserted, isOff } as const;
    const changed = await changeResource(session, { ...revision, ...about, changes: opened });
    if (changed.gone) return await makeGoneAnew(session, entry, link, known);
    const { asserted } = revision;
    const { remarks, notKept } = await noteKept(session, { ...changed, ...revision, type: "User", entry });
    const scimId = await idAfter(session, "User", { entry, scimId: link.scimId, answer: changed.answer });
    const isSwitch = opened.some(({ path }) => path.toLowerCase() === "active");
    const { answer } = changed;
    const noted = isSwitch && answer !== undefined ? withInvitation(session, remarks, answer) : remarks;
    const put: Link = { ...link, scimId, asserted, remarks: noted };
    return {
      state: "succeeded",
      result: resultOf(session, operation, changed.sent, isOff),
      link: { put },
      notKept,
    };
  } catch (error) {
    if (!(error instanceof Unfinished) || error.done.length === 0) throw error;
    return { ...error.failure, link: { put: withDone(link, revision.changes, error.done) } };
  }
}

/** The link with what was made of an update that did not come to its end, so that only the rest is sent again. */
function withDone(link: Link, changes: readonly AttributeChange[], done: readonly string[]): Link {
  const made = changes.filter(({ path }) => done.includes(path));
  return { ...link, asserted: applyChanges(link.asserted, made) };
}

/**
 * Attributes that follow in the run that made or changed the account complete it, and so do those that go before it is
 * switched on; they are no update of their own.
 */
function resultOf(
  session: PushSession,
  { entry }: UpdateOperation,
  sent: readonly unknown[],
  isOff: boolean,
): string {
  if (sent.length === 0) return "unchanged";
  return isOff || session.store.journal.changed(session.run, entry) ? "completed" : "updated";
}

/** What to send, and to remember, now that it is known what the target holds; where that matters. */
async function revise(
  session: PushSession,
  { entry, ...operation }: Pick<UpdateOperation, "entry" | "forced">,
  link: Link,
  changes: readonly AttributeChange[],
): Promise<(Adopted & { readonly held?: Resource }) | "gone"> {
  const { policies } = session.users;
  const { multiValued } = session.profile.users;
  const forced = operation.forced === true;
  const isLook = needsLook(changes, policies, multiValued) || (forced && needsLookWhenForced(changes));
  if (!isLook) return plainUpdate(link, changes, policies);
  const held = await session.client.get("User", link.scimId);
  if (held === undefined) return "gone";
  const sealed = (resource: JsonObject) => sealSecrets(resource, policies.secret, session.seal(entry));
  const rules = { policies, multiValued, sealed, forced };
  return { ...reviseUpdate(link, changes, held.attributes, rules), held };
}

/** Unless policy says that somebody is to look at it first. */
async function makeGoneAnew(
  session: PushSession,
  entry: EntryId,
  { scimId }: Link,
  known: JsonObject,
): Promise<Outcome> {
  if (session.users.policy.missing === "report")
    return failure("missing", `its account ${scimId} is gone at the target (users.missing: report)`);
  return makeAnew(session, entry, known);
}

/** Makes an account again that is gone, with all that is sent on create; `known` where it cannot be mapped any more. */
export async function makeAnew(session: PushSession, entry: EntryId, known: JsonObject): Promise<Outcome> {
  const { secret } = session.users.policies;
  const mapped = session.mapAnew(entry)?.resource;
  const wanted = mapped === undefined ? known : sealSecrets(mapped, secret, session.seal(entry));
  return withSecrets(session, entry, wanted, ({ open }) =>
    provision(session, { entry, wanted: open(wanted) }, "recreated"),
  );
}

/** Attributes that name another account wait in a later phase until that account is there. */
function resolveChanges(
  session: PushSession,
  changes: readonly AttributeChange[],
): readonly AttributeChange[] {
  const { store, target } = session;
  const resolve = (key: Parameters<typeof store.targets.accountOf>[1]) =>
    store.targets.accountOf(target, key);
  return changes.flatMap((change) => {
    if (change.after === undefined) return [change];
    const after = substitute(change.after, resolve);
    return keysIn(after).length > 0 ? [] : [{ ...change, after }];
  });
}
