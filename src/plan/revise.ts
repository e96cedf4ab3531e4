import type { JsonObject } from "../canonical.ts";
import { type Adopted, blankRemarks, theirsAt } from "./adopt.ts";
import { presentAt, withoutAll } from "./at-path.ts";
import { applyChanges } from "./apply-changes.ts";
import type { AttributePolicies } from "./attribute-policies.ts";
import { type ReadPath, readPaths, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources } from "./diff.ts";
import { marked, unmarked } from "./force.ts";
import { graft } from "./graft.ts";
import { foreignAmong, missingAmong, othersIn, withOnePrimary } from "./held.ts";
import type { Link } from "./link.ts";
import { stepsOf } from "./path-steps.ts";
import type { Remark } from "./remark.ts";
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

/** Sent again, a value of a list is set where it is there, and added where it went. */
export function needsLookWhenForced(changes: readonly AttributeChange[]): boolean {
  return changes.some(({ path }) => path.includes("["));
}

/** Set as a whole, a list with types loses values of other types, which are not ours. */
function setsTypedList({ before, after }: AttributeChange): boolean {
  return [before, after].some((list) => Array.isArray(list) && byType(list) !== undefined);
}

/** An update that needs no look: what to remember of it. */
export function plainUpdate(
  { asserted, remarks = [] }: Pick<Link, "asserted" | "remarks">,
  changes: readonly AttributeChange[],
  { clearWhenEmpty }: AttributePolicies,
): Adopted {
  const after = applyChanges(asserted, changes);
  const blank = clearWhenEmpty.filter(
    (path) => presentAt(asserted, path).length > 0 && presentAt(after, path).length === 0,
  );
  return { changes, asserted: after, remarks: withBlanks(remarks, blank) };
}

function withBlanks(
  remarks: readonly Remark[],
  blank: readonly { readonly path: string }[],
): readonly Remark[] {
  const paths = new Set(blank.map(({ path }) => path));
  const others = remarks.filter(({ kind, path }) => kind !== "blank" || !paths.has(path));
  return [...others, ...blankRemarks(blank)];
}

/** The changes an update means, now that it is known what the target holds. Secrets stay sealed. */
export function reviseUpdate(
  { asserted, remarks = [] }: Pick<Link, "asserted" | "remarks">,
  changes: readonly AttributeChange[],
  held: JsonObject,
  { policies, multiValued, sealed, forced = false }: ReviseRules,
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
  const there = withoutAll(before, missingAmong(changes, held));
  const known = graft(there, held, vacated);
  const renewed = new Set(filling.map(({ path }) => path));
  const others = remarks.filter(({ kind, path }) => kind !== "theirs" || !renewed.has(path));
  const plain = plainUpdate({ asserted: before, remarks: others }, changes, policies);
  return {
    changes: withOnePrimary(
      diffResources(
        graft(forced ? marked(known) : known, held, carried),
        graft(after, held, carried),
        multiValued,
      ).map((change) => (forced ? unmarked(change) : change)),
      after,
    ),
    asserted: after,
    remarks: [...withBlanks(plain.remarks, ifFilled), ...theirsAt(theirs, wanted)],
  };
}

export interface ReviseRules {
  readonly policies: AttributePolicies;
  readonly multiValued: MultiValued;
  /** Whether what the target holds already is sent, too. */
  readonly forced?: boolean;
  /** The resource with its secrets sealed. */
  readonly sealed: (resource: JsonObject) => JsonObject;
}

function touched(paths: readonly ReadPath[], changes: readonly AttributeChange[]): readonly ReadPath[] {
  const changed = changes.map(({ path }) => stepsOf(path));
  return paths.filter((path) => changed.some((steps) => relationOf(path, steps) !== "apart"));
}
