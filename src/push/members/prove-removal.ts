import type { ScimError } from "../../scim/scim-error.ts";
import { readUntil } from "./confirm-chunk.ts";
import { type Member, type MemberWork, noteDone, noteFailed, unsettled } from "./member-work.ts";
import { type Failure, failure, failureOf } from "../outcome.ts";
import { putBack, unsafe } from "./put-back.ts";
import { believes, canReadMembers, type HeldGroup, readMembers } from "./read-members.ts";
import { formsToTry, isWholeList, type RemovalForm } from "./removal-form.ts";
import { writeMembers } from "./write-members.ts";

/** Members with whom every way is tried before it is taken that nobody can be taken out. */
const tried = 3;

const attempts = 4;
const pauseBetween = 500;

/**
 * Makes sure that taking members out takes out those who are named and nobody else, before more than one is: providers
 * understand it in so many ways that some empty the group. The first removal at a target is of one member, between two
 * reads. What was found is remembered. Sets the way in which the rest is done, or why nothing is.
 */
export async function proveRemoval(work: MemberWork): Promise<void> {
  const { session } = work;
  const [first] = formsToTry(session);
  work.form = first;
  if (!knownOf(work)) {
    if (!canReadMembers(session)) return;
    // Of groups that are worked on at once the first tells for all.
    await session.turns.take("the first removal", async () => {
      if (!knownOf(work)) await tryOut(work);
    });
  }
  await lookBeforeSeveral(work);
}

/** Whether earlier removals, or earlier attempts, tell how it is done. */
function knownOf(work: MemberWork): boolean {
  const { learnt, removals } = work.session;
  const forms = formsToTry(work.session);
  const form = learnt.get("groups.removalForm");
  const state = learnt.get("groups.removal");
  if (state === "unsafe") {
    work.stopped = failure("removals_unsafe", unsafe);
    return true;
  }
  work.stopped = removals.impossible;
  if (work.stopped !== undefined) return true;
  if (state === undefined || form === undefined || !forms.includes(form)) return false;
  work.form = form;
  return true;
}

/** Several at once are a matter of their own: after the first time it is looked whether all of them went. */
async function lookBeforeSeveral(work: MemberWork): Promise<void> {
  const { session } = work;
  const isDue = session.learnt.get("groups.removal") === "single" && unsettled(work, work.members).length > 1;
  if (!isDue || work.seen !== undefined || work.stopped !== undefined) return;
  work.seen = (await readMembers(session, work.group))?.ids;
}

async function tryOut(work: MemberWork): Promise<void> {
  const { session, group, members } = work;
  const held = await readMembers(session, group);
  work.gone = held === undefined;
  // A group of nobody may be one that does not tell; then it cannot be seen what a removal does.
  if (held === undefined || !believes(session, held)) return;
  noteDone(
    work,
    members.filter(({ id }) => !held.ids.has(id)),
  );
  let last: Failure | undefined;
  for (const member of unsettled(work, members).slice(0, tried)) {
    last = await tryForms(work, member, held);
    if (last === undefined || work.gone) return;
    if (work.stopped !== undefined) return;
    noteFailed(work, [member], last);
  }
  work.stopped = last;
}

/** Undefined when a way was found; else why none was. */
async function tryForms(work: MemberWork, member: Member, held: HeldGroup): Promise<Failure | undefined> {
  const ignored: RemovalForm[] = [];
  const refusals: ScimError[] = [];
  const forms: RemovalForm[] = [...formsToTry(work.session)];
  for (let form = forms.shift(); form !== undefined; form = forms.shift()) {
    work.form = form;
    const result = await tryForm(work, member, held);
    if (result === "proven" || work.gone) return undefined;
    if (result.kind === "ended") return (work.stopped = result.failure);
    if (result.kind === "refused") refusals.push(result.error);
    else ignored.push(work.form);
    if (forms[0] === "put" && ignored.length === 0) noteNoPatch(work, refusals);
  }
  if (ignored.length === 0) return failureOf(refusals[0]);
  const said = `the target answered that it was done, and took nobody out (tried: ${ignored.join(", ")})`;
  return (work.stopped = work.session.removals.impossible = failure("unsupported", said));
}

/** Every way of PATCH was answered as if there were none. */
function noteNoPatch({ session }: MemberWork, refusals: readonly ScimError[]): void {
  if (refusals.every(({ status }) => status === 501)) session.verbs.patchRefused("Group");
}

type Tried =
  | "proven"
  | { readonly kind: "refused"; readonly error: ScimError }
  | { readonly kind: "ignored" }
  /** Nothing more can be tried at all. */
  | { readonly kind: "ended"; readonly failure: Failure };

async function tryForm(work: MemberWork, member: Member, before: HeldGroup, attempt = 1): Promise<Tried> {
  const { session, group } = work;
  const written = await writeMembers(work, [member]);
  if (written.kind === "refused") {
    if (written.error.status === 403) return { kind: "ended", failure: failureOf(written.error) };
    work.gone = written.error.status === 404 && (await readMembers(session, group)) === undefined;
    return written;
  }
  const after = await readUntil(work, ({ ids }) => !ids.has(member.id));
  if (after === undefined) return { kind: "ignored" };
  const lost = [...before.ids].filter(
    (id) => id !== member.id && !after.ids.has(id) && !work.settled.has(id),
  );
  const isGone = !after.ids.has(member.id);
  if (isGone) noteDone(work, [member]);
  if (lost.length > 0) return { kind: "ended", failure: await putBack(work, lost) };
  if (!isGone) {
    if (written.kind === "done") return { kind: "ignored" };
    if (attempt === attempts) return { kind: "ended", failure: failureOf(written.error) };
    await session.clock.sleep(pauseBetween * attempt);
    return tryForm(work, member, before, attempt + 1);
  }
  noteProven(work, after);
  return "proven";
}

function noteProven(work: MemberWork, after: HeldGroup): void {
  const { session, group, form } = work;
  const found = isWholeList(form) ? "proven" : "single";
  session.log.info({ group, form, found }, "one member taken out, and nobody else");
  session.learnt.learn("groups.removalForm", form);
  session.learnt.learn("groups.removal", found);
  work.seen = after.ids;
}
