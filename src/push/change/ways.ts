import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { ShapeFact } from "../learnt.ts";
import type { PushSession } from "../session.ts";
import { type Shape, shapeInPut, shapeOf } from "./shape.ts";

/**
 * How changes are sent. `stated`: PATCH in the form of the profile. `whole`: PATCH without paths of whole attributes, read
 * before. `put`: PUT of the whole resource, read before. `putNull`: the same with a null for all that is to go.
 */
export type Way = "stated" | "whole" | "put" | "putNull";

/** The way that changes are sent at first: the one that all of them are known to be understood in. */
export function firstWay(session: PushSession, type: ResourceType, changes: readonly AttributeChange[]): Way {
  if (session.verbs.usesPut(type)) return putWay(session, type);
  const known = new Set(changes.map((change) => session.learnt.get(shapeFact(type, shapeOf(change)))));
  if (known.has("put") && session.verbs.mayPut(type)) return putWay(session, type);
  return known.has("whole") || known.has("put") ? "whole" : "stated";
}

function putWay(session: PushSession, type: ResourceType): Way {
  return type === "User" && keepsOmitted(session) ? "putNull" : "put";
}

/** Those of the changes that are in an attribute which has to be sent as a whole. */
export function needsWhole(
  session: PushSession,
  type: ResourceType,
  changes: readonly AttributeChange[],
): readonly AttributeChange[] {
  const misread = changes.filter((change) => {
    const fact = session.learnt.get(shapeFact(type, shapeOf(change)));
    return fact === "whole" || fact === "put";
  });
  const names = new Set(misread.map(({ path }) => stepsOf(path)[0]?.folded));
  return changes.filter(({ path }) => names.has(stepsOf(path)[0]?.folded));
}

/** Whether PUT keeps what it leaves out, as the profile says or as was found out. */
export function keepsOmitted({ profile, learnt }: PushSession): boolean {
  return profile.users.putOmission === "keeps" || learnt.get("users.putOmission") === "keeps";
}

/** The way to try when one did not do; undefined when there is none that is allowed. */
export function nextWay(
  session: PushSession,
  type: ResourceType,
  way: Way,
  changes: readonly AttributeChange[],
): Way | undefined {
  if (way === "stated") return "whole";
  if (way === "whole") return session.verbs.mayPut(type) ? putWay(session, type) : undefined;
  const removes = changes.some(({ after }) => after === undefined);
  const mayKeep = type === "User" && session.profile.users.putOmission !== "clears";
  return way === "put" && removes && mayKeep ? "putNull" : undefined;
}

/** Those of the changes of which it has to be looked whether they are understood this way. */
export function unproven(
  session: PushSession,
  type: ResourceType,
  way: Way,
  changes: readonly AttributeChange[],
): readonly AttributeChange[] {
  return changes.filter((change) => {
    const fact = session.learnt.get(shapeFact(type, shapeIn(way, change)));
    // Access is never taken for switched off because it was the last time.
    if (shapeOf(change) === "active" || fact === undefined) return true;
    return way === "stated" && fact !== "works";
  });
}

/** Remembers that changes of these shapes are understood this way. */
export function prove(
  session: PushSession,
  type: ResourceType,
  way: Way,
  changes: readonly AttributeChange[],
): void {
  for (const change of changes) learnShape(session, shapeFact(type, shapeIn(way, change)), "works");
}

/** Remembers in which way changes of these shapes are understood, when the stated one is not. */
export function settleOn(
  session: PushSession,
  type: ResourceType,
  way: Exclude<Way, "stated">,
  changes: readonly AttributeChange[],
): void {
  if (way === "putNull" && changes.some(({ after }) => after === undefined)) learnOmission(session);
  if (session.verbs.usesPut(type)) return;
  for (const change of changes)
    learnShape(session, shapeFact(type, shapeOf(change)), way === "whole" ? "whole" : "put");
}

function learnOmission({ learnt, log, target }: PushSession): void {
  if (learnt.get("users.putOmission") === "keeps") return;
  learnt.learn("users.putOmission", "keeps");
  log.info({ target }, "PUT keeps what it leaves out there, so that what is to go is sent as null");
}

function learnShape(
  { learnt, log, target }: PushSession,
  fact: ShapeFact,
  value: "works" | "whole" | "put",
): void {
  if (learnt.get(fact) === value) return;
  learnt.learn(fact, value);
  if (value !== "works")
    log.info({ target, fact, value }, "changes of this shape are sent in another way there");
}

function shapeIn(way: Way, change: AttributeChange): Shape {
  return way === "put" || way === "putNull" ? shapeInPut(change) : shapeOf(change);
}

function shapeFact(type: ResourceType, shape: Shape): ShapeFact {
  return type === "User" ? `users.shape.${shape}` : `groups.shape.${shape}`;
}
