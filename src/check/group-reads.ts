import { member, textAt } from "../scim/attribute-value.ts";
import { quoteFilterValue } from "../scim/filter.ts";
import { memberIds, type Resource } from "../scim/resource.ts";
import { type Answer, readListing, resourceOf, saidBy } from "./answer.ts";
import { seek } from "./filter-probes.ts";
import type { Investigation } from "./investigation.ts";
import { pageQuery } from "./page-query.ts";

/** What can be seen of groups without writing. Gives whether there are any to be had. */
export async function probeGroupReads(investigation: Investigation): Promise<boolean> {
  const { asker, notes, target } = investigation;
  const knob = target.knobs.inForce("groups.support");
  if (knob.value === "none") {
    notes.probe({ area: "groups", what: "groups", seen: "not asked", knob, verdict: "notAsked" });
    return false;
  }
  const answer = await asker.send({ method: "GET", path: `/Groups${pageQuery(target, 1, 2)}` });
  const listing = readListing("Group", answer);
  const total = listing?.total ?? listing?.resources.length;
  notes.probe({
    area: "groups",
    what: "list of groups",
    seen: listing === undefined ? saidBy(answer) : `${total ?? 0} there`,
    knob,
    verdict: listing === undefined ? "differs" : "ok",
  });
  if (listing === undefined) {
    tellMissing(investigation, answer);
    return false;
  }
  await probeSecondPage(investigation, listing.resources, total ?? 0);
  const [sample] = listing.resources;
  if (sample !== undefined) await probeOne(investigation, sample);
  return true;
}

function tellMissing({ notes, target }: Investigation, answer: Answer): void {
  if ([404, 405, 501].includes(answer.status))
    notes.suggest("groups.support", "none", `GET /Groups: ${saidBy(answer)}`);
  if (target.pushesGroups) notes.block(`groups are to be pushed, but cannot be listed (${saidBy(answer)})`);
}

async function probeSecondPage(
  { asker, notes, target }: Investigation,
  first: readonly Resource[],
  total: number,
): Promise<void> {
  if (total < 3) return;
  const answer = await asker.send({ method: "GET", path: `/Groups${pageQuery(target, 3, 2)}` });
  const known = new Set(first.map(({ id }) => id));
  const fresh = readListing("Group", answer)?.resources.filter(({ id }) => !known.has(id)) ?? [];
  notes.probe({
    area: "groups",
    what: "second page of groups",
    seen: fresh.length > 0 ? "other groups" : `nothing new (${saidBy(answer)})`,
    does: "a list that does not add up proves nothing gone",
    verdict: fresh.length > 0 ? "ok" : "differs",
  });
}

async function probeOne(investigation: Investigation, sample: Resource): Promise<void> {
  const { notes } = investigation;
  const name = textAt(sample.attributes, "displayName");
  if (name !== undefined) {
    const { works, seen } = await seek(investigation, "Group", "displayName", name, sample.id);
    const does = "groups that are not found are looked for in the list";
    const what = "displayName eq, a group that is there";
    notes.probe({ area: "groups", what, seen, does, verdict: works ? "ok" : "differs" });
  }
  if (memberIds(sample.attributes).length > 0) await probeExclusion(investigation, sample);
}

/** Whether groups can be read without their members, one by one and in lists; `group` has some. */
export async function probeExclusion(
  investigation: Investigation,
  { id, attributes }: Pick<Resource, "id" | "attributes">,
): Promise<void> {
  const { asker, notes, target } = investigation;
  const knob = target.knobs.inForce("reads.excludeMembers");
  const excluded = "excludedAttributes=members";
  const answer = await asker.send({ method: "GET", path: `/Groups/${encodeURIComponent(id)}?${excluded}` });
  const filter = encodeURIComponent(
    `displayName eq ${quoteFilterValue(textAt(attributes, "displayName") ?? "")}`,
  );
  const list = await asker.send({ method: "GET", path: `/Groups?filter=${filter}&${excluded}` });
  const found = [
    resourceOf("Group", answer),
    readListing("Group", list)?.resources.find((one) => one.id === id),
  ];
  const isKept = found[0] !== undefined && found.every((one) => one === undefined || !tellsMembers(one));
  const seen =
    found[0] === undefined ? saidBy(answer) : isKept ? "members stay away" : "members come all the same";
  notes.probe({ area: "groups", what: excluded, seen, knob, verdict: isKept ? "ok" : "differs" });
  if (!isKept && knob.value === true) notes.suggest("reads.excludeMembers", false, `${excluded}: ${seen}`);
}

function tellsMembers({ attributes }: Resource): boolean {
  return member(attributes, "members") !== undefined;
}
