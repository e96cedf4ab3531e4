import { identifiesSame } from "../scim/attribute-rules.ts";
import { textAt, valuesAt } from "../scim/attribute-value.ts";
import { quoteFilterValue } from "../scim/filter.ts";
import { endpoints, type Resource, type ResourceType, searchRequestSchema } from "../scim/resource.ts";
import { type Answer, type Listing, readListing, saidBy } from "./answer.ts";
import { claimOf, type Investigation } from "./investigation.ts";

/** What a filter by one attribute found. */
export interface Sight {
  readonly works: boolean;
  readonly seen: string;
  readonly found: readonly Resource[];
}

/** Asks for the resources whose attribute has this value, and whether `wanted`, and nobody else, is among them. */
export async function seek(
  { asker }: Pick<Investigation, "asker">,
  type: ResourceType,
  path: string,
  value: string,
  wanted?: Resource["id"],
): Promise<Sight> {
  const filter = encodeURIComponent(`${path} eq ${quoteFilterValue(value)}`);
  const answer = await asker.send({ method: "GET", path: `${endpoints[type]}?filter=${filter}` });
  const listing = readListing(type, answer);
  if (listing === undefined) return { works: false, seen: saidBy(answer), found: [] };
  return sightOf(listing, { path, value, wanted });
}

function sightOf(
  { resources: found }: Listing,
  { path, value, wanted }: { path: string; value: string; wanted: string | undefined },
): Sight {
  const strangers = found.filter(
    ({ attributes }) =>
      !valuesAt(attributes, path).some(
        (one) => typeof one !== "object" && identifiesSame(path, value, String(one)),
      ),
  );
  if (strangers.length > 0)
    return { works: false, seen: `${strangers.length} who do not have that value`, found };
  if (wanted === undefined) return { works: found.length === 0, seen: "nobody", found };
  const isThere = found.some(({ id }) => id === wanted);
  if (!isThere) return { works: false, seen: found.length === 0 ? "nobody" : "somebody else", found };
  return {
    works: true,
    seen: found.length === 1 ? "found" : `found, with ${found.length - 1} others`,
    found,
  };
}

/** How somebody who is there is looked for (RFC 7644 section 3.4.2.2). */
export async function probeFilters(
  investigation: Investigation,
  sample: Resource | undefined,
): Promise<void> {
  const { notes, target, claims } = investigation;
  const knob = target.knobs.inForce("matching.filter");
  if (knob.value === "list") {
    notes.probe({ area: "look-up", what: "filters", seen: "not asked", knob, verdict: "notAsked" });
    return;
  }
  if (sample === undefined) {
    const seen = "nobody is there to look for";
    notes.probe({
      area: "look-up",
      what: "filters",
      ...claimOf(claims?.filter),
      seen,
      knob,
      verdict: "unknown",
    });
    return;
  }
  const paths = [...new Set(["userName", ...target.match, "externalId", "id"])];
  const works = new Map<string, boolean>();
  for (const path of paths) {
    const value = path === "id" ? sample.id : textAt(sample.attributes, path);
    if (value === undefined) continue;
    const sight = await seek(investigation, "User", path, value, sample.id);
    works.set(path, sight.works);
    const isUsed = target.match.includes(path);
    notes.probe({
      area: "look-up",
      what: `${path} eq, somebody who is there`,
      ...claimOf(claims?.filter),
      seen: sight.seen,
      ...(isUsed ? { knob } : { does: "not looked up by it" }),
      verdict: sight.works ? "ok" : "differs",
    });
  }
  await probeOddities(investigation, sample);
  await settleMatching(investigation, sample, works);
}

const nobody = "scimsync-check-nobody@example.invalid";

async function probeOddities(investigation: Investigation, { id, attributes }: Resource): Promise<void> {
  const { notes, target } = investigation;
  const knob = target.knobs.inForce("matching.filter");
  const userName = textAt(attributes, "userName");
  const other = userName === undefined ? undefined : inOtherCase(userName);
  if (other !== undefined && other !== userName) {
    const { works, seen } = await seek(investigation, "User", "userName", other, id);
    const verdict = works ? "ok" : "differs";
    const does = "names are compared without case, and a 409 is looked into";
    notes.probe({ area: "look-up", what: "userName eq, in another case", seen, does, verdict });
  }
  for (const [what, value] of [
    ["userName eq, somebody who is not there", nobody],
    ["userName eq, with quotes and a backslash", String.raw`no "body" \ here`],
  ] as const) {
    const { works, seen } = await seek(investigation, "User", "userName", value);
    notes.probe({ area: "look-up", what, seen, knob, verdict: works ? "ok" : "differs" });
  }
}

function inOtherCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}

/** Which attribute to look for, when none of those in force finds who is there. */
async function settleMatching(
  investigation: Investigation,
  sample: Resource,
  works: ReadonlyMap<string, boolean>,
): Promise<void> {
  const { notes, target } = investigation;
  const { filterBy } = target.knobs.profile.matching;
  // What a filter may not ask for is looked for in the list anyhow.
  const asked = target.match.filter((path) => filterBy.length === 0 || filterBy.includes(path));
  const tried = asked.filter((path) => works.has(path));
  if (tried.length === 0 || tried.some((path) => works.get(path) === true)) return;
  const because = `a filter by ${tried.join(" or ")} does not find who is there`;
  const email = target.match.includes("emails.value") ? undefined : textAt(sample.attributes, "emails.value");
  if (email !== undefined) {
    const sight = await seek(investigation, "User", "emails.value", email, sample.id);
    if (sight.works) {
      notes.suggest("defaults.users.match", ["emails.value", "userName"], `${because}; by emails.value does`);
      return;
    }
  }
  notes.suggest("matching.filter", "list", because);
}

/** Queries by POST (RFC 7644 section 3.4.3). */
export async function probeSearch({ asker, notes, target }: Investigation): Promise<void> {
  const body = {
    schemas: [searchRequestSchema],
    startIndex: target.knobs.profile.reads.firstIndex,
    count: 1,
  };
  const answer: Answer = await asker.send({ method: "POST", path: "/Users/.search", body });
  const works = readListing("User", answer) !== undefined;
  const seen = works ? "a list" : saidBy(answer);
  const does = "look-ups go by GET";
  notes.probe({
    area: "look-up",
    what: "POST /Users/.search",
    seen,
    does,
    verdict: works ? "ok" : "differs",
  });
}
