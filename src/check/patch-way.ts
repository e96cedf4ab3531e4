import { isJsonObject, type JsonObject } from "../canonical.ts";
import { enterpriseUserSchema } from "../scim/resource.ts";
import { resourceOf } from "./answer.ts";
import { isChangeable } from "./changeable.ts";
import { isFixed, tellFixed } from "./immutable.ts";
import { typedPath } from "../plan/typed-values.ts";
import { extensionPaths, inForceFirst, patchForms, withUsers } from "./user-knobs.ts";
import { type Subject, type Trial, tryChanges } from "./trial.ts";
import { changeOf, freshFor, holds, listAt, tell, type Way, type Workbench } from "./workbench.ts";

/** What PATCH of a user can do; `lacks` says what it cannot do in any form we have. */
export interface PatchAbility {
  readonly way: Way;
  readonly lacks: readonly string[];
  /** What was tried first, where nothing worked. */
  readonly refused?: Trial;
}

/**
 * Finds the form in which PATCH changes what a sync changes: the one in force when it works. Suggestions are made only
 * where another form does.
 */
export async function findPatchWay(bench: Workbench, subject: Subject): Promise<PatchAbility> {
  const start: Way = { verb: "patch", profile: bench.target.knobs.profile };
  const own = await findPlainForm(bench, subject, start);
  const plain = own.lacks.length === 0 ? own : ((await inOtherWords(bench, subject, start, own)) ?? own);
  if (plain.lacks.length > 0) return plain;
  const steps = [findBatch, findTyped, findExtension, removePlain];
  let ability = plain;
  for (const step of steps) {
    const next = await step(bench, subject, ability.way);
    ability = { way: next.way, lacks: [...ability.lacks, ...next.lacks] };
  }
  return ability;
}

/** With the version of the resource, or operations with a capital letter, where the service takes nothing else. */
async function inOtherWords(
  bench: Workbench,
  subject: Subject,
  start: Way,
  { refused, lacks }: PatchAbility,
): Promise<PatchAbility | undefined> {
  const { asker, notes, target } = bench;
  const { status = 0 } = refused?.answer ?? {};
  if (status === 412 || status === 428) {
    asker.speak({ versions: true });
    const versioned = await findPlainForm(bench, subject, start);
    if (versioned.lacks.length === 0) notes.suggest("endpoint.etag", "always", lacks.join("; "));
    else asker.speak({ versions: false });
    return versioned;
  }
  if (status < 400 || status >= 500 || refused?.isUnsupported === true) return undefined;
  if (target.knobs.profile.endpoint.operationCase === "capital") return undefined;
  asker.speak({ operationCase: "capital" });
  const capital = await findPlainForm(bench, subject, start);
  if (capital.lacks.length === 0) notes.suggest("endpoint.operationCase", "capital", lacks.join("; "));
  else asker.speak({ operationCase: "lower" });
  return capital.lacks.length === 0 ? capital : undefined;
}

/** A core attribute and a part of a complex one, whose other parts stay. */
async function findPlainForm(bench: Workbench, subject: Subject, start: Way): Promise<PatchAbility> {
  const { target, notes } = bench;
  const knob = target.knobs.inForce("users.patchForm");
  const paths = plainPaths(subject, start);
  if (paths.length === 0) {
    const seen = "no attribute is kept that could be changed";
    notes.probe({ area: "users", what: "PATCH", seen, knob, verdict: "unknown" });
    return { way: start, lacks: [] };
  }
  let first: Trial | undefined;
  for (const patchForm of inForceFirst(start.profile.users.patchForm, patchForms)) {
    let way: Way = { ...start, profile: withUsers(start.profile, { patchForm }) };
    const isInForce = first === undefined;
    let trial: Trial | undefined;
    let done: Trial | undefined;
    for (const path of paths) {
      const changes = [changeOf(subject, path, freshFor(bench, subject, path))];
      const what = `PATCH ${path}${isInForce ? "" : `, as ${patchForm}`}`;
      trial = await tell(bench, subject, way, { what, changes, ...(isInForce && { knob }) });
      first ??= trial;
      if (trial.outcome === "done") done = trial;
      if (isFixed(trial)) way = tellFixed(bench, way, path, trial);
      else if (trial.outcome !== "done") break;
    }
    // Another attribute shows that the form is not to blame.
    if (trial !== undefined && isFixed(trial) && done !== undefined) trial = done;
    if (trial?.outcome === "done") {
      seePatchAnswer(notes, trial.answer);
      if (!isInForce)
        notes.suggest("users.patchForm", patchForm, `PATCH in another form: ${first?.seen ?? ""}`);
      return { way, lacks: [] };
    }
    if (trial?.isUnsupported === true || trial?.outcome === "vanished") break;
  }
  const refused = first === undefined ? {} : { refused: first };
  return { way: start, lacks: [`PATCH: ${first?.seen ?? "not tried"}`], ...refused };
}

