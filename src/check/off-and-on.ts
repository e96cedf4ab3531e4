import { member, textAt } from "../scim/attribute-value.ts";
import { seek } from "./filter-probes.ts";
import { readMembership } from "./members-seen.ts";
import type { ScimId } from "../scim/resource.ts";
import { resourceOf } from "./answer.ts";
import { probeWhileOff, seeReturn, seeVanished } from "./coming-back.ts";
import { pathOf, type Subject, type Trial, tryChanges } from "./trial.ts";
import { patchForms, withUsers } from "./user-knobs.ts";
import { tellTrial, type Way, type Workbench } from "./workbench.ts";

/** `active` off and on again. Gives whether the account can still be worked with. */
export async function probeActive(
  bench: Workbench,
  subject: Subject,
  found: Way | undefined,
  staysMember?: boolean,
): Promise<boolean> {
  const { notes, target } = bench;
  const reason = whyUntried(bench, subject);
  if (reason !== undefined) {
    const knob = target.knobs.inForce(reason.knob);
    notes.probe({ area: "users", what: "active: false", seen: reason.seen, knob, verdict: "notAsked" });
    return true;
  }
  if (member(subject.held, "active") === undefined) {
    const seen = "active is not shown, so it cannot be seen whether it holds";
    notes.probe({ area: "users", what: "active: false", seen, verdict: "unknown" });
    notes.warn("active is not shown: whether an account is switched off cannot be seen");
    return true;
  }
  if (member(subject.held, "active") !== true) {
    const on = await switchTo(bench, subject, found, true);
    if (on.outcome !== "done") {
      const seen = `a new account is off, and active: true: ${on.seen}`;
      notes.see("users.created", "invited", seen);
      notes.probe({ area: "users", what: "active: true", seen, verdict: "unknown" });
      return true;
    }
  }
  const { trial, way } = await switchOff(bench, subject, found);
  if (trial.outcome === "vanished") {
    if (!vanishes(bench))
      notes.warn(
        `an account that is switched off cannot be read any more (${trial.seen}): it may be deleted`,
      );
    if (bench.whole) await seeVanished(bench, subject, way, trial);
    return false;
  }
  if (trial.outcome !== "done") {
    const message = `accounts cannot be switched off: ${trial.seen}`;
    if (target.deactivates) notes.block(message);
    else notes.warn(message);
    return true;
  }
  await probeInactiveSight(bench, subject);
  if (bench.whole) await probeWhileOff(bench, subject, way);
  const changes = [{ path: "active", before: false, after: true }];
  const knob = target.knobs.inForce("deactivate.return");
  const back = await tryChanges(bench.asker, subject, changes, way.profile, way.verb);
  const isAsSaid = (back.outcome === "done") === (knob.value === "active");
  const verdict = isAsSaid ? "ok" : "differs";
  notes.probe({ area: "users", what: "active: true", seen: back.seen, knob, verdict });
  if (back.outcome !== "done" && knob.value === "active")
    notes.warn(`an account that was switched off cannot be switched on again: ${back.seen}`);
  if (bench.whole) await seeReturn(bench, subject, back, staysMember);
  return back.outcome !== "vanished";
}

/** Where the connector says that there is nothing to be tried with `active`. */
function whyUntried(
  { target }: Workbench,
  { held }: Pick<Subject, "held">,
): { readonly knob: string; readonly seen: string } | undefined {
  const { deactivate, users } = target.knobs.profile;
  if (deactivate.by === "delete") return { knob: "deactivate.by", seen: "not tried: DELETE switches off" };
  if (users.created === "invited" && member(held, "active") === false)
    return { knob: "users.created", seen: "not tried: a new account is off until its owner accepts" };
  return undefined;
}

/** Whether the connector says that an account that is switched off cannot be read. */
function vanishes({ target }: Workbench): boolean {
  const { effect, inactive } = target.knobs.profile.deactivate;
  return inactive === "hidden" || effect === "hardDelete" || effect === "idInvalidated";
}

function switchTo(bench: Workbench, subject: Subject, way: Way | undefined, active: boolean): Promise<Trial> {
  const { verb, profile } = way ?? { verb: "put", profile: bench.target.knobs.profile };
  const changes = [{ path: "active", before: !active, after: active }];
  return tryChanges(bench.asker, subject, changes, profile, verb);
}

