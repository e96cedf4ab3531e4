import type { AttributeChange } from "../../plan/change.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { applyChanges } from "../../plan/apply-changes.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import type { Encoded } from "./encode.ts";
import { holderOf } from "../find/holder.ts";
import { requestsOf } from "./requests.ts";
import { saysVersions } from "./patch-version.ts";
import { readBack, showsAll } from "./kept.ts";
import { failure, failureOf, Unfinished } from "../outcome.ts";
import type { PushSession } from "../session.ts";

/** What became of a write. */
export type Sent =
  /** `isRead`: the answer is that of a GET. */
  | { readonly kind: "done"; readonly answer: Resource | undefined; readonly isRead?: boolean }
  /** The provider has no such resource any more, confirmed by a read. */
  | { readonly kind: "gone" }
  /** `done`: changes that were made before one was refused. */
  | { readonly kind: "refused"; readonly error: ScimError; readonly done: readonly AttributeChange[] };

/** The resource that is written to. */
export interface Written {
  readonly type: ResourceType;
  readonly id: ScimId;
}

const attempts = 4;
const pauseBetween = 500;

/**
 * Sends the operations by PATCH, in as many requests as the provider needs for them, in order. After an answer that does
 * not tell whether it was done, the resource is read before anything is repeated: a value that is added to a list twice
 * is there twice at some providers.
 */
export async function sendPatches(
  session: PushSession,
  written: Written,
  operations: readonly Encoded[],
  ifMatch?: string,
): Promise<Sent> {
  const { users, groups } = session.profile;
  const requests =
    written.type === "User"
      ? requestsOf(operations, users.operationsPerRequest, users.alone)
      : requestsOf(operations, groups.operationsPerRequest);
  const isVersioned = ifMatch !== undefined || saysVersions(session);
  const done: AttributeChange[] = [];
  let version = ifMatch;
  let last: Sent = { kind: "done", answer: undefined };
  for (const request of requests) {
    if (isVersioned && version === undefined) {
      const held = await readBack(session, written.type, written.id);
      if (held === undefined) return { kind: "gone" };
      ({ version } = held);
    }
    last = await sendOne(session, written, request, { done, ifMatch: version });
    if (last.kind !== "done") return last;
    done.push(...changesIn(request));
    version = last.answer?.version;
  }
  return last;
}

interface Terms {
  readonly done: readonly AttributeChange[];
  readonly ifMatch: string | undefined;
}

async function sendOne(
  session: PushSession,
  written: Written,
  request: readonly Encoded[],
  { done, ifMatch }: Terms,
): Promise<Sent> {
  let rest = request;
  let version = ifMatch;
  for (let attempt = 1; ; attempt += 1) {
    const error = await tryOne(session, written, rest, version);
    if (!(error instanceof Error)) return error;
    if (!isUncertain(error)) return { kind: "refused", error, done };
    const held = await readBack(session, written.type, written.id);
    if (held === undefined) return { kind: "gone" };
    if (showsAll(session, held.attributes, changesIn(rest)))
      return { kind: "done", answer: held, isRead: true };
    const paths = done.map(({ path }) => path);
    const taken = await takenName(session, written, changesIn(rest), error);
    if (taken !== undefined) throw new Unfinished(taken, paths, { cause: error });
    if (attempt === attempts) throw new Unfinished(failureOf(error), paths, { cause: error });
    await session.clock.sleep(pauseBetween * 2 ** (attempt - 1));
    if (version !== undefined) ({ version } = held);
    rest = rest.filter(({ changes }) => !showsAll(session, held.attributes, changes));
  }
}

async function tryOne(
  session: PushSession,
  { type, id }: Written,
  request: readonly Encoded[],
  ifMatch: string | undefined,
): Promise<Sent | ScimError | NetworkError> {
  const operations = request.map(({ operation }) => operation);
  try {
    const answer = await session.client.patch(type, id, operations, ifMatch === undefined ? {} : { ifMatch });
    return { kind: "done", answer };
  } catch (error) {
    if (error instanceof ScimError || isUncertain(error)) return error;
    throw error;
  }
}

/** Whether it may have been done, whatever was answered. */
export function isUncertain(error: unknown): error is ScimError | NetworkError {
  if (error instanceof NetworkError) return error.mayHaveArrived;
  return error instanceof ScimError && error.status >= 500 && error.status !== 501;
}

/** A 5xx, or another status, may be the provider's word for a userName that somebody else has. */
export async function takenName(
  session: PushSession,
  { type, id }: Written,
  changes: readonly AttributeChange[],
  error: ScimError | NetworkError,
): Promise<ReturnType<typeof failureOf> | undefined> {
  const attributes = applyChanges(
    {},
    changes.filter(({ path, after }) => path.toLowerCase() === "username" && after !== undefined),
  );
  if (type !== "User" || !(error instanceof ScimError) || textAt(attributes, "userName") === undefined)
    return undefined;
  const holder = await holderOf(session, { type, attributes, match: [] });
  if (holder === undefined || holder.id === id) return undefined;
  const said = failure("conflict", `${error.detail}; it is held by ${holder.id} (${holder.name})`);
  return { ...said, httpStatus: error.status };
}

function changesIn(request: readonly Encoded[]): readonly AttributeChange[] {
  return request.flatMap(({ changes }) => changes);
}
