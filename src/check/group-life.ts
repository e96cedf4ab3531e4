import type { JsonObject } from "../canonical.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { ScimId } from "../scim/resource.ts";
import { isGood, isUnsupported, resourceOf, saidBy } from "./answer.ts";
import { seek } from "./filter-probes.ts";
import { probeExclusion } from "./group-reads.ts";
import { liveMembers } from "./member-life.ts";
import { throwawayGroup } from "./throwaway-name.ts";
import { isNamed } from "./changeable.ts";
import { isFixed } from "./immutable.ts";
import { rename } from "./rename.ts";
import type { Made } from "./throwaways.ts";
import type { Subject } from "./trial.ts";
import { addition } from "./member-forms.ts";
import { probeMembership } from "./off-and-on.ts";
import { probeOperations } from "./operation-limits.ts";
import { tellTrial, type Way, type Workbench } from "./workbench.ts";

/** A throw-away group from its making to its end, with two throw-away users. */
export async function liveGroup(
  bench: Workbench,
  users: readonly [ScimId, ScimId],
  way: Way | undefined,
): Promise<GroupSeen | undefined> {
  const group = await makeGroup(bench, users);
  if (group === undefined) return undefined;
  const verb = await probeRename(bench, group);
  const isReadable = await liveMembers(bench, group.id, users, verb);
  if (isReadable) await probeExclusion(bench, { id: group.id, attributes: group.held });
  let staysMember: boolean | undefined;
  if (bench.whole) {
    if (isReadable && way !== undefined) staysMember = await probeMembership(bench, group.id, users[1], way);
    if (verb === "patch") await probeOperations(bench, group, { verb, profile: bench.target.knobs.profile });
    await probeNesting(bench, group, verb);
  }
  await probeDuplicate(bench, group);
  return { verb, staysMember, isGone: await removeGroup(bench, group) };
}

/** What the life of a group showed. */
export interface GroupSeen {
  readonly verb: "patch" | "put";
  /** Whether somebody who is switched off stays in it. */
  readonly staysMember: boolean | undefined;
  /** Whether it could be removed. */
  readonly isGone: boolean;
}

/** Whether a group can be a member of a group. */
async function probeNesting(bench: Workbench, { id, held }: Subject, verb: "patch" | "put"): Promise<void> {
  const { things, asker, notes, target } = bench;
  const plain = throwawayGroup(bench.tag);
  // The name is free where the first group was given another.
  if (verb !== "patch" || textAt(held, "displayName") === plain["displayName"]) return;
  const inner = await things.make("Group", plain);
  if (inner.id === undefined) return;
  const body = addition([{ value: inner.id, type: "Group", display: plain["displayName"] ?? "" }]);
  const answer = await asker.send({ method: "PATCH", path: `/Groups/${encodeURIComponent(id)}`, body });
  const knob = target.knobs.inForce("groups.nested");
  const value = isGood(answer) ? "taken" : "refused";
  const verdict = value === knob.value ? "ok" : "differs";
  notes.probe({ area: "groups", what: "a group as a member", seen: saidBy(answer), knob, verdict });
  notes.see("groups.nested", value, `a group as a member: ${saidBy(answer)}`);
  await things.remove("Group", inner.id);
}

async function makeGroup(bench: Workbench, [user]: readonly [ScimId, ScimId]): Promise<Subject | undefined> {
  const { things, notes, target, asker } = bench;
  const plain = throwawayGroup(bench.tag);
  const withMembers = target.knobs.profile.groups.create === "withMembers";
  const full = { ...plain, ...(withMembers && { members: bench.members.name([user]) }) };
  const first = await things.make("Group", full);
  const isRefused = first.id === undefined && withMembers && !isUnsupported(first.answer);
  const other = isRefused ? await makeInOtherForm(bench, plain, user, saidBy(first.answer)) : undefined;
  const made = other ?? (isRefused ? await things.make("Group", plain) : first);
  const seen = made.id === undefined ? saidBy(first.answer) : saidBy(made.answer);
  const isPlain = made === first && made.id !== undefined;
  const what = withMembers ? "POST, create a group with a member" : "POST, create a group";
  const knob = target.knobs.inForce("groups.create");
  notes.probe({
    area: "groups",
    what,
    seen: isPlain ? seen : saidBy(first.answer),
    knob,
    verdict: isPlain ? "ok" : "differs",
  });
  if (made.id === undefined) {
    if (isUnsupported(made.answer) || made.answer.status === 404)
      notes.suggest(
        "groups.support",
        "read",
        `POST /Groups: ${seen}; whether those there can be changed was not tried`,
      );
    if (target.pushesGroups) notes.block(`no group can be made: ${seen}`);
    return undefined;
  }
  if (!isPlain && other === undefined)
    notes.suggest("groups.create", "thenPatch", `a group with members: ${saidBy(first.answer)}`);
  const read = await asker.send({ method: "GET", path: `/Groups/${encodeURIComponent(made.id)}` });
  const held = resourceOf("Group", read)?.attributes ?? {};
  tellExternalId(bench, held);
  const wanted = { displayName: held["displayName"] ?? plain["displayName"] ?? "" };
  return { type: "Group", id: made.id, sent: full, held, wanted };
}

