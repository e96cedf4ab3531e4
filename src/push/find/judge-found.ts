import type { JsonObject } from "../../canonical.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import { type Failure, failure } from "../outcome.ts";
import { nameOf } from "./finder.ts";
import type { PushSession } from "../session.ts";
import { siblingOwner } from "./owner.ts";

/** Resources that a look-up by one attribute found. */
export interface Candidates {
  readonly type: ResourceType;
  readonly wanted: JsonObject;
  readonly match: readonly string[];
  readonly found: readonly Resource[];
  readonly path: string;
  /** An account that is linked to the record itself. */
  readonly former?: ScimId | undefined;
}

/**
 * Why what was found may not be taken for the one that is wanted: there are several, another record is linked to it, or
 * it says that it belongs to somebody else. Undefined when it may.
 */
export function whyNotOurs(session: PushSession, candidates: Candidates): Failure | undefined {
  const { type, found, path, wanted, match } = candidates;
  const [resource, ...more] = found;
  if (resource === undefined) return undefined;
  if (more.length > 0) {
    const ids = found.map(({ id }) => id).join(", ");
    return failure("duplicate_target", `${found.length} resources at the target have this ${path}: ${ids}`);
  }
  const name = textAt(resource.attributes, nameOf[type]);
  if (session.isProtected(resource.id, name)) {
    return failure("protected", `${resource.id} (${name ?? path}) has this ${path}, and is protected`);
  }
  const kind = type === "User" ? "user" : "group";
  const holder = session.store.targets.claimedBy(session.target, kind, resource.id);
  if (holder !== undefined && resource.id !== candidates.former) {
    return failure("duplicate_source", `${path} belongs to ${resource.id}, which is linked to ${holder}`);
  }
  const other = siblingOwner(session, type, resource.id);
  if (other !== undefined)
    return failure("duplicate_source", `${path} belongs to ${resource.id}, which is linked to ${other}`);
  const [mine, theirs] = [textAt(wanted, "externalId"), textAt(resource.attributes, "externalId")];
  const isStranger =
    match.includes("externalId") && mine !== undefined && theirs !== undefined && mine !== theirs;
  if (!isStranger) return undefined;
  const said = `${resource.id} has this ${path} but externalId ${theirs}, not ${mine}`;
  return failure("conflict", `${said}; if it is the same, take externalId out of match`);
}
