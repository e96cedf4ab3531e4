import type { ResourceType, ScimId } from "../scim/resource.ts";

/** What a check made, and could not remove. */
export interface Remnant {
  readonly type: ResourceType;
  /** userName or displayName it was made with. */
  readonly name: string;
  readonly id?: ScimId;
  readonly why: string;
}
