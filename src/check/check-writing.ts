import { textAt } from "../scim/attribute-value.ts";
import { makeUser, makeSecond } from "./make-user.ts";
import { type Asker, openAsker } from "./asker.ts";
import type { CheckOptions } from "./check.ts";
import { probeDelete, probeDuplicate, probeRename } from "./account-life.ts";
import { leaveOff, probeActive } from "./off-and-on.ts";
import { probeFilters, probeSearch } from "./filter-probes.ts";
import { liveGroup } from "./group-life.ts";
import { probeGroupReads } from "./group-reads.ts";
import type { Investigation } from "./investigation.ts";
import type { Notebook } from "./probe.ts";
import { memberNaming } from "./member-naming.ts";
import { probeCrowd } from "./crowd.ts";
import { probeFilterBy } from "./filter-by.ts";
import { probeLargestPage } from "./largest-page.ts";
import { probeAlone, probeOperations } from "./operation-limits.ts";
import { probePages } from "./paging-probes.ts";
import { probePatchManners } from "./patch-manners.ts";
import { probeReads } from "./reading-probes.ts";
import { makeTag, throwawayGroup, throwawayUser } from "./throwaway-name.ts";
import { clearLeftovers, type Keeper, keepThrowaways } from "./throwaways.ts";
import { findWay } from "./user-writes.ts";
import type { Workbench } from "./workbench.ts";

/** Milliseconds that tidying up may take, also when the check was interrupted. */
const forTidying = 2 * 60_000;

/** Lets throw-away users and a group live and die at the target, and tries on the way what reading tries too. */
export async function checkWriting(
  investigation: Investigation,
  options: CheckOptions & Required<Pick<CheckOptions, "writing">>,
): Promise<void> {
  const { asker, notes } = investigation;
  const { clock, random, writing, abort } = options;
  const { ledger, domain } = writing;
  const { firstIndex } = investigation.target.knobs.profile.reads;
  const tag = makeTag(clock.now(), random);
  writing.onPlan(planOf(tag, domain));
  notes.cleared.push(...(await clearLeftovers(asker, ledger, { now: clock.now(), firstIndex })));
  const things = keepThrowaways(asker, ledger, firstIndex);
  let used = 0;
  const fresh = (): string => `Check${(used += 1)}`;
  try {
    const members = memberNaming(investigation.target);
    await live({ ...investigation, things, tag, domain, fresh, members, whole: writing.whole === true });
  } finally {
    await tidy(
      things,
      openAsker({ ...options, stop: abort, within: forTidying, tongue: asker.tongue }),
      notes,
    );
  }
}

async function tidy(things: Keeper, tidier: Asker, notes: Notebook): Promise<void> {
  try {
    notes.remnants.push(...(await things.clear(tidier)));
  } catch (error) {
    notes.warn(`may be left behind, until the next check --write removes it: ${things.owed().join(", ")}`);
    throw error;
  } finally {
    await tidier.close();
  }
}

function planOf(tag: string, domain: string): readonly string[] {
  const users = ["a", "b"].map(
    (letter) => `user ${textAt(throwawayUser(tag, letter, domain), "userName") ?? ""}`,
  );
  return [...users, `group ${textAt(throwawayGroup(tag), "displayName") ?? ""}`];
}

async function live(bench: Workbench): Promise<void> {
  const subject = await makeUser(bench);
  if (subject === undefined) return;
  await probeDuplicate(bench, subject);
  const second = await makeSecond(bench, subject);
  const { id, held } = subject;
  await probePages(bench);
  await probeFilters(bench, { id, attributes: held });
  await probeSearch(bench);
  await probeReads(bench, { id, attributes: held });
  if (bench.whole) await probeLargestPage(bench);
  if (bench.whole) await probeFilterBy(bench, { id, attributes: held });
  const way = await findWay(bench, subject);
  if (way !== undefined) await probePatchManners(bench, subject, way);
  if (bench.whole && way?.verb === "patch") {
    await probeOperations(bench, subject, way);
    await probeAlone(bench, subject, way);
  }
  const hasGroups = await probeGroupReads(bench);
  const group =
    hasGroups && second !== undefined && makesGroups(bench)
      ? await liveGroup(bench, [subject.id, second], way)
      : undefined;
  if (way !== undefined) await probeRename(bench, subject, way);
  await probeActive(bench, subject, way, group?.staysMember);
  const isGone = await probeDelete(bench, subject);
  // Only what can be removed again is made in such numbers.
  if (bench.whole && isGone && group?.isGone === true) await probeCrowd(bench, subject, group.verb);
  const users = [subject.id, ...(second === undefined ? [] : [second])];
  await leaveOff(bench, users, way);
}

/** Groups of others are not touched, so nothing is tried where none can be made. */
function makesGroups({ notes, target }: Workbench): boolean {
  const knob = target.knobs.inForce("groups.support");
  if (knob.value === "full") return true;
  const seen = "not tried: none can be made";
  notes.probe({ area: "groups", what: "a group of our own", seen, knob, verdict: "notAsked" });
  return false;
}
