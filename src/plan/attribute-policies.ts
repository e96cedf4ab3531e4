import type { UserTemplate } from "../mapping/template.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import { type ReadPath, readPaths } from "./attribute-path-set.ts";

/** How single attributes are treated; every other is sent when it differs from what we last wrote. */
export interface AttributePolicies {
  /** Sent on create, then left alone. */
  readonly createOnly: readonly ReadPath[];
  /** Written only where the target holds nothing, or still what we wrote. */
  readonly fillIfEmpty: readonly ReadPath[];
  /** Removed at the target when empty, even if we never set it. */
  readonly clearWhenEmpty: readonly ReadPath[];
  /** Never written down or shown. A password is one without being named. */
  readonly secret: readonly ReadPath[];
  /** The service keeps it as it was made. */
  readonly immutable: readonly ReadPath[];
  /** The service or its users change it, so that what is read of it is not compared. */
  readonly volatile: readonly ReadPath[];
}

/** What the connector says of single attributes. */
export interface AttributeFacts {
  readonly immutable: readonly string[];
  readonly volatile: readonly string[];
}

/** Policies of an account template. */
export function readPolicies(
  { attributes, createOnly, fillIfEmpty = [], clearWhenEmpty, secret = [] }: UserTemplate,
  { immutable, volatile }: AttributeFacts = { immutable: [], volatile: [] },
): AttributePolicies {
  return {
    createOnly: readPaths(createOnly, attributes),
    fillIfEmpty: readPaths(fillIfEmpty, attributes),
    clearWhenEmpty: readPaths(clearWhenEmpty, attributes),
    secret: readPaths([...neverReturned, ...secret], attributes),
    immutable: readPaths(immutable, attributes),
    volatile: readPaths(volatile, attributes),
  };
}

/** Attributes without a policy of their own, for groups. */
export const noPolicies: AttributePolicies = {
  createOnly: [],
  fillIfEmpty: [],
  clearWhenEmpty: [],
  secret: [],
  immutable: [],
  volatile: [],
};