/** A group with a member that is named in another form than the one in force. */
async function makeInOtherForm(
  { things, members, notes }: Workbench,
  plain: JsonObject,
  user: ScimId,
  refused: string,
): Promise<Made | undefined> {
  const [inForce] = members.forms;
  for (const form of members.forms.slice(1)) {
    const made = await things.make("Group", { ...plain, members: members.name([user], form) });
    if (made.id === undefined) continue;
    members.form = form;
    notes.suggest("groups.memberForm", form, `members named as "${inForce ?? ""}" says: ${refused}`);
    return made;
  }
  return undefined;
}

function tellExternalId({ notes }: Workbench, held: JsonObject): void {
  const isKept = held["externalId"] !== undefined;
  const does = "groups are recognised as the match of groups says";
  const seen = isKept ? "kept" : "not kept";
  notes.probe({
    area: "groups",
    what: "externalId of a group",
    seen,
    does,
    verdict: isKept ? "ok" : "differs",
  });
}

/** Renames the group, and finds out by which verb groups are changed. */
async function probeRename(bench: Workbench, group: Subject): Promise<"patch" | "put"> {
  const { target, notes } = bench;
  const { profile } = target.knobs;
  const knob = target.knobs.inForce("groups.update");
  const name = textAt(group.held, "displayName") ?? "";
  if (isNamed(profile.groups.immutable, "displayName")) {
    const seen = "not tried";
    const fixed = target.knobs.inForce("groups.immutable");
    notes.probe({ area: "groups", what: "a group renamed", seen, knob: fixed, verdict: "notAsked" });
    return knob.value === "put" ? "put" : "patch";
  }
  const naming = { path: "displayName", before: name, after: `${name}-renamed` } as const;
  const verb = knob.value === "put" ? "put" : "patch";
  const trial = await rename(bench, group, { verb, profile }, naming);
  tellTrial(bench, "groups", trial, { what: `a group renamed, by ${verb.toUpperCase()}`, knob });
  if (trial.outcome === "done") {
    await probeFound(bench, group, `${name}-renamed`);
    return verb;
  }
  // It is renamed, only with another id.
  if (trial.outcome === "harmed") return verb;
  const other = verb === "put" ? "patch" : "put";
  const second = await rename(bench, group, { verb: other, profile }, naming);
  tellTrial(bench, "groups", second, { what: `a group renamed, by ${other.toUpperCase()}` });
  if (second.outcome === "done" && (trial.isUnsupported || verb === "put")) {
    notes.suggest("groups.update", other, `${verb.toUpperCase()} of a group: ${trial.seen}`);
    return other;
  }
  if (isFixed(trial))
    notes.suggest(
      "groups.immutable",
      [...profile.groups.immutable, "displayName"],
      `a group renamed: ${trial.seen}`,
    );
  else if (second.outcome !== "done") notes.warn(`a group cannot be renamed: ${trial.seen}`);
  return trial.isUnsupported ? other : verb;
}

async function probeFound(bench: Workbench, group: Subject, name: string): Promise<void> {
  const sight = await seek(bench, "Group", "displayName", name, group.id);
  bench.notes.probe({
    area: "groups",
    what: "displayName eq, after a rename",
    seen: sight.seen,
    does: "groups that are not found are looked for in the list",
    verdict: sight.works ? "ok" : "differs",
  });
}

async function probeDuplicate({ things, notes }: Workbench, { id: first, held }: Subject): Promise<void> {
  const displayName = textAt(held, "displayName") ?? "";
  const { answer, id } = await things.make("Group", { displayName });
  const isMade = id !== undefined && id !== first;
  notes.probe({
    area: "groups",
    what: "POST of a group whose name is taken",
    seen: `${saidBy(answer)}${isMade ? ": it makes a second one" : ""}`,
    does: "groups are looked up before they are made",
    verdict: answer.status === 409 || isMade ? "ok" : "differs",
  });
  if (isMade) await things.remove("Group", id);
}

async function removeGroup({ things, notes }: Workbench, { id }: Subject): Promise<boolean> {
  const { deleted, seen, isGone } = await things.remove("Group", id);
  notes.probe({
    area: "groups",
    what: "DELETE of a group",
    seen: `${saidBy(deleted)}; then GET: ${isGone ? "gone" : isGood(seen) ? "still there" : saidBy(seen)}`,
    does: "groups are deleted where unpushed says so",
    verdict: isGone && deleted.status === 204 ? "ok" : "differs",
  });
  if (!isGone) notes.warn(`groups cannot be deleted: ${saidBy(deleted)}`);
  return isGone;
}
