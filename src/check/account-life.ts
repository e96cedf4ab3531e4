import { member, textAt } from "../scim/attribute-value.ts";
import { isGone, isUnsupported, resourceOf, saidBy } from "./answer.ts";
import { seek } from "./filter-probes.ts";
import { rename } from "./rename.ts";
import { type Subject, type Trial, tryChanges } from "./trial.ts";
import { patchForms, withUsers } from "./user-knobs.ts";
import { tell, tellTrial, type Way, type Workbench } from "./workbench.ts";

/** A second user with the attributes of the first: refused, as it should be, or removed again. */
export async function probeDuplicate(bench: Workbench, subject: Subject): Promise<void> {
  const { things, notes } = bench;
  const { answer, id } = await things.make("User", subject.sent);
  const isSame = id === subject.id;
  const isMade = id !== undefined && !isSame;
  const seen = isSame ? "it gives the first one" : isMade ? "it makes a second one" : "refused";
  const isPlain = answer.status === 409 && id === undefined;
  notes.probe({
    area: "users",
    what: "POST of a user who is there",
    seen: `${saidBy(answer)}: ${seen}`,
    does: "nobody is made without a look-up before",
    verdict: isPlain ? "ok" : "differs",
  });
  if (!isMade) return;
  notes.warn("a userName may be given twice here: look-ups alone keep people from having two accounts");
  await things.remove("User", id);
}

/** userName given anew, and looked for. */
export async function probeRename(bench: Workbench, subject: Subject, way: Way): Promise<void> {
  const before = textAt(subject.held, "userName") ?? "";
  const after = before.replace("@", "2@");
  const trial = await rename(bench, subject, way, { path: "userName", before, after });
  tellTrial(bench, "users", trial, { what: `userName given anew, by ${way.verb.toUpperCase()}` });
  if (trial.outcome !== "done" || bench.target.knobs.profile.matching.filter === "list") return;
  await probeNewValue(bench, subject, "userName");
  // The address was changed before, with other attributes.
  if (bench.target.match.includes("emails.value")) await probeNewValue(bench, subject, "emails.value");
}

async function probeNewValue(bench: Workbench, subject: Subject, path: string): Promise<void> {
  const value = textAt(subject.held, path);
  if (value === undefined) return;
  const sight = await seek(bench, "User", path, value, subject.id);
  bench.notes.probe({
    area: "look-up",
    what: `${path} eq, after a change`,
    seen: sight.seen,
    knob: bench.target.knobs.inForce("matching.filter"),
    verdict: sight.works ? "ok" : "differs",
  });
}

/** `active` off and on again. Gives whether the account can still be worked with. */
export async function probeActive(
  bench: Workbench,
  subject: Subject,
  found: Way | undefined,
): Promise<boolean> {
  const { notes, target } = bench;
  if (member(subject.held, "active") === undefined) {
    const seen = "active is not shown, so it cannot be seen whether it holds";
    notes.probe({ area: "users", what: "active: false", seen, verdict: "unknown" });
    notes.warn("active is not shown: whether an account is switched off cannot be seen");
    return true;
  }
  if (member(subject.held, "active") !== true) await switchTo(bench, subject, found, true);
  const { trial, way } = await switchOff(bench, subject, found);
  if (trial.outcome === "vanished") {
    notes.warn(`an account that is switched off cannot be read any more (${trial.seen}): it may be deleted`);
    return false;
  }
  if (trial.outcome !== "done") {
    const message = `accounts cannot be switched off: ${trial.seen}`;
    if (target.deactivates) notes.block(message);
    else notes.warn(message);
    return true;
  }
  await probeInactiveSight(bench, subject);
  const changes = [{ path: "active", before: false, after: true }];
  const back = await tell(bench, subject, way, { what: "active: true", changes });
  if (back.outcome !== "done")
    notes.warn(`an account that was switched off cannot be switched on again: ${back.seen}`);
  return back.outcome !== "vanished";
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

function otherWays({ verb, profile }: Way): readonly Way[] {
  if (verb === "put") return [];
  const others = patchForms.filter((form) => form !== profile.users.patchForm);
  return [
    ...others.map((patchForm): Way => ({ verb: "patch", profile: withUsers(profile, { patchForm }) })),
    { verb: "put", profile },
  ];
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

/** The end of an account, and whether its name is free afterwards. */
export async function probeDelete(bench: Workbench, subject: Subject): Promise<void> {
  const { things, notes, target } = bench;
  const { deleted, seen, isGone: gone } = await things.remove("User", subject.id);
  const held = resourceOf("User", seen)?.attributes;
  const isOff = held !== undefined && member(held, "active") === false;
  const after = gone ? "gone" : isOff ? "still there, switched off" : `still there (${saidBy(seen)})`;
  notes.probe({
    area: "users",
    what: "DELETE",
    seen: `${saidBy(deleted)}; then GET: ${after}`,
    does: target.deletes ? "accounts are deleted as deprovision and deleteAfter say" : "nobody is deleted",
    verdict: gone && deleted.status === 204 ? "ok" : "differs",
  });
  if (!gone)
    return tellUndeleted(bench, {
      isOff,
      said: saidBy(deleted),
      cannot: isUnsupported(deleted) || isGone(deleted),
    });
  await probeNameFree(bench, subject);
}

function tellUndeleted(
  { notes, target }: Workbench,
  { isOff, said, cannot }: { readonly isOff: boolean; readonly said: string; readonly cannot: boolean },
): void {
  if (isOff)
    notes.warn("DELETE only switches an account off: it stays, and so may its licence and its userName");
  const message = `accounts cannot be deleted: ${said}${cannot ? "" : ", and the account is still there"}`;
  if (target.deletes && !isOff) notes.block(message);
  else if (!isOff) notes.warn(message);
}

async function probeNameFree({ things, notes }: Workbench, { sent, held }: Subject): Promise<void> {
  const userName = textAt(held, "userName") ?? "";
  const { answer, id } = await things.make("User", { ...sent, userName });
  const isFree = id !== undefined;
  notes.probe({
    area: "users",
    what: "POST with the userName of one that was deleted",
    seen: isFree ? `${saidBy(answer)}: the name is free` : saidBy(answer),
    does: "whoever comes back is looked up first",
    verdict: isFree ? "ok" : "differs",
  });
  if (id === undefined) {
    notes.warn(
      `the userName of a deleted account is not free (${saidBy(answer)}): whoever comes back is refused`,
    );
    return;
  }
  await things.remove("User", id);
}
