import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { applyChanges, isEffective } from "../plan/apply-changes.ts";
import type { AttributeChange } from "../plan/change.ts";
import { diffResources } from "../plan/diff.ts";
import { projectOnto } from "../plan/project.ts";
import { encodeOperations } from "../push/change/encode.ts";
import { encodePut } from "../push/change/encode-put.ts";
import { requestsOf } from "../push/change/requests.ts";
import type { PatchOperation } from "../scim/write-request.ts";
import { endpoints, patchOpSchema, type ResourceType, type ScimId } from "../scim/resource.ts";
import { type Answer, isGone, isGood, isUnsupported, resourceOf, saidBy } from "./answer.ts";
import type { Asker } from "./asker.ts";

/** A throw-away resource that things are tried on. */
export interface Subject {
  readonly type: ResourceType;
  /** Some providers make it of the name, and anew when that changes. */
  id: ScimId;
  /** What it was made with. */
  readonly sent: JsonObject;
  /** As the target was last seen to hold it. */
  held: JsonObject;
  /** What of it we set. */
  wanted: JsonObject;
}

/**
 * `done`, also where the status says otherwise. `ignored`: taken, and nothing happened. `harmed`: something else
 * changed, or something other than what was said. `vanished`: it cannot be read any more.
 */
export type Outcome = "done" | "ignored" | "refused" | "harmed" | "vanished";

export interface Trial {
  readonly outcome: Outcome;
  readonly answer: Answer;
  /** In a few words. */
  readonly seen: string;
  /** The provider does not have the verb. */
  readonly isUnsupported: boolean;
}

/** Changes the subject with the verb and in the form that the profile says, and reads it back. */
export async function tryChanges(
  asker: Asker,
  subject: Subject,
  changes: readonly AttributeChange[],
  profile: ConnectorProfile,
  verb: "patch" | "put",
): Promise<Trial> {
  if (verb === "put") {
    const omission = profile.users.putOmission === "keeps" ? "keeps" : "clears";
    const body = encodePut(subject.type, subject.held, changes, { omission });
    return readBack(
      asker,
      subject,
      changes,
      await asker.send({ method: "PUT", path: pathOf(subject), body }),
    );
  }
  const { operationsPerRequest, alone } = profile.users;
  const requests = requestsOf(encodeOperations(changes, profile.users), operationsPerRequest, alone);
  const [first, ...others] = requests.map((request) => request.map(({ operation }) => operation));
  let answer = await sendPatch(asker, subject, first ?? []);
  for (const part of others) answer = isGood(answer) ? await sendPatch(asker, subject, part) : answer;
  return readBack(asker, subject, changes, answer);
}

/** The same with operations that are worded by hand; `changes` are what they should come to. */
export async function tryPatch(
  asker: Asker,
  subject: Subject,
  operations: readonly (PatchOperation | JsonObject)[],
  changes: readonly AttributeChange[],
): Promise<Trial> {
  return readBack(asker, subject, changes, await sendPatch(asker, subject, operations));
}

function sendPatch(
  asker: Asker,
  subject: Subject,
  operations: readonly (PatchOperation | JsonObject)[],
): Promise<Answer> {
  const body = { schemas: [patchOpSchema], Operations: operations as unknown as Json };
  return asker.send({ method: "PATCH", path: pathOf(subject), body });
}

export function pathOf({ type, id }: Pick<Subject, "type" | "id">): string {
  return `${endpoints[type]}/${encodeURIComponent(id)}`;
}

/** What a write came to, seen by a GET. */
export async function readBack(
  asker: Asker,
  subject: Subject,
  changes: readonly AttributeChange[],
  answer: Answer,
): Promise<Trial> {
  const said = saidBy(answer);
  const read = await asker.send({ method: "GET", path: pathOf(subject) });
  const found = resourceOf(subject.type, read)?.attributes;
  const known = { answer, isUnsupported: isUnsupported(answer) };
  if (found === undefined)
    return { ...known, outcome: "vanished", seen: `${said}; GET: ${isGone(read) ? "gone" : saidBy(read)}` };
  const verdict = compare(subject, changes, found);
  subject.held = found;
  subject.wanted = withoutEmpty(projectOnto(found, verdict.wanted));
  if (verdict.missed.length === 0 && verdict.lost.length === 0)
    return { ...known, outcome: "done", seen: isGood(answer) ? said : `${said}, but it was done` };
  if (verdict.lost.length > 0)
    return { ...known, outcome: "harmed", seen: `${said}, but it changed ${verdict.lost.join(", ")}` };
  if (!isGood(answer)) return { ...known, outcome: "refused", seen: said };
  const half = verdict.missed.length < changes.length;
  const seen = half ? `${said}, but not ${verdict.missed.join(", ")}` : `${said}, but nothing happened`;
  return { ...known, outcome: half ? "harmed" : "ignored", seen };
}

interface Comparison {
  readonly wanted: JsonObject;
  /** Paths that were to be changed and were not. */
  readonly missed: readonly string[];
  /** Paths that are not as they were, though nobody spoke of them. */
  readonly lost: readonly string[];
}

function compare(subject: Subject, changes: readonly AttributeChange[], found: JsonObject): Comparison {
  const wanted = applyChanges(subject.wanted, changes);
  const shown = projectOnto(found, wanted);
  const missed = changes
    .filter((change) => isEffective(change.after === undefined ? found : shown, change))
    .map(({ path }) => path);
  // A change that was not made may be none of those that were asked for.
  const settled = applyChanges(shown, changes);
  const lost = diffResources(settled, wanted, "whole").map(({ path }) => path);
  return { wanted, missed, lost };
}

/** Projection leaves a list or an object that holds nothing. */
export function withoutEmpty(resource: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
