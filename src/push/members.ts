import type { Json } from "../canonical.ts";
import type { EntryId, MembersOperation } from "../plan/operation.ts";
import type { PatchOperation } from "../scim/client.ts";
import { memberIds, type ScimId } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { NetworkError } from "../scim/transport.ts";
import { putMembers } from "./put-members.ts";
import { type Failure, failure, failureOf, type Outcome } from "./outcome.ts";
import type { PushSession } from "./session.ts";

const attempts = 4;
const pauseBetween = 500;

interface Member {
  readonly entry: EntryId;
  readonly id: ScimId;
}

interface Work {
  readonly session: PushSession;
  readonly operation: MembersOperation;
  readonly group: ScimId;
  /** Members done so far. */
  done: number;
  readonly failures: Failure[];
  /** The group itself is not there any more, confirmed by a read. */
  gone: boolean;
}

/**
 * Adds or removes members in chunks. Each chunk that succeeds is remembered at once. A refused chunk is halved until
 * the member that it cannot take stands alone. After a lost answer the group is read before anything is repeated.
 */
export async function pushMembers(session: PushSession, operation: MembersOperation): Promise<Outcome> {
  const { store, target } = session;
  const link = store.targets.link(target, operation.entry);
  if (link === undefined) return { state: "skipped", detail: "the group is not there" };
  const work: Work = { session, operation, group: link.scimId, done: 0, failures: [], gone: false };
  const members = outstanding(work);
  const size = session.profile.groups.membersPerRequest;
  for (let from = 0; from < members.length && !work.gone; from += size)
    await pushChunk(work, members.slice(from, from + size));
  if (work.gone) return { ...failure("gone", `${link.scimId} is gone at the target`), link: "drop" };
  const [first] = work.failures;
  if (first !== undefined)
    return { ...first, detail: `${work.failures.length} not done; ${first.detail}`, members: work.done };
  return { state: "succeeded", result: operation.kind, link: "keep", members: work.done };
}

/** Those who have an account, and are not yet as they should be. */
function outstanding({ session, operation }: Work): readonly Member[] {
  const { store, target } = session;
  const asserted = new Set(store.targets.assertedMembers(target, operation.entry));
  const adding = operation.kind === "addMembers";
  const ids = store.targets.memberIds(target, operation.members);
  return operation.members.flatMap((entry) => {
    const id = ids.get(entry);
    return id === undefined || asserted.has(entry) === adding ? [] : [{ entry, id }];
  });
}

async function pushChunk(work: Work, chunk: readonly Member[]): Promise<void> {
  let rest = chunk;
  for (let attempt = 1; rest.length > 0; attempt += 1) {
    const error = await sendChunk(work, rest);
    if (error === undefined) return remember(work, rest);
    if (isRefusal(error)) return halve(work, rest, error);
    rest = await stillOutstanding(work, rest);
    if (rest.length > 0 && attempt === attempts) return void work.failures.push(failureOf(error));
    await work.session.clock.sleep(pauseBetween * attempt);
  }
}

async function sendChunk(
  work: Work,
  chunk: readonly Member[],
): Promise<ScimError | NetworkError | undefined> {
  try {
    await writeMembers(
      work.session,
      work.group,
      work.operation.kind,
      chunk.map(({ id }) => id),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ScimError || (error instanceof NetworkError && error.mayHaveArrived)) return error;
    throw error;
  }
}

function isRefusal(error: ScimError | NetworkError): error is ScimError {
  return error instanceof ScimError && error.status < 500 && error.status !== 429;
}

async function halve(work: Work, chunk: readonly Member[], error: ScimError): Promise<void> {
  work.gone ||= error.status === 404 && (await isGone(work));
  if (work.gone) return;
  if (error.status === 403 || error.status === 405 || chunk.length === 1) {
    work.failures.push(...chunk.map(() => failureOf(error)));
    return;
  }
  const middle = Math.ceil(chunk.length / 2);
  await pushChunk(work, chunk.slice(0, middle));
  await pushChunk(work, chunk.slice(middle));
}

/** A 404 may speak of the group or of a member. */
async function isGone({ session, group }: Work): Promise<boolean> {
  return (await session.client.get("Group", group, { excludedAttributes: "members" })) === undefined;
}

function remember(work: Work, chunk: readonly Member[]): void {
  const { store, target } = work.session;
  const entries = chunk.map(({ entry }) => entry);
  if (work.operation.kind === "addMembers")
    store.targets.assertMembers(target, work.operation.entry, entries);
  else store.targets.retractMembers(target, work.operation.entry, entries);
  work.done += chunk.length;
}

/** Reads the group to learn what a request without an answer did; where members cannot be read, it is repeated. */
async function stillOutstanding(work: Work, chunk: readonly Member[]): Promise<readonly Member[]> {
  const { session, operation, group } = work;
  if (!session.profile.groups.membersReadable) return chunk;
  const held = await session.client.get("Group", group);
  if (held === undefined) return chunk;
  const there = new Set(memberIds(held.attributes));
  const adding = operation.kind === "addMembers";
  remember(
    work,
    chunk.filter(({ id }) => there.has(id) === adding),
  );
  return chunk.filter(({ id }) => there.has(id) !== adding);
}

/** Takes members out of a group by id, in chunks; for members who are not ours. */
export async function removeMemberIds(
  session: PushSession,
  group: ScimId,
  ids: readonly ScimId[],
): Promise<void> {
  const size = session.profile.groups.membersPerRequest;
  for (let from = 0; from < ids.length; from += size) {
    await writeMembers(session, group, "removeMembers", ids.slice(from, from + size));
  }
}

async function writeMembers(
  session: PushSession,
  group: ScimId,
  kind: MembersOperation["kind"],
  ids: readonly ScimId[],
): Promise<void> {
  if (session.verbs.usesPut("Group")) return putMembers(session, group, kind, ids);
  const operations = kind === "addMembers" ? addition(ids) : removal(session, ids);
  try {
    await session.client.patch("Group", group, operations, false);
  } catch (error) {
    if (!(error instanceof ScimError) || (error.status !== 501 && error.status !== 405)) throw error;
    session.verbs.patchRefused("Group");
    if (!session.verbs.usesPut("Group")) throw error;
    await putMembers(session, group, kind, ids);
  }
}

function addition(ids: readonly ScimId[]): readonly PatchOperation[] {
  return [{ op: "add", path: "members", value: ids.map((value) => ({ value })) as Json }];
}

/**
 * Never `remove members` without naming whom: some providers take that to mean everybody. JSON text of an id is also
 * its form in a filter (RFC 7644 §3.4.2.2).
 */
function removal(session: PushSession, ids: readonly ScimId[]): readonly PatchOperation[] {
  if (session.profile.groups.removeMembers === "valueList") {
    return [{ op: "remove", path: "members", value: ids.map((value) => ({ value })) as Json }];
  }
  return ids.map((id) => ({ op: "remove", path: `members[value eq ${JSON.stringify(id)}]` }));
}
