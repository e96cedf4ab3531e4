import { textAt } from "../scim/attribute-value.ts";
import { memberIds, type ScimId } from "../scim/resource.ts";
import { isGood, resourceOf, saidBy } from "./answer.ts";
import { bisect } from "./bisect.ts";
import { groupBody } from "./group-body.ts";
import { throwawayLike } from "./make-user.ts";
import { addition } from "./member-forms.ts";
import { throwawayGroup, throwawayUser } from "./throwaway-name.ts";
import { pathOf, type Subject } from "./trial.ts";
import type { Workbench } from "./workbench.ts";

/** Throw-away users that are members at once, at most; their letters follow those of the first two. */
const letters = "cdefghijklmnopqrstuv".split("");

/** How many members one request may name, up to some: each try is a group of its own. */
export async function probeCrowd(bench: Workbench, { sent }: Subject, verb: "patch" | "put"): Promise<void> {
  const { things, notes, target } = bench;
  const users: ScimId[] = [];
  for (const letter of letters) {
    const { id } = await things.make(
      "User",
      throwawayLike(sent, throwawayUser(bench.tag, letter, bench.domain)),
    );
    if (id === undefined) break;
    bench.members.names.set(id, `Scimsync check ${letter}`);
    users.push(id);
  }
  if (users.length < 2) return;
  let refused = "";
  const tries = async (n: number): Promise<boolean> => {
    const { isDone, said } = await fill(bench, users.slice(0, n), verb);
    if (!isDone) refused = `${n} members in one request: ${said}`;
    return isDone;
  };
  const all = users.length;
  const size = (await tries(all)) ? all : (await tries(1)) ? await bisect(1, all, tries) : 0;
  const knob = target.knobs.inForce("groups.membersPerRequest");
  const what = `members in one request, ${all} at most`;
  const seen = size === all ? `${all} are taken` : size === 0 ? refused : `${size} are taken; ${refused}`;
  const isEnough = size === all || (typeof knob.value === "number" && knob.value <= size);
  notes.probe({
    area: "groups",
    what,
    seen,
    knob,
    verdict: size === 0 ? "unknown" : isEnough ? "ok" : "differs",
  });
  if (size > 0 && size < all) notes.see("groups.membersPerRequest", size, seen);
  for (const id of users) await things.remove("User", id);
}

/** A group of its own that gets these members in one request, and is removed. */
async function fill(
  { things, asker, members, tag }: Workbench,
  users: readonly ScimId[],
  verb: "patch" | "put",
): Promise<{ readonly isDone: boolean; readonly said: string }> {
  const plain = throwawayGroup(tag);
  const { id, answer: made } = await things.make("Group", plain);
  if (id === undefined) return { isDone: false, said: saidBy(made) };
  const path = pathOf({ type: "Group", id });
  const named = members.name(users);
  const { displayName = "" } = plain;
  const answer =
    verb === "put"
      ? await asker.send({
          method: "PUT",
          path,
          body: groupBody(textAt({ displayName }, "displayName") ?? "", named),
        })
      : await asker.send({ method: "PATCH", path, body: addition(named) });
  const read = resourceOf("Group", await asker.send({ method: "GET", path }));
  const there = read === undefined ? [] : memberIds(read.attributes);
  await things.remove("Group", id);
  // Where members are not told, the answer has to do.
  const isThere = there.length === 0 || users.every((one) => there.includes(one));
  return {
    isDone: isGood(answer) && isThere,
    said: isThere ? saidBy(answer) : `${saidBy(answer)}, but ${there.length} are in it`,
  };
}
