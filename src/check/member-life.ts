import type { JsonObject } from "../canonical.ts";
import { textAt } from "../scim/attribute-value.ts";
import type { ScimId } from "../scim/resource.ts";
import { type Answer, isGood, isUnsupported, resourceOf, saidBy } from "./answer.ts";
import { groupBody } from "./group-body.ts";
import { addition, removal, type RemovalForm, removalForms, removalNames } from "./member-forms.ts";
import { type Membership, membersOf, readMembership } from "./members-seen.ts";
import { inForceFirst } from "./user-knobs.ts";
import type { Workbench } from "./workbench.ts";

interface Club {
  readonly bench: Workbench;
  readonly group: ScimId;
  readonly users: readonly [ScimId, ScimId];
  readonly verb: "patch" | "put";
  /** Members of one request. */
  size: number;
}

/** Adds and takes out members, and reads them back. Gives whether the group tells its members, and has some at the end. */
export async function liveMembers(
  bench: Workbench,
  group: ScimId,
  users: readonly [ScimId, ScimId],
  verb: "patch" | "put",
): Promise<boolean> {
  const size = bench.target.knobs.profile.groups.membersPerRequest;
  const club: Club = { bench, group, users, verb, size };
  const made = await see(club);
  const joined = await probeAddition(club, made);
  if (joined === undefined) return false;
  const isReadable = joined.byGroup.length > 0;
  if (!isReadable && joined.byUsers === undefined) return false;
  await probeAgain(club);
  if (verb === "patch") await probeRemovals(club);
  else await probePutRemoval(club);
  return isReadable && (await refill(club)).length > 0;
}

function see({ bench, group, users }: Club): Promise<Membership> {
  return readMembership(bench.asker, group, users);
}

/** Two members in one request; the first may be there since the group was made. */
async function probeAddition(club: Club, made: Membership): Promise<Membership | undefined> {
  const { bench, users } = club;
  const { notes, target } = bench;
  const atBirth = membersOf(made).includes(users[0]);
  const answer = await add(club, users);
  const after = await see(club);
  const there = membersOf(after);
  const isDone = users.every((id) => there.includes(id));
  const knob = target.knobs.inForce("groups.membersPerRequest");
  const seen = isDone ? saidBy(answer) : `${saidBy(answer)}; ${new Set(there).size} of 2 are seen in it`;
  const isBlind = isGood(answer) && there.length === 0;
  const verdict = isDone ? "ok" : isBlind ? "unknown" : "differs";
  notes.probe({ area: "groups", what: "add two members", seen, knob, verdict });
  if (isUnsupported(answer)) {
    notes.block(`members of groups cannot be changed by ${club.verb.toUpperCase()}: ${saidBy(answer)}`);
    return undefined;
  }
  tellReadable(club, after, answer);
  tellBirth(club, { atBirth, isDone, after });
  if (isDone || isGood(answer)) return after;
  return (await addInOtherForm(club, answer)) ?? addOneByOne(club, answer);
}

/** Each form in which a member can be named, where the one in force was refused. */
async function addInOtherForm(club: Club, refused: Answer): Promise<Membership | undefined> {
  const { members, notes } = club.bench;
  const [inForce] = members.forms;
  for (const form of members.forms.slice(1)) {
    members.form = form;
    await add(club, club.users);
    const after = await see(club);
    if (!club.users.every((id) => membersOf(after).includes(id))) continue;
    const because = `members named as "${inForce ?? ""}" says: ${saidBy(refused)}`;
    notes.suggest("groups.memberForm", form, because);
    return after;
  }
  members.form = inForce ?? "value";
  return undefined;
}

async function addOneByOne(club: Club, refused: Answer): Promise<Membership | undefined> {
  const { notes } = club.bench;
  club.size = 1;
  await add(club, club.users);
  const after = await see(club);
  const isDone = club.users.every((id) => membersOf(after).includes(id));
  if (isDone) notes.suggest("groups.membersPerRequest", 1, `two members in one request: ${saidBy(refused)}`);
  else notes.block(`members cannot be added: ${saidBy(refused)}`);
  return isDone ? after : undefined;
}

