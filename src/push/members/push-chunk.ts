import { ScimError } from "../../scim/scim-error.ts";
import { confirmChunk } from "./confirm-chunk.ts";
import { noteAccountGone } from "./member-account.ts";
import { nextSize, noteTaken, noteTooMany } from "./member-limit.ts";
import { isOver, type Member, type MemberWork, noteDone, noteFailed, unsettled } from "./member-work.ts";
import { failure, failureOf, Unfinished } from "../outcome.ts";
import { withoutMembers } from "./read-members.ts";
import { stillOutstanding } from "./unanswered-chunk.ts";
import { writeMembers, type Written } from "./write-members.ts";

const attempts = 4;
/** Before a request that is answered with 5xx is taken apart, and of its parts. */
const attemptsAt5xx = 2;
const pauseBetween = 500;
/** So many members in a row who are refused alone with the same words are taken for a group that takes nobody. */
const refusedInARow = 3;

/** How a part of the work went: whether all of it was done, and how many at once at most. */
interface Course {
  readonly all: boolean;
  readonly taken: number;
}

const nothing: Course = { all: true, taken: 0 };
const undone: Course = { all: false, taken: 0 };

function both(one: Course, other: Course): Course {
  return { all: one.all && other.all, taken: Math.max(one.taken, other.taken) };
}

/** Adds or removes the members in as few requests as the provider takes. `isPart`: of a request that was refused. */
export async function pushMany(
  work: MemberWork,
  members: readonly Member[],
  isPart = false,
): Promise<Course> {
  let course = nothing;
  let rest = unsettled(work, members);
  while (rest.length > 0 && !isOver(work)) {
    course = both(course, await pushChunk(work, rest.slice(0, nextSize(work, rest)), isPart));
    rest = unsettled(work, rest);
  }
  return rest.length === 0 ? course : both(course, undone);
}

async function pushChunk(work: MemberWork, chunk: readonly Member[], isPart: boolean): Promise<Course> {
  let course = nothing;
  let rest = chunk;
  for (let attempt = 1; ; attempt += 1) {
    const written = await writeMembers(work, rest);
    if (written.kind === "refused") return both(course, await halve(work, rest, written.error));
    const left = await leftOf(work, rest, written);
    const taken = rest.length - left.length;
    if (taken > 0) course = both(course, noteCourse(work, rest, left));
    if (left.length === 0) return course;
    if (isOver(work)) return both(course, undone);
    if (written.kind === "done") return both(course, await againAlone(work, rest, left));
    rest = left;
    const end = await afterNoAnswer(work, rest, { ...written, attempt, isPart });
    if (end !== undefined) return both(course, end);
  }
}

/**
 * Whom the request has not put in or taken out, as far as that can be told. When the read fails that tells, they are in
 * doubt, whatever the read failed of.
 */
async function leftOf(
  work: MemberWork,
  members: readonly Member[],
  written: Written,
): Promise<readonly Member[]> {
  try {
    return await (written.kind === "done" ? confirmChunk(work, members) : stillOutstanding(work, members));
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new Unfinished({ ...failureOf(error), state: "indeterminate" }, [], { cause: error });
  }
}

function noteCourse(work: MemberWork, sent: readonly Member[], left: readonly Member[]): Course {
  const out = new Set(left);
  const done = sent.filter((member) => !out.has(member));
  noteDone(work, done);
  work.alike = { said: "", count: 0 };
  if (left.length === 0) noteTaken(work, done.length);
  return { all: true, taken: done.length };
}

/** The provider said that it was done, and some were left out: those after the first few, or some it does not want. */
async function againAlone(
  work: MemberWork,
  sent: readonly Member[],
  left: readonly Member[],
): Promise<Course> {
  if (left.length === sent.length) return leaveOut(work, left);
  const course = await pushMany(work, left, true);
  const taken = sent.length - left.length;
  if (course.all && work.kind === "addMembers") noteTooMany(work, sent.length, taken);
  return course;
}

async function leaveOut(work: MemberWork, members: readonly Member[]): Promise<Course> {
  const said = `the target answered that it was done, but ${work.kind === "addMembers" ? "it is not" : "it still is"} in the group`;
  for (const member of members)
    noteFailed(work, [member], (await noteAccountGone(work, member)) ?? failure("rejected_by_target", said));
  return undone;
}

type Unanswered = Extract<Written, { readonly kind: "unknown" }> & {
  readonly attempt: number;
  readonly isPart: boolean;
};

/** Undefined when it shall be sent again. */
async function afterNoAnswer(
  work: MemberWork,
  rest: readonly Member[],
  { error, attempt, isPart }: Unanswered,
): Promise<Course | undefined> {
  if (error instanceof ScimError && attempt >= attemptsAt5xx && (rest.length > 1 || isPart))
    return halve(work, rest, error);
  if (attempt >= attempts) {
    noteFailed(work, rest, failureOf(error));
    return undone;
  }
  await work.session.clock.sleep(pauseBetween * attempt);
  return undefined;
}

/** Of a request that was refused each half is tried, down to the member that cannot be taken. */
async function halve(work: MemberWork, chunk: readonly Member[], error: ScimError): Promise<Course> {
  work.gone ||= error.status === 404 && (await isGone(work));
  if (isAboutAll(error)) work.stopped ??= failureOf(error);
  if (isOver(work)) return undone;
  const [first] = chunk;
  if (first !== undefined && chunk.length === 1) return refuseOne(work, first, error);
  const middle = Math.ceil(chunk.length / 2);
  const one = await pushMany(work, chunk.slice(0, middle), true);
  const course = both(one, await pushMany(work, chunk.slice(middle), true));
  if (course.all && speaksOfSize(error)) noteTooMany(work, chunk.length, course.taken);
  return course;
}

/** The token may not, or the provider cannot. */
function isAboutAll({ status }: ScimError): boolean {
  return status === 403 || status === 405 || status === 501;
}

/** A conflict, a lock or a breakdown says nothing of size. */
function speaksOfSize({ status }: ScimError): boolean {
  return status === 400 || status === 413 || status === 414 || status === 422;
}

/** A 404 may speak of the group or of a member. */
async function isGone({ session, group }: MemberWork): Promise<boolean> {
  return (await session.client.get("Group", group, withoutMembers(session))) === undefined;
}

async function refuseOne(work: MemberWork, member: Member, error: ScimError): Promise<Course> {
  const gone = await noteAccountGone(work, member);
  noteFailed(work, [member], gone ?? failureOf(error));
  if (gone !== undefined) return undone;
  const said = `${error.status} ${error.detail}`;
  const count = work.alike.said === said ? work.alike.count + 1 : 1;
  work.alike = { said, count };
  if (count < refusedInARow) return undone;
  // Three in a row may be bad by chance; one from the other end settles it.
  const last = unsettled(work, work.members).at(-1);
  if (last === undefined || count > refusedInARow) work.stopped = failureOf(error);
  else await pushMany(work, [last], true);
  return undone;
}
