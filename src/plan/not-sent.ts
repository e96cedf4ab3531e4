import { neverReturned } from "../scim/attribute-rules.ts";
import { presentAt } from "./at-path.ts";
import { applyChanges } from "./apply-changes.ts";
import { type ReadPath, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { sameValue } from "./diff.ts";
import { stepsOf } from "./path-steps.ts";
import { isNotSticky, type Remark } from "./remark.ts";
import { type Seal, sealSecrets } from "./secret-values.ts";

/** A password is changed or left, never taken away. */
export function isRemovedPassword({ path, after }: AttributeChange): boolean {
  return after === undefined && neverReturned.includes(path.toLowerCase());
}

/** Whoever chose another password since keeps it, until it changes in the directory. */
export function isSamePassword({ path, before, after }: AttributeChange): boolean {
  return neverReturned.includes(path.toLowerCase()) && sameValue(before, after);
}

/**
 * True when the target has refused to keep this very value, or this removal, again and again. Access is given and taken
 * however often that was in vain.
 */
export function isRefused(change: AttributeChange, remarks: readonly Remark[]): boolean {
  if (change.path.toLowerCase() === "active") return false;
  return remarks.some(
    (remark) =>
      remark.kind === "notKept" &&
      isNotSticky(remark) &&
      remark.path.toLowerCase() === change.path.toLowerCase() &&
      sameValue(remark.sent, change.after ?? null),
  );
}

/** The change as it may be written down. */
export function sealChange(
  change: AttributeChange,
  secret: readonly ReadPath[],
  seal: Seal,
): AttributeChange {
  const steps = stepsOf(change.path);
  if (change.after === undefined || secret.every((path) => relationOf(path, steps) === "apart"))
    return change;
  const sealed = sealSecrets(applyChanges({}, [change]), secret, seal);
  const [after = null] = presentAt(sealed, { path: change.path, steps });
  return { ...change, after };
}
