import type { ScimId } from "../../scim/resource.ts";
import { type Failure, failure, failureOf } from "../outcome.ts";
import { type MemberWork, startWork } from "./member-work.ts";
import { nextSize } from "./member-limit.ts";
import { readMembers } from "./read-members.ts";
import { writeMembers } from "./write-members.ts";

export const unsafe =
  "taking out members of a group took out others at this target; nobody is taken out of groups any more";

/**
 * Puts those back who were not to leave the group, and ends all removals at this target, in later runs, too. Those of
 * ours who cannot be put back are forgotten as members, so that the next run adds them again.
 */
export async function putBack(work: MemberWork, lost: readonly ScimId[]): Promise<Failure> {
  const { session, group, form } = work;
  session.learnt.learn("groups.removal", "unsafe");
  session.learnt.learn("groups.removalForm", form);
  session.log.error({ group, form, lost: lost.length }, "a removal took out others; they are put back");
  const refused = await addAgain(work, lost);
  const held = await readMembers(session, group);
  const missing = lost.filter((id) => held?.ids.has(id) !== true);
  if (missing.length === 0)
    return failure("removals_unsafe", `${unsafe}; ${lost.length} were put back at once`);
  forget(work, missing);
  const why = refused === undefined ? "" : `: ${refused.detail}`;
  return failure(
    "removals_unsafe",
    `${unsafe}; ${missing.length} of ${lost.length} could not be put back${why}`,
  );
}

async function addAgain(work: MemberWork, lost: readonly ScimId[]): Promise<Failure | undefined> {
  const members = lost.map((id) => ({ id, entry: undefined }));
  const addition = startWork({ ...work, kind: "addMembers", members });
  let refused: Failure | undefined;
  for (let rest: typeof members = members; rest.length > 0;) {
    const size = nextSize(addition, rest);
    const written = await writeMembers(addition, rest.slice(0, size));
    if (written.kind !== "done") refused = failureOf(written.error);
    rest = rest.slice(size);
  }
  return refused;
}

function forget({ session, entry }: MemberWork, ids: readonly ScimId[]): void {
  const { store, target } = session;
  const entries = store.targets.entriesOf(target, "user", ids);
  store.targets.retractMembers(target, entry, [...entries.values()]);
}
