import type { JsonObject } from "../canonical.ts";
import type { ScimId } from "../scim/resource.ts";
import type { Departure } from "./departure.ts";
import type { Remark } from "./remark.ts";

/**
 * How a link came to be: we made the resource, or took over one that was there. `borrowed`: a group of the target's own,
 * of which only the members are written; it is never renamed or deleted.
 */
export type LinkOrigin = "created" | "adopted" | "borrowed";

/**
 * `active`: provisioned. `deactivated`: switched off by us. `left`: its owner left and policy leaves it alone. `detached`:
 * somebody let go of it, and it is not taken again although its owner is in scope.
 */
export type LinkState = "active" | "deactivated" | "left" | "detached";

/** The pair of a source record and a resource at a target. */
export interface Link {
  readonly scimId: ScimId;
  readonly origin: LinkOrigin;
  readonly state: LinkState;
  /** What we last wrote, without attributes sent on create only; secrets are sealed. */
  readonly asserted: JsonObject;
  /** None when undefined. */
  readonly remarks?: readonly Remark[];
  /** Milliseconds since the epoch, when `state` began. */
  readonly since: number;
  /** When the owner of an active account was first seen to have left; the grace counts from here. */
  readonly leavingSince?: number;
  /** Why the owner leaves or left, as it was last thought about; of an account that stays, none. */
  readonly departure?: Departure;
}