function tellReadable({ bench }: Club, { byGroup, byUsers }: Membership, answer: Answer): void {
  const { notes, target } = bench;
  const knob = target.knobs.inForce("groups.membersReadable");
  const isReadable = byGroup.length > 0;
  const others = byUsers === undefined ? "nor do users tell their groups" : "users tell their groups";
  const seen = isReadable ? "a group tells its members" : `a group tells no members; ${others}`;
  notes.probe({
    area: "groups",
    what: "members in GET",
    seen,
    knob,
    verdict: isReadable === (knob.value !== false) ? "ok" : "differs",
  });
  const isKnown = isReadable || (isGood(answer) && (byUsers === undefined || byUsers.length > 0));
  if (isKnown) notes.see("groups.membersReadable", isReadable, seen);
  if (isReadable && knob.value === false) notes.suggest("groups.membersReadable", true, seen);
  if (isReadable || knob.value === false || !isGood(answer)) return;
  const isInIt = (byUsers ?? []).length > 0;
  if (!isInIt && byUsers !== undefined)
    return notes.block(`members are taken with ${saidBy(answer)}, and are not in the group`);
  notes.suggest("groups.membersReadable", false, `after members were added with ${saidBy(answer)}, ${seen}`);
  if (!isInIt) notes.warn("members of a group cannot be seen: whether they are kept is taken on trust");
}

interface Birth {
  readonly atBirth: boolean;
  readonly isDone: boolean;
  readonly after: Membership;
}

/** What of the members of a POST was kept. */
function tellBirth({ bench }: Club, { atBirth, isDone, after }: Birth): void {
  const { notes, target } = bench;
  const knob = target.knobs.inForce("groups.create");
  if (knob.value !== "withMembers") return;
  const isBlind = !isDone && after.byGroup.length === 0 && after.byUsers === undefined;
  const seen = atBirth ? "kept" : isBlind ? "not to be seen" : "dropped";
  const verdict = atBirth ? "ok" : isBlind ? "unknown" : "differs";
  notes.probe({ area: "groups", what: "members of a group that is made", seen, knob, verdict });
  if (atBirth || (!isDone && !isBlind)) return;
  const because = isBlind
    ? "whether members of a POST are kept cannot be seen; adding them afterwards is right either way"
    : "members of a POST were dropped, and kept when they were added afterwards";
  notes.suggest("groups.create", "thenPatch", because);
}

/** Adding somebody again shall change nothing. */
async function probeAgain(club: Club): Promise<void> {
  const [, second] = club.users;
  if (club.verb === "put") return;
  const answer = await add(club, [second]);
  const times = membersOf(await see(club)).filter((id) => id === second).length;
  const seen = times === 1 ? saidBy(answer) : `${saidBy(answer)}, and it is there ${times} times`;
  const does = "members who are there are not added";
  const what = "add a member who is there";
  club.bench.notes.probe({ area: "groups", what, seen, does, verdict: times === 1 ? "ok" : "differs" });
  if (times > 1) await empty(club);
}

/** All forms of removal, the one in force first; each begins with both members there. */
async function probeRemovals(club: Club): Promise<void> {
  const { notes, target } = club.bench;
  const knob = target.knobs.inForce("groups.removeMembers");
  const forms = inForceFirst(
    (knob.value === "auto" ? "pathFilter" : knob.value) as RemovalForm,
    removalForms,
  );
  const works: RemovalForm[] = [];
  let first: { readonly seen: string; readonly isUnsafe: boolean } | undefined;
  for (const form of forms) {
    if ((await refill(club)).length < 2) break;
    const seen = await tryRemoval(club, form);
    const isInForce = first === undefined;
    notes.probe({
      area: "groups",
      what: removalNames[form],
      seen: seen.seen,
      ...(isInForce ? { knob } : { does: "not used" }),
      verdict: seen.isDone ? "ok" : isInForce ? "differs" : "ok",
    });
    if (seen.isDone) works.push(form);
    first ??= seen;
  }
  const [best] = works;
  if (first === undefined || best === forms[0]) return;
  if (first.isUnsafe && knob.value !== "auto")
    notes.block(
      `taking one member out takes out others (${removalNames[forms[0] ?? "pathFilter"]}: ${first.seen})`,
    );
  if (best === undefined) notes.block(`members cannot be taken out: ${first.seen}`);
  else
    notes.suggest("groups.removeMembers", best, `${removalNames[forms[0] ?? "pathFilter"]}: ${first.seen}`);
}

