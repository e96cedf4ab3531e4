import type { JsonObject } from "../../canonical.ts";
import { textAt } from "../../scim/attribute-value.ts";
import type { ResourceType, ScimId } from "../../scim/resource.ts";
import type { PushSession } from "../session.ts";
import type { Finder } from "./finder.ts";
import { questionsOf } from "./look-up.ts";
import type { MatchIndex } from "./match-index.ts";
import { someCreates } from "./planned-creates.ts";
import { type SpotCheck, spotCheck, untold, type Witness } from "./spot-check.ts";
import { type Outlay, pagesFor, savedByListing, spotChecks } from "./worth-listing.ts";

/** How creates of a type are looked for from now on, and why. */
export interface LookUpChoice {
  readonly resource: ResourceType;
  readonly by: "listing" | "filter";
  readonly creates: number;
  /** Resources of the type that the target says it has; undefined when it does not say. */
  readonly total: number | undefined;
  readonly why: string;
}

/** A resource that is certainly at the target: it was just made, or found and read. */
export interface Known {
  readonly type: ResourceType;
  readonly id: ScimId;
  readonly attributes: JsonObject;
  /** Match attributes by which creates are looked for. */
  readonly match: readonly string[];
}

/**
 * Chooses, once the first resource of a type was made or found, whether all there is at the target is listed once in
 * place of a filter before each further create. Done at a moment when no other create is under way. A list that leaves
 * somebody out makes accounts twice, so it is believed when it is complete by its own word, tells whoever is known to be
 * there by all that they are recognised by, and a few look-ups by filter say nothing else.
 */
export async function chooseLookUps(session: PushSession, known: Known): Promise<void> {
  const { finder, log } = session;
  const { type } = known;
  if (!finder.mayChoose(type) || !isFilterable(finder, known) || !(await tellsEnough(finder, known))) return;
  const creates = finder.takeChoice(type);
  const { total, why } = await tryListing(session, known, creates - 1);
  const choice = { resource: type, by: why === undefined ? "listing" : "filter", creates, total } as const;
  const told: LookUpChoice = { ...choice, why: why ?? "that takes fewer requests" };
  log.info({ ...told }, "it was chosen how creates are looked for");
  session.onLookUps?.(told);
}

/** Whether it can be seen of all match attributes if lists tell them. Who was there before us may not have all of them. */
async function tellsEnough(finder: Finder, { type, attributes, match }: Known): Promise<boolean> {
  const { resources } = await finder.lists(type).firstLook();
  const shown = [attributes, ...resources.map((one) => one.attributes)];
  return match.every((path) => shown.some((one) => textAt(one, path) !== undefined));
}

/** Where filters are worth nothing, all there is is listed anyway. */
function isFilterable(finder: Finder, { type, attributes, match: [first = ""] }: Known): boolean {
  const worth = finder.worthOf(type, first, textAt(attributes, first) ?? "");
  return worth === "works" || worth === "byCase";
}

/** `why`: why not; undefined when the listing is believed from now on. */
interface Tried {
  readonly total: number | undefined;
  readonly why?: string;
}

async function tryListing(session: PushSession, known: Known, creates: number): Promise<Tried> {
  const { finder } = session;
  const { type, match } = known;
  const lists = finder.lists(type);
  const { total, rows } = await lists.firstLook();
  if (total === undefined) return { total, why: "the target does not say how many it has" };
  if (total > lists.mostListed) return { total, why: `a list of ${total} is not kept in mind` };
  // A first look that came short of what it asked for is as long as a page, and so is one that came longer.
  const pageRows = rows < Math.min(total, lists.lookSize) ? rows : Math.max(rows, lists.pageSize);
  const outlay = { creates, matches: match.length, total, pageRows, tried: 0, found: 0 };
  if (!pays(outlay)) return { total, why: `a list of ${total} takes more requests` };
  const asked = finder.matchOf(type);
  const few = someCreates(session.store, session.run, { type, match: asked, count: spotChecks });
  const isStrange = few.some((one) => questionsOf(one).some(({ path }) => !match.includes(path)));
  if (isStrange) return { total, why: "it is not seen whether lists tell all they are recognised by" };
  const checked = await spotCheck(session, few);
  if (checked === undefined) return { total, why: "filters do not tell" };
  const refined = { ...outlay, tried: checked.tried, found: checked.found.length };
  if (!pays(refined)) return { total, why: "most of them seem to be there already" };
  const why = await listAndJudge(session, known, { checked, creates, budget: savedByListing(refined) });
  return why === undefined ? { total } : { total, why };
}

function pays(outlay: Outlay): boolean {
  return pagesFor(outlay) < savedByListing(outlay);
}

interface Verified {
  readonly checked: SpotCheck;
  /** Creates that are still to come. */
  readonly creates: number;
  /** Requests that the listing may take. */
  readonly budget: number;
}

async function listAndJudge(
  session: PushSession,
  known: Known,
  { checked, creates, budget }: Verified,
): Promise<string | undefined> {
  const lists = session.finder.lists(known.type);
  const listed = await lists.listWithin(budget, session.stop);
  if (!("index" in listed)) return listed.why;
  const why = await whyNotBelieved(session, known, checked, listed.index);
  if (why === undefined) lists.believe(listed.index, creates);
  else session.finder.noteUntrueList(known.type);
  return why;
}

/** Why a list that says it is complete is not; undefined when nothing speaks against it. */
async function whyNotBelieved(
  session: PushSession,
  known: Known,
  { found }: SpotCheck,
  index: MatchIndex,
): Promise<string | undefined> {
  for (const one of found) {
    if (untold(index, one).length > 0) return `the list leaves out ${one.id}, which a filter finds`;
  }
  const { type, id, attributes, match } = known;
  const missing = new Set(untold(index, witnessOf(known)).map(({ path }) => path));
  const [first] = match;
  for (const path of match) {
    if (!missing.has(path)) continue;
    if (path === first) return `the list leaves out ${id}, which is there`;
    // Where a filter does not find them by it either, nobody could be found by it before.
    const worth = await session.finder.tryOn({ type, path, known: { id, attributes } }, session.clock);
    if (worth === "works" || worth === "byCase") return `the list does not tell ${path}`;
  }
  return undefined;
}

function witnessOf({ id, attributes, match }: Known): Witness {
  const values = match.flatMap((path) => {
    const value = textAt(attributes, path);
    return value === undefined ? [] : [{ path, value }];
  });
  return { id, values };
}
