import type { JsonObject } from "../canonical.ts";
import { type Adopted, blankRemarks, theirsAt } from "./adopt.ts";
import { withoutAll } from "./at-path.ts";
import { applyChanges } from "./apply-changes.ts";
import type { AttributePolicies } from "./attribute-policies.ts";
import { type ReadPath, readPaths, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import { graft } from "./graft.ts";
import { foreignAmong, othersIn } from "./held.ts";
import type { Link } from "./link.ts";
import { stepsOf } from "./path-steps.ts";
import { byType, type MultiValued } from "./typed-values.ts";

/** Whether changes can only be made in knowledge of what the target holds. */
export function needsLook(
  changes: readonly AttributeChange[],
  { createOnly }: AttributePolicies,
  multiValued: MultiValued,
): boolean {
  return changes.some((change) => {
    const steps = stepsOf(change.path);
    const keepsPart = createOnly.some((path) => relationOf(path, steps) === "within");
    return change.when !== undefined || keepsPart || (multiValued === "whole" && setsTypedList(change));
  });
}

/** Set as a whole, a list with types loses values of other types, which are not ours. */
function setsTypedList({ before, after }: AttributeChange): boolean {
  return [before, after].some((list) => Array.isArray(list) && byType(list) !== undefined);
}

/** The changes an update means, now that it is known what the target holds. Secrets stay sealed. */
export function reviseUpdate(
  { asserted, remarks = [] }: Pick<Link, "asserted" | "remarks">,
  changes: readonly AttributeChange[],
  held: JsonObject,
  { policies, multiValued, sealed }: ReviseRules,
): Adopted {
  const ifFilled = changes.filter(({ when }) => when === "filled");
  const vacated = readPaths(
    ifFilled.map(({ path }) => path),
    asserted,
  );
  const wanted = applyChanges(
    asserted,
    changes.filter(({ when }) => when !== "filled"),
  );
  const filling = touched(policies.fillIfEmpty, changes);
  const theirs = foreignAmong(filling, sealed(held), asserted);
  const untouched = [...policies.createOnly, ...theirs];
  const [before, after] = [withoutAll(asserted, untouched), withoutAll(wanted, untouched)];
  const ours = [before, after, graft({}, held, vacated)];
  const carried = [...untouched, ...othersIn(held, multiValued, ours)];
  const known = graft(graft(before, held, vacated), held, carried);
  const renewed = new Set([...filling, ...ifFilled].map(({ path }) => path));
  return {
    changes: diffResources(known, graft(after, held, carried), multiValued),
    asserted: after,
    remarks: [
      ...remarks.filter(({ kind, path }) => kind === "notKept" || !renewed.has(path)),
      ...theirsAt(theirs, wanted),
      ...blankRemarks(ifFilled),
    ],
  };
}

export interface ReviseRules {
  readonly policies: AttributePolicies;
  readonly multiValued: MultiValued;
  /** The resource with its secrets sealed. */
  readonly sealed: (resource: JsonObject) => JsonObject;
}

function touched(paths: readonly ReadPath[], changes: readonly AttributeChange[]): readonly ReadPath[] {
  const changed = changes.map(({ path }) => stepsOf(path));
  return paths.filter((path) => changed.some((steps) => relationOf(path, steps) !== "apart"));
}
