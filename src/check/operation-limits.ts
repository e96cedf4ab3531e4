import { textAt } from "../scim/attribute-value.ts";
import { isGood, saidBy } from "./answer.ts";
import { bisect } from "./bisect.ts";
import { isChangeable } from "./changeable.ts";
import { pathOf, type Subject, tryPatch } from "./trial.ts";
import { areaOf, changeOf, freshFor, holds, type Way, type Workbench } from "./workbench.ts";

/** Operations of one PATCH that are tried at most. */
const most = 128;

/** How many operations a PATCH of this resource may have, up to some. */
export async function probeOperations(bench: Workbench, subject: Subject, { profile }: Way): Promise<void> {
  const isUser = subject.type === "User";
  const name = isUser ? "users.operationsPerRequest" : "groups.operationsPerRequest";
  const knob = bench.target.knobs.inForce(name);
  const path = (isUser ? ["title", "displayName"] : ["displayName"]).find(
    (one) => holds(subject, one) && (!isUser || isChangeable(profile, one)),
  );
  if (path === undefined || (isUser && profile.users.patchForm !== "paths")) return;
  if (isUser && profile.users.operationsPerRequest === 1) {
    bench.notes.see(name, 1, "two operations in one PATCH are refused");
    return;
  }
  let refused = "";
  const tries = async (n: number): Promise<boolean> => {
    // A group goes on bearing the name that says that it may be deleted.
    const last = isUser ? freshFor(bench, subject, path) : (textAt(subject.held, path) ?? "");
    const operations = Array.from({ length: n }, () => ({ op: "replace", path, value: last }) as const);
    const trial = await tryPatch(bench.asker, subject, operations, [changeOf(subject, path, last)]);
    const works = isGood(trial.answer) && trial.outcome === "done";
    if (!works) refused = `${n} operations: ${trial.seen}`;
    return works;
  };
  const size = (await tries(most)) ? most : (await tries(1)) ? await bisect(1, most, tries) : 0;
  const seen = size === 0 ? refused : size === most ? `${size} are taken` : `${size} are taken; ${refused}`;
  const isEnough = size === most || (typeof knob.value === "number" && knob.value <= size);
  const what = `operations in one PATCH, ${most} at most`;
  const verdict = size === 0 ? "unknown" : isEnough ? "ok" : "differs";
  bench.notes.probe({ area: areaOf(subject), what, seen, knob, verdict });
  if (size > 0 && size < most) bench.notes.see(name, size, seen);
}

/** Attributes that are refused beside another, and taken alone. */
export async function probeAlone(bench: Workbench, subject: Subject, { profile }: Way): Promise<void> {
  const { asker, notes, target } = bench;
  const knob = target.knobs.inForce("users.alone");
  const { patchForm, operationsPerRequest } = profile.users;
  const beside = ["title", "displayName"].find((path) => holds(subject, path) && isChangeable(profile, path));
  if (beside === undefined || patchForm !== "paths" || operationsPerRequest === 1) return;
  const alone: string[] = [];
  let because = "";
  for (const path of ["userName", "active"]) {
    const [value] = path === "active" ? [true] : [textAt(subject.held, path)];
    if (value === undefined || !isChangeable(profile, path)) continue;
    const own = { op: "replace", path, value } as const;
    const other = { op: "replace", path: beside, value: freshFor(bench, subject, beside) } as const;
    const both = await tryPatch(asker, subject, [own, other], [changeOf(subject, beside, other.value)]);
    if (both.outcome === "done") continue;
    const single = await asker.send({ method: "PATCH", path: pathOf(subject), body: patchOf([own]) });
    if (!isGood(single)) continue;
    alone.push(path);
    because = `PATCH of ${path} with ${beside}: ${both.seen}; alone: ${saidBy(single)}`;
  }
  const seen = alone.length === 0 ? "each goes with others" : `${alone.join(", ")} alone`;
  const isKnown = alone.every((path) => profile.users.alone.includes(path));
  notes.probe({
    area: "users",
    what: "PATCH of userName, active with others",
    seen,
    knob,
    verdict: isKnown ? "ok" : "differs",
  });
  if (alone.length > 0) notes.see("users.alone", alone, because);
}

function patchOf(
  operations: readonly { readonly op: string; readonly path: string; readonly value: string | boolean }[],
) {
  return { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [...operations] };
}