function seePatchAnswer(notes: Workbench["notes"], answer: Trial["answer"]): void {
  const { status, body } = answer;
  const isEmpty = isJsonObject(body ?? null) && Object.keys(body as JsonObject).length === 0;
  const isResource = resourceOf("User", answer) !== undefined;
  const value = isResource
    ? "resource"
    : isEmpty
      ? "emptyObject"
      : body === undefined
        ? "nothing"
        : undefined;
  if (value !== undefined)
    notes.see("endpoint.patchAnswers", value, `PATCH of a user is answered with ${status}`);
}

function plainPaths(subject: Subject, { profile }: Way): readonly string[] {
  const fit = (path: string): boolean => holds(subject, path) && isChangeable(profile, path);
  const paths = ["title", "name.familyName"].filter(fit);
  return paths.length > 0 ? paths : ["displayName"].filter(fit);
}

async function findBatch(bench: Workbench, subject: Subject, way: Way): Promise<PatchAbility> {
  const { target, notes, asker } = bench;
  const knob = target.knobs.inForce("users.operationsPerRequest");
  const paths = ["title", "name.familyName", "displayName"].filter(
    (path) => holds(subject, path) && isChangeable(way.profile, path),
  );
  if (way.profile.users.patchForm !== "paths" || knob.value === 1 || paths.length < 2)
    return { way, lacks: [] };
  // The note that it may be deleted goes on standing in the name.
  const changes = paths.map((path) => changeOf(subject, path, freshFor(bench, subject, path)));
  const trial = await tell(bench, subject, way, { what: "PATCH, several operations in one", changes, knob });
  if (trial.outcome === "done") return { way, lacks: [] };
  const single = withUsers(way.profile, { operationsPerRequest: 1 });
  const [path = "title"] = paths;
  const one = [changeOf(subject, path, freshFor(bench, subject, path))];
  const alone = await tryChanges(asker, subject, one, single, "patch");
  if (alone.outcome !== "done") return { way, lacks: [`PATCH of several attributes: ${trial.seen}`] };
  notes.suggest("users.operationsPerRequest", 1, `several operations in one PATCH: ${trial.seen}`);
  return { way: { ...way, profile: single }, lacks: [] };
}

/** Values of a list with their types: changed, taken out and put back one by one, or the list as a whole. */
async function findTyped(bench: Workbench, subject: Subject, start: Way): Promise<PatchAbility> {
  const { target, notes } = bench;
  const emails = listAt(subject, "emails");
  const knob = target.knobs.inForce("users.multiValued");
  if (!isChangeable(start.profile, "emails")) return { way: start, lacks: [] };
  const isTyped = emails.some(({ type }) => type === "work") && emails.some(({ type }) => type === "home");
  if (!isTyped) {
    const seen = "two addresses with a type were not kept";
    notes.probe({ area: "users", what: "PATCH of one address of two", seen, knob, verdict: "unknown" });
    return { way: start, lacks: [] };
  }
  let first: Trial | undefined;
  for (const multiValued of inForceFirst(start.profile.users.multiValued, ["byType", "whole"] as const)) {
    const way = { ...start, profile: withUsers(start.profile, { multiValued }) };
    const tries = multiValued === "byType" ? tryTyped : tryWhole;
    const trial = await tries(bench, subject, way, first === undefined);
    if (trial.outcome === "done") {
      if (first !== undefined)
        notes.suggest("users.multiValued", multiValued, `one address of two: ${first.seen}`);
      return { way, lacks: [] };
    }
    if (isFixed(trial)) return { way: tellFixed(bench, start, "emails", trial), lacks: [] };
    first ??= trial;
    if (trial.outcome === "vanished") break;
  }
  return { way: start, lacks: [`PATCH of one address of two: ${first?.seen ?? ""}`] };
}

type TryList = (bench: Workbench, subject: Subject, way: Way, isInForce: boolean) => Promise<Trial>;

