import { member, textAt } from "../scim/attribute-value.ts";
import { isGone, isGood, isUnsupported, resourceOf, saidBy } from "./answer.ts";
import { seek } from "./filter-probes.ts";
import { isChangeable } from "./changeable.ts";
import { rename } from "./rename.ts";
import { isFixed, tellFixed } from "./immutable.ts";
import { pathOf, type Subject } from "./trial.ts";
import { tellTrial, type Way, type Workbench } from "./workbench.ts";

/** A second user with the attributes of the first: refused, as it should be, or removed again. */
export async function probeDuplicate(bench: Workbench, subject: Subject): Promise<void> {
  const { things, notes } = bench;
  const { answer, id } = await things.make("User", subject.sent);
  const isSame = id === subject.id;
  const isMade = id !== undefined && !isSame;
  const seen = isSame ? "it gives the first one" : isMade ? "it makes a second one" : "refused";
  const { conflictStatuses } = bench.target.knobs.profile.matching;
  const isRefused = id === undefined && answer.status >= 400 && answer.status < 500;
  const isPlain = isRefused && [409, ...conflictStatuses].includes(answer.status);
  if (isRefused && !isPlain)
    notes.suggestItem(
      "matching.conflictStatuses",
      conflictStatuses,
      answer.status,
      `POST of a user who is there: ${saidBy(answer)}`,
    );
  notes.probe({
    area: "users",
    what: "POST of a user who is there",
    seen: `${saidBy(answer)}: ${seen}`,
    knob: bench.target.knobs.inForce("matching.conflictStatuses"),
    verdict: isPlain ? "ok" : "differs",
  });
  if (!isMade) return;
  const first = await bench.asker.send({ method: "GET", path: pathOf(subject) });
  if (isGone(first)) {
    subject.id = id;
    if (bench.target.knobs.profile.deactivate.return !== "create")
      notes.warn("POST of a user who is there puts a new account in the place of the old one");
    return;
  }
  notes.warn("a userName may be given twice here: look-ups alone keep people from having two accounts");
  await things.remove("User", id);
}

/** userName given anew, and looked for. */
export async function probeRename(bench: Workbench, subject: Subject, way: Way): Promise<void> {
  const before = textAt(subject.held, "userName") ?? "";
  if (!isChangeable(way.profile, "userName")) {
    const knob = bench.target.knobs.inForce("users.immutable");
    const seen = "not tried";
    bench.notes.probe({ area: "users", what: "userName given anew", seen, knob, verdict: "notAsked" });
    return;
  }
  const after = before.replace("@", "2@");
  const trial = await rename(bench, subject, way, { path: "userName", before, after });
  tellTrial(bench, "users", trial, { what: `userName given anew, by ${way.verb.toUpperCase()}` });
  if (isFixed(trial)) tellFixed(bench, way, "userName", trial);
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

/** The end of an account, and whether its name is free afterwards. */
/** Gives whether it is gone. */
export async function probeDelete(bench: Workbench, subject: Subject): Promise<boolean> {
  const { things, notes, target } = bench;
  const { deleted, seen, isGone: gone } = await things.remove("User", subject.id);
  const held = resourceOf("User", seen)?.attributes;
  if (held !== undefined) subject.held = held;
  const isOff = held !== undefined && member(held, "active") === false;
  const after = gone ? "gone" : isOff ? "still there, switched off" : `still there (${saidBy(seen)})`;
  notes.probe({
    area: "users",
    what: "DELETE",
    seen: `${saidBy(deleted)}; then GET: ${after}`,
    does: target.deletes ? "accounts are deleted as deprovision and deleteAfter say" : "nobody is deleted",
    knob: target.knobs.inForce("deactivate.delete"),
    verdict: isAsSaid(target, { gone, isOff, cannot: isUnsupported(deleted) }) ? "ok" : "differs",
  });
  const cannot = isUnsupported(deleted) || isGone(deleted);
  const does = gone
    ? "deletes"
    : isOff && isGood(deleted)
      ? "deactivates"
      : cannot
        ? "unsupported"
        : undefined;
  const because = `DELETE: ${saidBy(deleted)}; then GET: ${after}`;
  if (does !== undefined) seeDelete(bench, does, because);
  if (gone) await probeNameFree(bench, subject);
  else tellUndeleted(bench, { isOff, said: saidBy(deleted), cannot });
  return gone;
}

function seeDelete(
  { notes, target }: Workbench,
  does: "deletes" | "deactivates" | "unsupported",
  because: string,
): void {
  // Where nothing else switches off, DELETE is how.
  const isOnlyWay = notes.blocking.some((one) => one.startsWith("accounts cannot be switched off"));
  const isBy = does === "deactivates" && (isOnlyWay || target.knobs.profile.deactivate.by === "delete");
  if (isBy) notes.see("deactivate.by", "delete", `active: false does nothing; ${because}`);
  else notes.see("deactivate.delete", does, because);
}

function isAsSaid(
  { knobs }: Workbench["target"],
  seen: { readonly gone: boolean; readonly isOff: boolean; readonly cannot: boolean },
): boolean {
  const { by, delete: does } = knobs.profile.deactivate;
  if (by === "delete" || does === "deactivates") return seen.isOff;
  return does === "unsupported" ? seen.cannot : seen.gone;
}

function tellUndeleted(
  { notes, target }: Workbench,
  { isOff, said, cannot }: { readonly isOff: boolean; readonly said: string; readonly cannot: boolean },
): void {
  const { delete: does, by } = target.knobs.profile.deactivate;
  if (isOff && does !== "deactivates" && by !== "delete")
    notes.warn("DELETE only switches an account off: it stays, and so may its licence and its userName");
  if (isOff || does === "unsupported") return;
  const message = `accounts cannot be deleted: ${said}${cannot ? "" : ", and the account is still there"}`;
  if (target.deletes) notes.block(message);
  else notes.warn(message);
}

async function probeNameFree(bench: Workbench, { sent, held }: Subject): Promise<void> {
  const { things, notes, asker, whole } = bench;
  const userName = textAt(held, "userName") ?? "";
  const { answer, id } = await things.make("User", { ...sent, userName, ...(whole && { active: false }) });
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
  if (whole) {
    const read = resourceOf(
      "User",
      await asker.send({ method: "GET", path: `/Users/${encodeURIComponent(id)}` }),
    );
    const isOn = member(read?.attributes ?? {}, "active") === true;
    if (isOn) notes.see("users.created", "active", "a user who was made with active: false is active");
  }
  await things.remove("User", id);
}
