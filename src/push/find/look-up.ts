import type { JsonObject } from "../../canonical.ts";
import { textAt } from "../../scim/attribute-value.ts";
import { askByFilter, hasValue } from "../../scim/find.ts";
import { endpoints, type Resource, type ResourceType, type ScimId } from "../../scim/resource.ts";
import { whyNotOurs } from "./judge-found.ts";
import type { MatchIndex } from "./match-index.ts";
import { type Failure, failure } from "../outcome.ts";
import type { PushSession } from "../session.ts";

/** What a look-up says of a resource that may be there already. `none` is said only when that is certain. */
export type Found =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly resource: Resource; readonly matchedBy: string }
  /** Its code is `cannot_look_up` when the target does not tell whether it is there. */
  | { readonly kind: "refused"; readonly failure: Failure };

/** What to look for, and by which attribute paths, in order. */
export interface Sought {
  readonly type: ResourceType;
  readonly attributes: JsonObject;
  readonly match: readonly string[];
  /** An account that is linked to the record itself. */
  readonly former?: ScimId;
}

/**
 * Why it is looked for: before it is made, and nothing was ever sent that may have made it; before it is made or repeated;
 * after a create whose answer told nothing; or after one that was refused because there is one.
 */
export type Occasion = "first" | "before" | "lost" | "taken";

/** A match attribute that has a value, and the value. */
export interface Question {
  readonly path: string;
  readonly value: string;
}

export interface Hits {
  readonly path: string;
  readonly found: readonly Resource[];
}

/**
 * Looks for the resource by the match attributes in order; the first that finds anything decides. It counts as found
 * only when it is one, no other record is linked to it, and it does not say that it belongs to somebody else.
 *
 * That a filter finds nobody is believed once a look-up with a known answer showed that it works; else all there is at
 * the target is listed, once a push.
 */
export async function lookUp(
  session: PushSession,
  sought: Sought,
  occasion: Occasion = "before",
): Promise<Found> {
  const questions = questionsOf(sought);
  if (questions.length === 0) return { kind: "none" };
  const lists = session.finder.lists(sought.type);
  const list = occasion === "first" ? lists.inPlaceOfFilters(questions) : undefined;
  if (list !== undefined)
    return judge(session, sought, await lookInIndex(session, sought.type, list, questions));
  const asked = await askFilters(session, sought.type, questions, occasion);
  // What no filter may ask for is looked for in the list.
  const unasked = questions.filter(({ path }) => !session.finder.asksFor(path));
  if (asked !== "unsure" && (asked !== undefined || unasked.length === 0))
    return judge(session, sought, asked);
  const index = await indexFor(session, sought.type, occasion);
  const left = asked === undefined ? unasked : questions;
  const listed = await lookInIndex(session, sought.type, index, left);
  if (listed !== undefined) return judge(session, sought, listed);
  if (asked === undefined || index?.listing.complete === true || session.finder.trustsTarget)
    return { kind: "none" };
  const why = index === undefined ? "it was listed often enough" : whyIncomplete(index);
  const said = `a filter does not tell whether it is there, and the list is not complete: ${why}`;
  const request = { method: "GET", path: endpoints[sought.type] } as const;
  return { kind: "refused", failure: { ...failure("cannot_look_up", said), request } };
}

/** The match attributes that have a value, in order. */
export function questionsOf({ attributes, match }: Sought): readonly Question[] {
  return match.flatMap((path) => {
    const value = textAt(attributes, path);
    return value === undefined ? [] : [{ path, value }];
  });
}

function judge(
  session: PushSession,
  { type, attributes, match, former }: Sought,
  hits: Hits | undefined,
): Found {
  const [resource] = hits?.found ?? [];
  if (hits === undefined || resource === undefined) return { kind: "none" };
  const why = whyNotOurs(session, {
    type,
    wanted: attributes,
    match,
    former,
    ...hits,
  });
  if (why !== undefined) return { kind: "refused", failure: why };
  return { kind: "one", resource, matchedBy: hits.path };
}

/**
 * Asks by filter. The first attribute decides whether that is enough: a provider that cannot be asked by it may still
 * answer for others, but that those find nobody proves nothing. Undefined: there is none.
 */
export async function askFilters(
  session: PushSession,
  type: ResourceType,
  questions: readonly Question[],
  occasion: Occasion,
): Promise<Hits | "unsure" | undefined> {
  const [first] = questions as readonly [Question];
  const worth = await session.finder.prove(type, first.path, first.value);
  if (worth !== "works" && worth !== "byCase") return "unsure";
  for (const question of questions) {
    const found = await askFilter(session, type, question);
    if (found === undefined && question === first) return "unsure";
    if (found !== undefined && found.length > 0) return { path: question.path, found };
  }
  // Whoever minds letter case in a filter may not do so when a name is given twice.
  return worth === "byCase" && occasion === "taken" ? "unsure" : undefined;
}

/** Undefined when the answer is worth nothing; that is remembered, so that it costs one request. */
async function askFilter(
  { client, finder }: PushSession,
  type: ResourceType,
  { path, value }: Question,
): Promise<readonly Resource[] | undefined> {
  const worth = finder.worthOf(type, path, value);
  if (worth === "refused" || worth === "broken") return undefined;
  const answer = await askByFilter(client, type, path, value);
  if (answer.kind === "refused") {
    // Some say 404 when they find nobody.
    if (answer.status === 404 && (worth === "works" || worth === "byCase")) return [];
    finder.note(type, path, value, "refused", answer.lasting);
    return undefined;
  }
  if (answer.strangers > 0) finder.note(type, path, value, "broken");
  return finder.worthOf(type, path, value) === "broken" ? undefined : answer.matches;
}

function indexFor(
  { finder }: PushSession,
  type: ResourceType,
  occasion: Occasion,
): Promise<MatchIndex | undefined> {
  const lists = finder.lists(type);
  if (occasion === "first" || occasion === "before") return lists.index();
  return occasion === "lost" ? lists.indexAnew() : lists.indexForSure();
}

/** A list may leave things out or be out of date, so whoever is found there is read. */
async function lookInIndex(
  { client }: PushSession,
  type: ResourceType,
  index: MatchIndex | undefined,
  questions: readonly Question[],
): Promise<Hits | undefined> {
  for (const { path, value } of questions) {
    const ids = index?.idsBy(path, value) ?? [];
    const read = await Promise.all(ids.map((id) => client.get(type, id)));
    const found = read.filter((one) => one !== undefined).filter((one) => hasValue(one, path, value));
    if (found.length > 0) return { path, found };
  }
  return undefined;
}

function whyIncomplete({ listing }: MatchIndex): string {
  return listing.complete ? "" : listing.why;
}
