import type { JsonObject } from "../../canonical.ts";
import type { AttributeChange } from "../../plan/change.ts";
import type { Resource } from "../../scim/resource.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { encodePut, type PutOptions } from "./encode-put.ts";
import { lostOf, readBack, showsAll } from "./kept.ts";
import { wholeGroup } from "../members/read-members.ts";
import { saysVersions } from "./patch-version.ts";
import { isUncertain, type Sent, type Written } from "./send-patches.ts";
import type { PushSession } from "../session.ts";

/** A resource to be replaced by what is held, with the changes over it. */
export interface Replacement extends Written, PutOptions {
  readonly changes: readonly AttributeChange[];
  /** Read when absent. */
  readonly held: Resource | undefined;
}

/**
 * Replaces a resource by PUT. When somebody else changed it in between, it is read and merged anew, once. A 404 is
 * believed only when a read says so too.
 */
export async function putResource(session: PushSession, replacement: Replacement): Promise<Sent> {
  const { type, id } = replacement;
  const held = await wholeResource(session, replacement);
  if (held === undefined) return { kind: "gone" };
  const first = await tryPut(session, replacement, held, false);
  if (first.kind !== "refused" || ![412, 428].includes(first.error.status)) return first;
  const now = await wholeResource(session, { type, id, held: undefined });
  if (now === undefined) return { kind: "gone" };
  // An answer that was lost makes the repetition meet our own new version.
  if (showsAll(session, now.attributes, replacement.changes))
    return { kind: "done", answer: now, isRead: true };
  return tryPut(session, replacement, now, true);
}

/** A group with all its members, lest PUT takes them out. */
async function wholeResource(
  session: PushSession,
  { type, id, held }: Pick<Replacement, "type" | "id" | "held">,
): Promise<Resource | undefined> {
  if (type === "Group") return wholeGroup(session, id, held);
  return held ?? session.client.get(type, id);
}

async function tryPut(
  session: PushSession,
  replacement: Replacement,
  held: Resource,
  isDemanded: boolean,
): Promise<Sent> {
  const { type, id, changes } = replacement;
  const body = encodePut(type, held.attributes, changes, replacement);
  try {
    return { kind: "done", answer: await replaceVersion(session, replacement, body, { held, isDemanded }) };
  } catch (error) {
    const isRefusal = error instanceof ScimError;
    if (!isRefusal && !isUncertain(error)) throw error;
    if (isRefusal && !isUncertain(error)) return afterRefusal(session, replacement, error);
    const now = await readBack(session, type, id);
    if (now === undefined) return { kind: "gone" };
    if (lostOf(session, now.attributes, changes).length > 0) throw error;
    return { kind: "done", answer: now, isRead: true };
  }
}

async function afterRefusal(session: PushSession, { type, id }: Written, error: ScimError): Promise<Sent> {
  const isMissing = error.status === 404 || error.status === 410;
  if (isMissing && (await readBack(session, type, id)) === undefined) return { kind: "gone" };
  if (isMissing || error.status === 405 || error.status === 501) session.verbs.putRefused(type);
  return { kind: "refused", error, done: [] };
}

interface Basis {
  readonly held: Resource;
  /** The provider asked for If-Match. */
  readonly isDemanded: boolean;
}

/** A version that no resource has. */
const impossible = 'W/"scimsync asks whether If-Match is looked at"';

/**
 * PUT with If-Match, where ServiceProviderConfig speaks of ETags and they are looked at (RFC 7644 §3.14). Whether they
 * are is found out by the first PUT: with a version that cannot be, it is refused with 412, or done.
 */
async function replaceVersion(
  session: PushSession,
  { type, id }: Written,
  body: JsonObject,
  { held, isDemanded }: Basis,
): Promise<Resource | undefined> {
  const { client, learnt, log, target } = session;
  const replace = (ifMatch?: string) =>
    client.replace(type, id, body, ifMatch === undefined ? {} : { ifMatch });
  const { version } = held;
  const isClaimed = session.profile.endpoint.etag === "auto" && session.capabilities.etag === true;
  if (version === undefined || (!isClaimed && !isDemanded && !saysVersions(session))) return replace();
  const known = learnt.get("ifMatch");
  if (isDemanded || saysVersions(session) || known === "honoured") return replace(version);
  if (known === "ignored") return replace();
  try {
    const answer = await replace(impossible);
    learnt.learn("ifMatch", "ignored");
    log.info({ target }, "If-Match is claimed and not looked at there, so it is not sent");
    return answer;
  } catch (error) {
    if (!(error instanceof ScimError) || ![400, 412].includes(error.status)) throw error;
    const isHonoured = error.status === 412;
    const answer = await replace(isHonoured ? version : undefined);
    learnt.learn("ifMatch", isHonoured ? "honoured" : "ignored");
    log.info({ target, isHonoured }, "whether If-Match is looked at there was tried");
    return answer;
  }
}
