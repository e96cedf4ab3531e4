import { bytesAround } from "./member-form.ts";
import { type Member, type MemberWork } from "./member-work.ts";
import { isWholeList } from "./removal-form.ts";

/** Bytes of a PATCH without its members, and around each id in an operation of its own. */
const bytesOf = { request: 150, operation: 60 };

/**
 * How many of these members the next request takes. Between the largest number that was taken and the smallest that was
 * refused for its size the limit is found by halving.
 */
export function nextSize(work: MemberWork, members: readonly Member[]): number {
  const { session, kind, tooMany } = work;
  if (writesWholeList(work)) return members.length;
  if (kind === "removeMembers" && session.learnt.get("groups.removal") === "oneByOne") return 1;
  const { membersPerRequest, operationsPerRequest } = session.profile.groups;
  const stated = hasOperationEach(work)
    ? Math.min(membersPerRequest, operationsPerRequest)
    : membersPerRequest;
  const known = Math.min(stated, learntLimit(work));
  const tried = tooMany === Number.POSITIVE_INFINITY ? known : Math.floor((learntLimit(work) + tooMany) / 2);
  return Math.min(Math.max(1, tried), fitting(work, members));
}

/** A whole list is as long as the group, however few of it change. */
function writesWholeList({ session, kind, form }: MemberWork): boolean {
  return kind === "addMembers" ? session.verbs.usesPut("Group") : isWholeList(form);
}

/** Whether each member stands in an operation of its own. */
function hasOperationEach({ kind, form }: Pick<MemberWork, "kind" | "form">): boolean {
  return kind === "removeMembers" && form === "pathFilter";
}

/** How many fit into the bytes a request may have; one at least. */
function fitting({ session, kind, form }: MemberWork, members: readonly Member[]): number {
  const isEach = hasOperationEach({ kind, form });
  let left = session.profile.groups.bytesPerRequest - bytesOf.request;
  for (const [at, { id }] of members.entries()) {
    left -= Buffer.byteLength(JSON.stringify(id)) + (isEach ? bytesOf.operation : bytesAround(session, id));
    if (left < 0) return Math.max(1, at);
  }
  return members.length;
}

function learntLimit({ session }: MemberWork): number {
  return Number(session.learnt.get("groups.membersPerRequest") ?? Number.POSITIVE_INFINITY);
}

/**
 * Notes that a request with `refused` members was refused, and all of them were then taken by fewer at a time, `taken` at
 * most: so it was refused for its size. A whole list tells nothing of that.
 */
export function noteTooMany(work: MemberWork, refused: number, taken: number): void {
  if (writesWholeList(work)) return;
  work.tooMany = Math.min(work.tooMany, refused);
  learnLimit(work, taken);
}

/** Notes that so many were taken at once, after more were refused. */
export function noteTaken(work: MemberWork, taken: number): void {
  if (taken < work.tooMany && taken > learntLimit(work)) learnLimit(work, taken);
}

function learnLimit({ session, group }: MemberWork, limit: number): void {
  if (Number(session.learnt.get("groups.membersPerRequest") ?? 0) === limit) return;
  session.log.info({ group, limit }, "limit of members a request found");
  session.learnt.learn("groups.membersPerRequest", String(limit));
}
