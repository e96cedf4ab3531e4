import { relationOf } from "../../plan/attribute-path-set.ts";
import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import type { Resource, ResourceType } from "../../scim/resource.ts";
import type { Attempt } from "./attempt.ts";
import type { Change } from "./change-resource.ts";
import { isActive, isWhole, lostOf, readBack } from "./kept.ts";
import type { PushSession } from "../session.ts";
import { shapeOf } from "./shape.ts";
import { formFor, hasMore, mayReplace, sweptBy } from "./sweeping.ts";
import { unproven, type Way } from "./ways.ts";

/** What a write that was taken came to. */
export interface Verdict {
  /** The resource afterwards, as it was read or answered. */
  readonly seen: Resource | undefined;
  /** The changes that were looked for and are there. */
  readonly kept: readonly AttributeChange[];
  /** Those of them that show that changes of their shape are understood. */
  readonly telling: readonly AttributeChange[];
  /** Those that are not there, or cost what nobody asked to go. */
  readonly lost: readonly AttributeChange[];
  /** Whether parts went that nobody asked to go, so that all is to be written again on what was there before. */
  readonly isSwept: boolean;
}

/**
 * Looks whether changes were made that were taken. An answer that shows them all is believed; one that does not may leave
 * things out, so then the resource is read.
 */
export async function judge(
  session: PushSession,
  change: Change,
  way: Way,
  { answer, isRead = false, before }: Extract<Attempt, { kind: "done" }>,
  isSecond: boolean,
): Promise<Verdict> {
  const { type, id, changes } = change;
  const asked = isSecond ? changes : unproven(session, type, way, changes);
  const judged = asked.filter((one) => !isHopeless(session, change, one) && !isVolatile(session, type, one));
  if (judged.length === 0) return { seen: answer, ...nothing };
  const examined = {
    session,
    changes,
    judged,
    type,
    before: way === "put" || way === "putNull" ? undefined : before,
  };
  if (answer !== undefined && (isRead || isWhole(answer, type))) {
    const verdict = examine(examined, answer);
    if (isRead || (verdict.lost.length === 0 && !hidesActive(answer, judged))) return verdict;
  }
  const read = await readBack(session, type, id);
  // Whoever is switched off may not be shown at all.
  if (read === undefined) return { seen: answer, ...nothing };
  if (hidesActive(read, judged)) {
    session.log.warn(
      { target: session.target, id },
      "the target does not show whether the account is active, so that it cannot be seen whether access was switched",
    );
  }
  return examine(examined, read);
}

/** Whether it is known that the target does not keep what is sent there; of access that is never taken for granted. */
function isHopeless({ verbs }: PushSession, { type, remarks = [] }: Change, one: AttributeChange): boolean {
  if (shapeOf(one) === "active") return false;
  const path = one.path.toLowerCase();
  const isKnown = remarks.some((remark) => remark.kind === "notKept" && remark.path.toLowerCase() === path);
  return isKnown || verbs.isFutile(type, one.path);
}

/** What others change there may be other than sent, although it was kept. */
function isVolatile({ users }: PushSession, type: ResourceType, { path }: AttributeChange): boolean {
  const { volatile } = users.policies;
  if (type === "Group" || volatile.length === 0) return false;
  return volatile.some((one) => relationOf(one, stepsOf(path)) !== "apart");
}

function hidesActive({ attributes }: Resource, judged: readonly AttributeChange[]): boolean {
  return judged.some((one) => shapeOf(one) === "active") && isActive(attributes) === undefined;
}

const nothing = { kept: [], telling: [], lost: [], isSwept: false } as const;

interface Examined {
  readonly session: PushSession;
  readonly type: ResourceType;
  readonly changes: readonly AttributeChange[];
  readonly judged: readonly AttributeChange[];
  readonly before: Resource | undefined;
}

function examine({ session, type, changes, judged, before }: Examined, seen: Resource): Verdict {
  const lost = lostOf(session, seen.attributes, judged);
  const kept = judged.filter((one) => !lost.includes(one));
  const swept = before === undefined ? [] : sweptBy(before.attributes, seen.attributes, changes);
  if (swept.length > 0) {
    const blamed = changes.filter((one) => swept.includes(one) || lost.includes(one));
    return { seen, kept: [], telling: [], lost: blamed, isSwept: true };
  }
  const form = formFor(session, type);
  // Where nothing else was, nothing could be swept away.
  const telling = kept.filter(
    (one) => !mayReplace(one, form) || (before !== undefined && hasMore(before.attributes, one)),
  );
  return { seen, kept, telling, lost, isSwept: false };
}
