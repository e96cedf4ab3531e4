import type { JsonObject } from "../canonical.ts";
import { withoutAll } from "./at-path.ts";
import { type ReadPath, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { sameValue } from "./diff.ts";
import { graft } from "./graft.ts";
import { stepsOf } from "./path-steps.ts";
import type { Remark } from "./remark.ts";

/** Whether the change is of an attribute that the service keeps as it was made. */
export function isFixed({ path }: AttributeChange, immutable: readonly ReadPath[]): boolean {
  if (immutable.length === 0) return false;
  const steps = stepsOf(path);
  return immutable.some((one) => relationOf(one, steps) !== "apart");
}

/** What is wanted, with what is held in place of what cannot be changed. */
export function keepingFixed(
  wanted: JsonObject,
  held: JsonObject,
  immutable: readonly ReadPath[],
): JsonObject {
  return immutable.length === 0 ? wanted : graft(withoutAll(wanted, immutable), held, immutable);
}

/** Those of the changes that cannot be made, and that nobody was told of yet. */
export function untoldFixed(
  changes: readonly AttributeChange[],
  immutable: readonly ReadPath[],
  remarks: readonly Remark[] = [],
): readonly AttributeChange[] {
  if (immutable.length === 0) return [];
  return changes.filter((change) => {
    const { path, before, after = null } = change;
    if (!isFixed(change, immutable) || sameValue(before, after)) return false;
    return !remarks.some(
      (remark) => remark.kind === "fixed" && remark.path === path && sameValue(remark.wanted, after),
    );
  });
}

/** The remarks once somebody was told that these cannot be made. */
export function remarksOnFixed(
  remarks: readonly Remark[] = [],
  told: readonly AttributeChange[],
): readonly Remark[] {
  const paths = new Set(told.map(({ path }) => path));
  const others = remarks.filter(({ kind, path }) => kind !== "fixed" || !paths.has(path));
  return [
    ...others,
    ...told.map(({ path, after = null }): Remark => ({ kind: "fixed", path, wanted: after })),
  ];
}
