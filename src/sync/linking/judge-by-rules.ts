import { questionsOf } from "../../push/find/look-up.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { SourceKey } from "../../source/record.ts";
import type { Hit, Verdict } from "../../store/matching-store.ts";
import { type Decide, type Judging, unknown, type Wanted } from "./judging.ts";
import { describeHint, hintMarks, markOf } from "./marks.ts";
import { kindOf } from "./meet-resources.ts";

/** Those who have the value of a match attribute. */
interface Found {
  readonly path: string;
  readonly hits: readonly Hit[];
}

/**
 * The match attributes in order, as a look-up before a create takes them: the first that finds anybody decides. Stricter
 * than that in what a person can still be asked: the others must not speak for somebody else.
 */
export function judgeByRules(judging: Judging, wanted: Wanted, decide: Decide): Verdict {
  const { planning } = judging;
  const [first, ...later] = find(judging, wanted);
  const hit = first?.hits[0];
  if (first === undefined || hit === undefined) return suggest(judging, wanted, decide);
  const { path, hits } = first;
  if (hits.length > 1)
    return decide(
      "confirm",
      `${hits.length > 3 ? "many" : hits.length} at the target have this ${path}`,
      hits,
    );
  if (planning.target.isProtected(hit.id, hit.name))
    return decide("kept", `${hit.name} has this ${path}, and is protected`);
  if (hit.holder !== undefined)
    return decide("alone", `${hit.id} has this ${path}, and is linked to ${hit.holder}`);
  const others = later.filter((one) => one.hits.every(({ n }) => n !== hit.n));
  if (others.length > 0)
    return decide("confirm", contradiction(first, others), [first, ...others].flatMap(hitsOf));
  const foreign = ownerByExternalId(judging, wanted, hit);
  if (foreign !== undefined) return decide("confirm", `has this ${path}, but ${foreign}`, [hit]);
  return judging.type === "User" || judging.takesGroups
    ? decide("pair", path, [hit])
    : judgeGroup(judging, path, hit, decide);
}

function hitsOf({ hits }: Found): readonly Hit[] {
  return hits;
}

function find({ planning, matching, type }: Judging, { resource }: Wanted): readonly Found[] {
  const { users, groups } = planning.target.config;
  const match = type === "User" ? users.policy.match : groups.policy.match;
  return questionsOf({ type, attributes: resource, match }).flatMap(({ path, value }) => {
    const mark = markOf(path, value);
    const hits = mark === undefined ? [] : matching.hits(kindOf(type), mark);
    return hits.length === 0 ? [] : [{ path, hits }];
  });
}

function contradiction(first: Found, others: readonly Found[]): string {
  const [said, ...rest] = [first, ...others].map(
    ({ path, hits }) => `by ${path} it is ${hits.map(({ name }) => name).join(" or ")}`,
  );
  return `${said ?? ""}, but ${rest.join(", and ")}`;
}

/** Why the account says that it is somebody else's; undefined when it does not. */
function ownerByExternalId(
  { planning, matching, type }: Judging,
  { view, resource }: Wanted,
  hit: Hit,
): string | undefined {
  const mine = textAt(resource, "externalId");
  const theirs = textAt(matching.attributesOf(hit.n), "externalId");
  if (theirs === undefined || theirs === mine || type === "Group") return undefined;
  if (mine !== undefined && planning.target.config.users.policy.match.includes("externalId"))
    return `its externalId is ${theirs}, not ${mine}`;
  const owner = planning.store.directory.find("user", [theirs as SourceKey]).get(theirs as SourceKey);
  if (owner?.present !== true || owner.id === view.entry) return undefined;
  return `its externalId ${theirs} is the key of somebody else`;
}

function judgeGroup({ planning }: Judging, path: string, hit: Hit, decide: Decide): Verdict {
  const { existing } = planning.target.config.groups.policy;
  if (existing === "merge") return decide("pair", path, [hit]);
  if (existing === "overwrite") return decide("kept", "sync takes it over (groups.existing is overwrite)");
  return decide("confirm", `has this ${path}, and groups.existing is refuse`, [hit]);
}

/** Who is not recognised may still be there under another name: that is asked, never assumed. */
function suggest({ matching, type }: Judging, { resource }: Wanted, decide: Decide): Verdict {
  for (const mark of type === "User" ? hintMarks(resource) : []) {
    const free = matching.hits("user", mark).filter(({ holder }) => holder === undefined);
    // What many have tells nothing of anybody.
    if (free.length > 0 && free.length < 4) return decide("hint", `has ${describeHint(mark)}`, free);
  }
  return decide("alone", unknown);
}