const tryTyped: TryList = async (bench, subject, way, isInForce) => {
  const knob = isInForce ? { knob: bench.target.knobs.inForce("users.multiValued") } : {};
  const [work, home] = ["work", "home"].map((type) =>
    listAt(subject, "emails").find((one) => one["type"] === type),
  );
  const place = typedPath("emails", "work");
  const address = { path: `${place}.value`, before: work?.["value"] ?? "", after: newAddress(bench) };
  const changed = await tell(bench, subject, way, {
    what: `PATCH ${address.path}`,
    changes: [address],
    ...knob,
  });
  if (changed.outcome !== "done" || home === undefined) return changed;
  const homePlace = typedPath("emails", "home");
  const leaving = [{ path: homePlace, before: home }];
  const gone = await tell(bench, subject, way, {
    what: `PATCH, remove ${homePlace}`,
    changes: leaving,
    ...knob,
  });
  if (gone.outcome !== "done") return gone;
  const back = [{ path: homePlace, after: { type: "home", value: newAddress(bench) } }];
  return tell(bench, subject, way, { what: `PATCH, add ${homePlace}`, changes: back, ...knob });
};

const tryWhole: TryList = async (bench, subject, way, isInForce) => {
  const knob = isInForce ? { knob: bench.target.knobs.inForce("users.multiValued") } : {};
  const before = listAt(subject, "emails");
  const [kept, ...others] = before.filter(isJsonObject).map(({ value, type, primary }) => ({
    ...(value !== undefined && { value }),
    ...(type !== undefined && { type }),
    ...(primary !== undefined && { primary }),
  }));
  const changed = [{ ...kept }, ...others.map((one) => ({ ...one, value: newAddress(bench) }))];
  const what = "PATCH emails, the whole list";
  const all = await tell(bench, subject, way, {
    what,
    changes: [{ path: "emails", before, after: changed }],
    ...knob,
  });
  if (all.outcome !== "done") return all;
  const fewer = [{ path: "emails", before: changed, after: [{ ...kept }] }];
  return tell(bench, subject, way, { what: `${what} but one`, changes: fewer, ...knob });
};

function newAddress(bench: Workbench): string {
  return `scimsync-check-${bench.tag}-${bench.fresh().replaceAll(/\W/g, "").toLowerCase()}@${bench.domain}`;
}

/** An attribute of an extension, whose others stay. */
async function findExtension(bench: Workbench, subject: Subject, start: Way): Promise<PatchAbility> {
  const { target, notes } = bench;
  const knob = target.knobs.inForce("users.extensionPath");
  const path = `${enterpriseUserSchema}:department`;
  if (!holds(subject, path) || !isChangeable(start.profile, path)) {
    const seen = "the department was not kept";
    notes.probe({ area: "users", what: "PATCH of an extension", seen, knob, verdict: "unknown" });
    return { way: start, lacks: [] };
  }
  let first: Trial | undefined;
  for (const extensionPath of inForceFirst(start.profile.users.extensionPath, extensionPaths)) {
    const isInForce = first === undefined;
    const way = { ...start, profile: withUsers(start.profile, { extensionPath }) };
    const changes = [changeOf(subject, path, bench.fresh())];
    const what = `PATCH department of the enterprise extension${isInForce ? "" : `, as ${extensionPath}`}`;
    const trial = await tell(bench, subject, way, { what, changes, ...(isInForce && { knob }) });
    if (trial.outcome === "done") {
      if (first !== undefined)
        notes.suggest("users.extensionPath", extensionPath, `PATCH of an extension: ${first.seen}`);
      return { way, lacks: [] };
    }
    if (isFixed(trial)) return { way: tellFixed(bench, start, path, trial), lacks: [] };
    first ??= trial;
    if (trial.outcome === "vanished" || !holds(subject, path)) break;
  }
  return { way: start, lacks: [`PATCH of an extension: ${first?.seen ?? ""}`] };
}

/** An attribute taken out, and set where there is none. */
async function removePlain(bench: Workbench, subject: Subject, way: Way): Promise<PatchAbility> {
  if (!holds(subject, "title") || !isChangeable(way.profile, "title")) return { way, lacks: [] };
  const gone = [changeOf(subject, "title", undefined)];
  const removed = await tell(bench, subject, way, { what: "PATCH, remove title", changes: gone });
  const lacks = removed.outcome === "done" ? [] : [`PATCH, remove title: ${removed.seen}`];
  if (holds(subject, "title")) return { way, lacks };
  const back = [changeOf(subject, "title", bench.fresh())];
  const added = await tell(bench, subject, way, { what: "PATCH, add title", changes: back });
  return { way, lacks: added.outcome === "done" ? lacks : [...lacks, `PATCH, add title: ${added.seen}`] };
}