/** By the way that other attributes take, else by PATCH in another form, else by PUT. */
async function switchOff(
  bench: Workbench,
  subject: Subject,
  found: Way | undefined,
): Promise<{ readonly trial: Trial; readonly way: Way }> {
  const { notes, target } = bench;
  const own: Way = found ?? { verb: "patch", profile: target.knobs.profile };
  const first = await switchTo(bench, subject, own, false);
  tellTrial(bench, "users", first, { what: `active: false, by ${own.verb.toUpperCase()}` });
  if (first.outcome === "done" || first.outcome === "vanished") return { trial: first, way: own };
  const spoken = own.verb === "patch" ? await inText(bench, subject, own, first) : undefined;
  if (spoken !== undefined) return { trial: spoken, way: own };
  for (const way of otherWays(own)) {
    const trial = await switchTo(bench, subject, way, false);
    const { patchForm } = way.profile.users;
    const name = way.verb === "put" ? "PUT" : `PATCH as ${patchForm}`;
    tellTrial(bench, "users", trial, { what: `active: false, by ${name}` });
    if (trial.outcome !== "done" && trial.outcome !== "vanished") continue;
    const because = `active: false by ${own.verb.toUpperCase()}: ${first.seen}; by ${name} it is done`;
    if (way.verb === "put") notes.suggest("users.update", "put", because);
    else notes.suggest("users.patchForm", patchForm, because);
    return { trial, way };
  }
  return { trial: first, way: own };
}

/** With booleans as texts, where the service takes nothing else. */
async function inText(
  bench: Workbench,
  subject: Subject,
  own: Way,
  { outcome, seen }: Trial,
): Promise<Trial | undefined> {
  const { asker, notes, target } = bench;
  if (outcome !== "refused" || target.knobs.profile.endpoint.booleans === "text") return undefined;
  asker.speak({ booleans: "text" });
  const trial = await switchTo(bench, subject, own, false);
  if (trial.outcome === "done" || trial.outcome === "vanished") {
    notes.suggest("endpoint.booleans", "text", `active: false: ${seen}; as the text "False": ${trial.seen}`);
    return trial;
  }
  asker.speak({ booleans: "native" });
  return undefined;
}

function otherWays({ verb, profile }: Way): readonly Way[] {
  if (verb === "put") return [];
  const others = patchForms.filter((form) => form !== profile.users.patchForm);
  return [
    ...others.map((patchForm): Way => ({ verb: "patch", profile: withUsers(profile, { patchForm }) })),
    { verb: "put", profile },
  ];
}

/** Whether somebody who is switched off stays in a group. Undefined where that cannot be seen. */
export async function probeMembership(
  bench: Workbench,
  group: ScimId,
  user: ScimId,
  way: Way,
): Promise<boolean | undefined> {
  if (whyUntried(bench, { held: {} }) !== undefined) return undefined;
  const read = await bench.asker.send({ method: "GET", path: pathOf({ type: "User", id: user }) });
  const held = resourceOf("User", read)?.attributes;
  if (held === undefined || member(held, "active") !== true) return undefined;
  const off = await switchTo(bench, { type: "User", id: user, sent: {}, held, wanted: {} }, way, false);
  if (off.outcome !== "done") return undefined;
  const { byGroup } = await readMembership(bench.asker, group, [user]);
  const isIn = byGroup.includes(user);
  const seen = isIn ? "stays in its group" : "is in its group no more";
  bench.notes.probe({ area: "groups", what: "a member who is switched off", seen, verdict: "ok" });
  return isIn;
}

async function probeInactiveSight(bench: Workbench, subject: Subject): Promise<void> {
  const { notes, target } = bench;
  if (target.knobs.profile.matching.filter === "list") return;
  for (const path of target.match) {
    const value = textAt(subject.held, path);
    if (value === undefined) continue;
    const sight = await seek(bench, "User", path, value, subject.id);
    notes.probe({
      area: "look-up",
      what: `${path} eq, an account that is switched off`,
      seen: sight.seen,
      does: "a 409 without a match is told as a conflict",
      verdict: sight.works ? "ok" : "differs",
    });
    return;
  }
}

/** What cannot be removed shall at least not be able to sign in. */
export async function leaveOff(
  bench: Workbench,
  ids: readonly ScimId[],
  way: Way | undefined,
): Promise<void> {
  const { by, delete: does } = bench.target.knobs.profile.deactivate;
  for (const id of ids) {
    if (by === "active" && does !== "unsupported" && (await bench.things.remove("User", id)).isGone) continue;
    const read = await bench.asker.send({ method: "GET", path: pathOf({ type: "User", id }) });
    const held = resourceOf("User", read)?.attributes;
    if (held === undefined || member(held, "active") !== true) continue;
    await switchTo(bench, { type: "User", id, sent: {}, held, wanted: {} }, way, false);
  }
}
