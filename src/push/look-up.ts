import type { JsonObject } from "../canonical.ts";
import { identifiesSame } from "../scim/attribute-rules.ts";
import { textAt, valuesAt } from "../scim/attribute-value.ts";
import { quoteFilterValue } from "../scim/filter.ts";
import type { Resource, ResourceType } from "../scim/resource.ts";
import { ScimError } from "../scim/scim-error.ts";
import { walk } from "../scim/walk.ts";
import { type Failure, failure } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** What a look-up says of an account that may be there already. */
export type Found =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly resource: Resource; readonly matchedBy: string }
  | { readonly kind: "refused"; readonly failure: Failure };

/** What to look for, and by which attribute paths, in order. */
export interface Sought {
  readonly type: ResourceType;
  readonly attributes: JsonObject;
  readonly match: readonly string[];
}

/**
 * Looks for the resource by the match attributes in order; the first that finds anything decides. It counts as found
 * only when it is one, no other record is linked to it, and it does not say that it belongs to somebody else.
 */
export async function lookUp(session: PushSession, { type, attributes, match }: Sought): Promise<Found> {
  for (const path of match) {
    const value = textAt(attributes, path);
    if (value === undefined) continue;
    const found = await findBy(session, type, path, value);
    if (found.length > 0) return judge(session, type, { wanted: attributes, match, found, path });
  }
  return { kind: "none" };
}

/**
 * A provider that cannot filter by this attribute says so with 400; for an account the next one may do, and a
 * userName that is taken is refused when it is made. A group has its name alone, and nothing need keep it unique.
 */
async function findBy(
  session: PushSession,
  type: ResourceType,
  path: string,
  value: string,
): Promise<readonly Resource[]> {
  const found = await filterBy(session, type, path, value);
  if (type === "User" || (found !== undefined && (found.length > 0 || !isEscaped(value)))) return found ?? [];
  return findInList(session, type, path, value);
}

/** Undefined when the provider refuses the filter. */
async function filterBy(
  session: PushSession,
  type: ResourceType,
  path: string,
  value: string,
): Promise<readonly Resource[] | undefined> {
  try {
    return await session.client.find(type, path, value);
  } catch (error) {
    if (error instanceof ScimError && (error.status === 400 || error.status === 501)) return undefined;
    throw error;
  }
}

/** Providers misread quotes and backslashes in filters, or refuse them, more often than not. */
function isEscaped(value: string): boolean {
  return quoteFilterValue(value) !== `"${value}"`;
}

async function findInList(
  session: PushSession,
  type: ResourceType,
  path: string,
  value: string,
): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for await (const resource of walk(session.client, type, { excludedAttributes: "members" })) {
    const values = valuesAt(resource.attributes, path).filter((one) => typeof one === "string");
    if (values.some((one) => identifiesSame(path, value, one))) found.push(resource);
  }
  const whole = await Promise.all(found.map(({ id }) => session.client.get(type, id)));
  return whole.filter((resource) => resource !== undefined);
}

interface Candidates {
  readonly wanted: JsonObject;
  readonly match: readonly string[];
  readonly found: readonly Resource[];
  readonly path: string;
}

function judge(session: PushSession, type: ResourceType, candidates: Candidates): Found {
  const { found, path, wanted, match } = candidates;
  const [resource, ...more] = found;
  if (resource === undefined) return { kind: "none" };
  const ids = found.map(({ id }) => id).join(", ");
  if (more.length > 0) {
    return refused(
      failure("duplicate_target", `${found.length} resources at the target have this ${path}: ${ids}`),
    );
  }
  const holder = session.store.targets.claimedBy(
    session.target,
    type === "User" ? "user" : "group",
    resource.id,
  );
  if (holder !== undefined) {
    return refused(
      failure("duplicate_source", `${path} belongs to ${resource.id}, which is linked to ${holder}`),
    );
  }
  const [mine, theirs] = [textAt(wanted, "externalId"), textAt(resource.attributes, "externalId")];
  const stranger =
    match.includes("externalId") && mine !== undefined && theirs !== undefined && mine !== theirs;
  if (stranger) {
    const said = `${resource.id} has this ${path} but externalId ${theirs}, not ${mine}`;
    return refused(failure("conflict", `${said}; if it is the same, take externalId out of match`));
  }
  return { kind: "one", resource, matchedBy: path };
}

function refused(why: Failure): Found {
  return { kind: "refused", failure: why };
}