interface Removed {
  readonly isDone: boolean;
  /** Somebody else went too. */
  readonly isUnsafe: boolean;
  readonly seen: string;
}

async function tryRemoval(club: Club, form: RemovalForm): Promise<Removed> {
  const [stays, goes] = club.users;
  return judgeRemoval(club, await write(club, removal(form, goes, name(club, [stays]))));
}

async function judgeRemoval(club: Club, answer: Answer): Promise<Removed> {
  const [stays, goes] = club.users;
  const there = membersOf(await see(club));
  const isDone = there.includes(stays) && !there.includes(goes);
  const isUnsafe = !there.includes(stays);
  const what = isDone ? "" : isUnsafe ? ", but it takes out everybody" : ", but nobody is taken out";
  return { isDone, isUnsafe, seen: `${saidBy(answer)}${isGood(answer) || isDone ? what : ""}` };
}

async function probePutRemoval(club: Club): Promise<void> {
  const { notes, target } = club.bench;
  const knob = target.knobs.inForce("groups.update");
  if ((await refill(club)).length < 2) return;
  const { isDone, seen } = await judgeRemoval(club, await put(club, [club.users[0]]));
  const what = "PUT of a group with one member less";
  notes.probe({ area: "groups", what, seen, knob, verdict: isDone ? "ok" : "differs" });
  if (!isDone) notes.block(`members cannot be taken out: PUT: ${seen}`);
}

/** Both users in the group again, once each. */
async function refill(club: Club): Promise<readonly ScimId[]> {
  const there = membersOf(await see(club));
  const missing = club.users.filter((id) => !there.includes(id));
  if (missing.length === 0) return there;
  await add(club, missing);
  return membersOf(await see(club));
}

/** For the forms that can, so that somebody who is in the group twice does not spoil what comes. */
async function empty(club: Club): Promise<void> {
  for (const id of club.users) await write(club, removal("pathFilter", id, []));
  const left = membersOf(await see(club));
  if (left.length > 0) await write(club, removal("replace", club.users[0], []));
}

/** The answer to the first request that was refused, or to the last. */
async function add(club: Club, ids: readonly ScimId[]): Promise<Answer> {
  if (club.verb === "put") return put(club, club.users);
  const answer = await write(club, addition(name(club, ids.slice(0, club.size))));
  const rest = ids.slice(club.size);
  return rest.length === 0 || (!isGood(answer) && club.size > 1) ? answer : add(club, rest);
}

function write({ bench, group }: Club, body: JsonObject): Promise<Answer> {
  return bench.asker.send({ method: "PATCH", path: `/Groups/${encodeURIComponent(group)}`, body });
}

async function put(club: Club, members: readonly ScimId[]): Promise<Answer> {
  const { bench, group } = club;
  const path = `/Groups/${encodeURIComponent(group)}`;
  const read = resourceOf("Group", await bench.asker.send({ method: "GET", path }));
  const displayName = textAt(read?.attributes ?? {}, "displayName") ?? "";
  return bench.asker.send({ method: "PUT", path, body: groupBody(displayName, name(club, members)) });
}

function name({ bench }: Club, ids: readonly ScimId[]): readonly JsonObject[] {
  return bench.members.name(ids);
}
