import type { JsonObject } from "../canonical.ts";

/** `assign`: who gets an account at a target. Nothing stated means nobody. */
export interface AssignTemplate {
  /** Group names, `*` allowed, compared without case. */
  readonly groups: readonly string[];
  /** A bare expression; true means in scope. */
  readonly where?: string;
  /** Everybody; must be said. */
  readonly everyone: boolean;
  /** Who gets none, whatever else is said. */
  readonly exclude?: ExcludeTemplate;
}

/** `assign.exclude`. */
export interface ExcludeTemplate {
  /** Group names, `*` allowed, compared without case. */
  readonly groups: readonly string[];
  /** A bare expression; true means excluded. */
  readonly where?: string;
}

/** `users` of a target, the part that shapes the resource. Strings may hold `${expressions}`. */
export interface UserTemplate {
  /** A bare expression: the reason for which a user leaves, or true; nothing for whoever stays. */
  readonly leavesWhen?: string;
  readonly attributes: JsonObject;
  /** Attribute paths sent on create and then left alone. */
  readonly createOnly: readonly string[];
  /** Attribute paths removed at the target when empty, even if we never set them. */
  readonly clearWhenEmpty: readonly string[];
  /** Attribute paths written only where the target holds nothing of somebody else's; none when undefined. */
  readonly fillIfEmpty?: readonly string[];
  /** Attribute paths never written down or shown, besides the password; none when undefined. */
  readonly secret?: readonly string[];
}

/** `groups` of a target, the part that shapes the resource. */
export interface GroupTemplate {
  readonly attributes: JsonObject;
  /** Group names, `*` allowed, compared without case. */
  readonly push: readonly string[];
  /** A bare expression on `group`; true means pushed. */
  readonly where?: string;
  /** By group name: id or displayName of a group of the target's own whose members it shall be; none when undefined. */
  readonly link?: Readonly<Record<string, string>>;
}

/** Where in a template something stands: `["attributes", "emails", 0, "value"]`. */
export type TemplatePath = readonly (string | number)[];
