import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import { presentAt } from "./at-path.ts";
import { applyChanges } from "./apply-changes.ts";
import { type ReadPath, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources, sameValue } from "./diff.ts";
import { sealChange } from "./not-sent.ts";
import { stepsOf } from "./path-steps.ts";
import { projectOnto } from "./project.ts";
import { isNotSticky, type NotKept, type Remark } from "./remark.ts";
import { hidden, type Seal } from "./secret-values.ts";
import type { MultiValued } from "./typed-values.ts";

/** A value as it was sent, and as the target has it. */
export type Difference = Omit<NotKept, "times">;

export interface KeepingRules {
  readonly multiValued: MultiValued;
  readonly secret: readonly ReadPath[];
  readonly seal: Seal;
}

/** What of the changes sent, secrets open, the resource does not show as it was sent. */
export function differencesTo(
  resource: JsonObject,
  sent: readonly AttributeChange[],
  rules: KeepingRules,
): readonly Difference[] {
  const shown = sent.filter(
    ({ path }) => !neverReturned.includes(path.toLowerCase()) && !isUntold(resource, path),
  );
  const wanted = applyChanges(
    {},
    shown.filter(({ after }) => after !== undefined),
  );
  const other = diffResources(projectOnto(resource, wanted), wanted, rules.multiValued);
  const stayed = shown.flatMap(({ path, after }) => {
    const before = after === undefined ? presentAt(resource, { path, steps: stepsOf(path) }) : [];
    return before[0] === undefined ? [] : [{ path, before: before[0] }];
  });
  const leftOver = shown
    .filter((change) => hasLeftOver(resource, change))
    .map(({ path, after = null }) => ({ path, after, before: member(resource, path) ?? null }));
  return [...other, ...stayed, ...leftOver].flatMap((change) => differenceOf(change, rules));
}

/** Some providers never tell whether an account is active. */
function isUntold(resource: JsonObject, path: string): boolean {
  return path.toLowerCase() === "active" && (member(resource, "active") ?? null) === null;
}

/** Whether a list that was set as a whole still has a value that it was to lose. */
function hasLeftOver(resource: JsonObject, { path, before, after }: AttributeChange): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return false;
  const found = member(resource, path);
  const gone = before.filter((one: Json) => !isAmong(valueOf(one), after.map(valueOf)));
  return Array.isArray(found) && gone.some((one) => isAmong(valueOf(one), found.map(valueOf)));
}

function isAmong(value: Json | undefined, values: readonly (Json | undefined)[]): boolean {
  return values.some((one) => sameValue(one, value));
}

function valueOf(item: Json): Json | undefined {
  return isJsonObject(item) ? item["value"] : item;
}

/** A secret that is not shown at all may have been kept. */
function differenceOf(change: AttributeChange, { secret, seal }: KeepingRules): readonly Difference[] {
  const { path, before = null } = change;
  const steps = stepsOf(path);
  const isSecret = secret.some((one) => relationOf(one, steps) !== "apart");
  if (isSecret && before === null) return [];
  const sent: Json = sealChange(change, secret, seal).after ?? null;
  return [{ path, sent, found: isSecret ? hidden : before }];
}

/** The remarks after something was sent in a run, of which the target did not keep `lost`. */
export function remarksAfter(
  remarks: readonly Remark[],
  sent: readonly AttributeChange[],
  lost: readonly Difference[],
  run: string,
): readonly Remark[] {
  const touched = sent.map(({ path }) => stepsOf(path));
  const others = remarks.filter(({ kind, path }) => {
    if (kind !== "notKept") return true;
    const steps = stepsOf(path);
    return touched.every((one) => relationOf({ path, steps }, one) === "apart");
  });
  const noted = lost.map((difference): Remark => {
    const before = notKeptAt(remarks, difference.path);
    const times = before === undefined ? 1 : before.times + (before.run === run ? 0 : 1);
    return { kind: "notKept", ...difference, times, run };
  });
  return [...others, ...noted];
}

function notKeptAt(
  remarks: readonly Remark[],
  path: string,
): (Remark & { readonly kind: "notKept" }) | undefined {
  const folded = path.toLowerCase();
  return remarks
    .filter((remark) => remark.kind === "notKept")
    .find((one) => one.path.toLowerCase() === folded);
}

/** Paths that count as not sticky in `after`, and did not in `before`. */
export function newlyNotSticky(before: readonly Remark[], after: readonly Remark[]): readonly string[] {
  return after.flatMap((remark) => {
    if (remark.kind !== "notKept" || !isNotSticky(remark)) return [];
    const known = notKeptAt(before, remark.path);
    return known !== undefined && isNotSticky(known) ? [] : [remark.path];
  });
}
