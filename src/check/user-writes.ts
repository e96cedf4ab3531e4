import { findPatchWay } from "./patch-way.ts";
import { tryPut, tryPutLists } from "./put-way.ts";
import type { Subject } from "./trial.ts";
import type { Way, Workbench } from "./workbench.ts";

const patchKnobs = [
  "users.patchForm",
  "users.operationsPerRequest",
  "users.multiValued",
  "users.extensionPath",
  "users.alone",
  "endpoint.patchAnswers",
  "endpoint.operationCase",
] as const;

/** How attributes of users are changed at this target: with the verb in force where that does everything. */
export async function findWay(bench: Workbench, subject: Subject): Promise<Way | undefined> {
  const { target, notes, claims } = bench;
  const knob = target.knobs.inForce("users.update");
  if (knob.value === "put") return wayByPut(bench, subject);
  const { way, lacks } = await findPatchWay(bench, subject);
  const [lack] = lacks;
  if (lack === undefined && knob.value === "patch" && !bench.whole) return way;
  const put = await tryPut(bench, subject, way.profile);
  if (lack === undefined) {
    const falselyDenied = knob.value === "auto" && claims?.patch === false && put.outcome !== "done";
    if (falselyDenied)
      notes.suggest("users.update", "patch", `PATCH works, though it is said not to; PUT: ${put.seen}`);
    return way;
  }
  if (put.outcome === "done") {
    await tryPutLists(bench, subject);
    notes.withdraw(...patchKnobs);
    notes.suggest("users.update", "put", lacks.join("; "));
    return { ...way, verb: "put" };
  }
  const isHelpless = lack.startsWith("PATCH: ");
  if (isHelpless) notes.block(`attributes of users cannot be changed: ${lack}; PUT: ${put.seen}`);
  else for (const one of lacks) notes.warn(`not possible here: ${one}`);
  return isHelpless ? undefined : way;
}

async function wayByPut(bench: Workbench, subject: Subject): Promise<Way | undefined> {
  const { target, notes } = bench;
  const put = await tryPut(bench, subject, target.knobs.profile);
  if (put.outcome === "done") {
    await tryPutLists(bench, subject);
    return { verb: "put", profile: target.knobs.profile };
  }
  const { way, lacks } = await findPatchWay(bench, subject);
  if (lacks.length === 0) {
    notes.suggest("users.update", "patch", `PUT: ${put.seen}; PATCH works`);
    return way;
  }
  notes.block(`attributes of users cannot be changed: PUT: ${put.seen}; ${lacks.join("; ")}`);
  return undefined;
}
