import type { JsonObject } from "../canonical.ts";
import { neverReturned } from "../scim/attribute-rules.ts";
import { presentAt, withoutAll } from "./at-path.ts";
import type { AttributePolicies } from "./attribute-policies.ts";
import { type ReadPath, readPaths, relationOf } from "./attribute-path-set.ts";
import type { AttributeChange } from "./change.ts";
import { diffResources, sameValue } from "./diff.ts";
import { isFixed, keepingFixed } from "./fixed.ts";
import { graft } from "./graft.ts";
import { foreignAmong, othersIn, withOnePrimary } from "./held.ts";
import { isRefused, isRemovedPassword, sealChange } from "./not-sent.ts";
import { projectOnto } from "./project.ts";
import type { Remark } from "./remark.ts";
import { type Seal, sealSecrets } from "./secret-values.ts";
import type { MultiValued } from "./typed-values.ts";

/** An account that is there already, and what it shall be. */
export interface Adoption {
  /** What the target holds. */
  readonly held: JsonObject;
  /** What can be sent of what is wanted, secrets open. */
  readonly wanted: JsonObject;
  /** Paths where something is wanted that cannot be sent yet. */
  readonly waiting: readonly string[];
  /** What we last wrote to it; undefined when it was not linked. */
  readonly asserted: JsonObject | undefined;
  /** Paths of what we once wrote and shall be there no more. */
  readonly removed: readonly string[];
  readonly remarks: readonly Remark[];
}

export interface AdoptionRules {
  readonly policies: AttributePolicies;
  readonly multiValued: MultiValued;
  readonly seal: Seal;
}

/** What to send to an account, and what to remember of it. */
export interface Adopted {
  /** Secrets open. */
  readonly changes: readonly AttributeChange[];
  readonly asserted: JsonObject;
  readonly remarks: readonly Remark[];
}

/**
 * Brings an account that was found, or comes back, in line with what is wanted. Attributes sent on create only keep
 * what the target holds; so do those to be filled if empty where it holds something of somebody else's.
 */
export function adoptAccount(adoption: Adoption, rules: AdoptionRules): Adopted {
  const { held, asserted, remarks } = adoption;
  const { policies, multiValued } = rules;
  const { immutable } = policies;
  const seal = (resource: JsonObject) => sealSecrets(resource, policies.secret, rules.seal);
  const open = keepingFixed(adoption.wanted, { ...asserted, ...held }, immutable);
  const sealed = seal(open);
  const theirs = foreignAmong(policies.fillIfEmpty, seal(held), asserted ?? {});
  const untouched = [...policies.createOnly, ...theirs];
  const wanted = withoutAll(open, untouched);
  const blank = blankPaths(adoption, policies.clearWhenEmpty);
  const vacated = [...blank, ...readPaths(adoption.removed, { ...held, ...asserted })].filter(
    (path) => !isFixed(path, immutable),
  );
  const ours = [wanted, asserted ?? {}, graft({}, held, blank)];
  const carried = [...untouched, ...othersIn(held, multiValued, ours)];
  const known = graft(projectOnto(held, wanted), wanted, unseen(adoption, sealed, policies));
  const before = graft(graft(known, held, vacated), held, carried);
  const changes = diffResources(before, graft(wanted, held, carried), multiValued).filter(
    (change) =>
      !isRemovedPassword(change) && !isRefused(sealChange(change, policies.secret, rules.seal), remarks),
  );
  const notKept = remarks.filter(({ kind }) => kind === "notKept");
  return {
    changes: withOnePrimary(changes, wanted),
    asserted: withoutAll(sealed, untouched),
    remarks: [...notKept, ...theirsAt(theirs, sealed), ...blankRemarks(blank)],
  };
}

/** Those of the paths that shall hold nothing. */
export function blankPaths(
  { wanted, waiting }: Pick<Adoption, "wanted" | "waiting">,
  paths: readonly ReadPath[],
): readonly ReadPath[] {
  const later = readPaths(waiting, wanted);
  return paths.filter(
    (path) =>
      presentAt(wanted, path).length === 0 && later.every(({ steps }) => relationOf(path, steps) === "apart"),
  );
}

/** Secrets that need not be sent although the target does not show them: it got them already, or has its own. */
function unseen(
  { held, asserted }: Adoption,
  sealed: JsonObject,
  { secret }: AttributePolicies,
): readonly ReadPath[] {
  return secret.filter((path) => {
    const neverShown = neverReturned.includes(path.path.toLowerCase());
    if (!neverShown && presentAt(held, path).length > 0) return false;
    // Whoever was there before us has a password; another would lock them out.
    if (asserted === undefined) return neverShown;
    return sameValue([...presentAt(asserted, path)], [...presentAt(sealed, path)]);
  });
}

/** Remarks on paths where the target holds what is not ours. */
export function theirsAt(theirs: readonly ReadPath[], wanted: JsonObject): readonly Remark[] {
  return theirs.flatMap((path) => {
    const values = presentAt(wanted, path);
    return values.length === 0 ? [] : [{ kind: "theirs", path: path.path, wanted: values } as const];
  });
}

/** Remarks on paths where nothing is left. */
export function blankRemarks(paths: readonly { readonly path: string }[]): readonly Remark[] {
  return paths.map(({ path }) => ({ kind: "blank", path }));
}
