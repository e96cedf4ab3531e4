import type { JsonObject } from "../canonical.ts";
import type { WaitingAttribute } from "../mapping/reference.ts";
import { presentAt, withoutAll } from "./at-path.ts";
import { type ReadPath, readPaths, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources, sameValue } from "./diff.ts";
import { allChanges } from "./force.ts";
import { isIdentical } from "./identical.ts";
import type { Link } from "./link.ts";
import { stillManaged } from "./managed.ts";
import { isRefused, isRemovedPassword, isSamePassword } from "./not-sent.ts";
import { stepsOf } from "./path-steps.ts";
import type { UserRules } from "./user-plan.ts";

/** What a user shall be at the target; secrets are sealed. */
export interface WantedUser {
  readonly resource: JsonObject;
  readonly waiting: readonly WaitingAttribute[];
}

/** Changes since what we last wrote. Attributes that wait, and those sent on create only, stay as they are. */
export function changesSince(
  { resource, waiting }: WantedUser,
  { asserted, remarks = [] }: Link,
  { policies, managed, multiValued, force = false }: UserRules,
): readonly AttributeChange[] {
  const theirs = policies.fillIfEmpty.filter((path) =>
    remarks.some(
      (remark) =>
        remark.kind === "theirs" &&
        remark.path === path.path &&
        sameValue(remark.wanted, presentAt(resource, path)),
    ),
  );
  const untouched = [...policies.createOnly, ...theirs];
  const wanted = withoutAll(resource, untouched);
  // Of most accounts nothing changes when all are thought about again, and that is soon seen.
  if (!force && isIdentical(asserted, wanted)) return [];
  const later = readPaths(
    waiting.map(({ path }) => path),
    resource,
  );
  const before = withoutAll(stillManaged(asserted, managed), [...later, ...untouched]);
  const changes = force
    ? allChanges(before, wanted, multiValued).filter((change) => !isSamePassword(change))
    : diffResources(before, wanted, multiValued);
  return changes
    .filter((change) => !isRemovedPassword(change) && !isRefused(change, remarks))
    .map((change) => ifEmpty(change, policies.fillIfEmpty));
}

/** A change of what is to be filled if empty depends on what the target holds. */
export function ifEmpty(change: AttributeChange, paths: readonly ReadPath[]): AttributeChange {
  const steps = paths.length === 0 ? [] : stepsOf(change.path);
  const depends = paths.some((path) => relationOf(path, steps) !== "apart");
  return depends ? { ...change, when: "empty" } : change;
}

/**
 * Removals of what shall be empty and is not known to be: `clearWhenEmpty` names it, we never set it, and nobody has
 * looked yet.
 */
export function blankings(
  { resource, waiting }: WantedUser,
  { asserted, remarks = [] }: Link,
  { policies }: UserRules,
): readonly AttributeChange[] {
  const later = waiting.map(({ path }) => stepsOf(path));
  return policies.clearWhenEmpty
    .filter((path) => presentAt(resource, path).length + presentAt(asserted, path).length === 0)
    .filter((path) => later.every((steps) => relationOf(path, steps) === "apart"))
    .filter((path) => !remarks.some((remark) => remark.kind === "blank" && remark.path === path.path))
    .map(({ path }) => ({ path, when: "filled" }));
}
