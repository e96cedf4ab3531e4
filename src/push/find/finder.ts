import type { JsonObject } from "../../canonical.ts";
import type { Clock } from "../../clock.ts";
import { isEscaped, textsAt } from "../../scim/find.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import { type FilterWorth, rememberFilterWorth, type Worth } from "./filter-worth.ts";
import { createGate, type Gate } from "./first-turn.ts";
import type { Learnt } from "../learnt.ts";
import { type ListParts, ResourceLists } from "./resource-lists.ts";
import { type Canary, tryFilter } from "./try-filter.ts";
import { mayBeWorthListing } from "./worth-listing.ts";

export interface FinderParts extends ListParts {
  readonly learnt: Learnt;
  /** Attribute paths by which resources are recognised. */
  readonly match: Readonly<Record<ResourceType, readonly string[]>>;
  /** How many creates of each type there are to be. */
  readonly creates: () => Readonly<Record<ResourceType, number>>;
}

/** The attribute whose holder is told of when it is taken. */
export const nameOf: Readonly<Record<ResourceType, string>> = { User: "userName", Group: "displayName" };

const pauseBeforeAgain = 300;

/**
 * How resources are looked for at a target, for as long as a push lasts: what its filters are worth, and what its lists
 * hold where they are worth nothing.
 */
export class Finder {
  readonly #parts: FinderParts;
  readonly #worth: FilterWorth;
  readonly #lists: Readonly<Record<ResourceType, ResourceLists>>;
  /** Let creates through one by one until the first of them has shown what filters are worth, and what lists are. */
  readonly #gates = new Map<ResourceType, Gate>();
  /** Types of which it was chosen how creates are looked for. */
  readonly #chosen = new Set<ResourceType>();
  readonly #proofs = new Map<string, Promise<Worth | undefined>>();

  constructor(parts: FinderParts) {
    this.#parts = parts;
    this.#worth = rememberFilterWorth(parts.learnt, parts.log);
    this.#lists = { User: this.#listsOf("User"), Group: this.#listsOf("Group") };
  }

  #listsOf(type: ResourceType): ResourceLists {
    const paths = new Set([...this.#parts.match[type], nameOf[type], "externalId"]);
    return new ResourceLists(this.#parts, type, [...paths]);
  }

  #gateOf(type: ResourceType): Gate {
    const known = this.#gates.get(type);
    if (known !== undefined) return known;
    const gate = createGate(this.#startsOpen(type));
    this.#gates.set(type, gate);
    return gate;
  }

  #startsOpen(type: ResourceType): boolean {
    const [first] = this.#parts.match[type];
    const isKnown = first !== undefined && this.#worth.of(type, first) !== undefined;
    if (this.#parts.profile.matching.filter !== "auto") return true;
    return isKnown && this.#creates(type) === undefined;
  }

  /** How many creates there are, where a listing may be better than a filter for each; undefined where it cannot be. */
  #creates(type: ResourceType): number | undefined {
    const { profile, match, learnt } = this.#parts;
    const { paging, totalResults } = profile.reads;
    const mayBeBelieved =
      profile.matching.filter === "auto" && totalResults === "trust" && paging !== "firstPage";
    if (!mayBeBelieved || learnt.get(listFactOf(type)) === "untrue") return undefined;
    const creates = this.#parts.creates()[type];
    return mayBeWorthListing(creates, match[type].length) ? creates : undefined;
  }

  /** Whether it is still to be chosen how creates are looked for, and no other is under way. */
  mayChoose(type: ResourceType): boolean {
    return !this.#chosen.has(type) && !this.isProven(type) && this.#creates(type) !== undefined;
  }

  /** The choice is made now, once a push. Gives how many creates it is about. */
  takeChoice(type: ResourceType): number {
    this.#chosen.add(type);
    return this.#creates(type) ?? 0;
  }

  /** A list that says it is complete was seen not to be. */
  noteUntrueList(type: ResourceType): void {
    this.#parts.learnt.learn(listFactOf(type), "untrue");
  }

  matchOf(type: ResourceType): readonly string[] {
    return this.#parts.match[type];
  }

  lists(type: ResourceType): ResourceLists {
    return this.#lists[type];
  }

  /** What a filter by this value is worth; undefined when it was not tried. Sends nothing. */
  worthOf(type: ResourceType, path: string, value: string): Worth | undefined {
    if (this.#parts.profile.matching.filter === "list" || !this.asksFor(path)) return "refused";
    const known = this.#worth.of(type, keyOf(path, value));
    return this.#trusts(value) && known !== "refused" ? "works" : known;
  }

  /** Whether the connector lets a filter ask for the attribute. */
  asksFor(path: string): boolean {
    const { filterBy } = this.#parts.profile.matching;
    return filterBy.length === 0 || filterBy.some((one) => one.toLowerCase() === path.toLowerCase());
  }

  /** Values that must be escaped are misread by those who are trusted else. */
  #trusts(value: string): boolean {
    return this.trustsTarget && !isEscaped(value);
  }

  /** Whether the target is said to refuse duplicates by itself. */
  get trustsTarget(): boolean {
    return this.#parts.profile.matching.filter === "trust";
  }

  note(type: ResourceType, path: string, value: string, worth: Worth, lasting = true): void {
    // Who is told to trust filters takes from an answer what fits, and no more.
    if (this.#trusts(value) && worth !== "refused") return;
    this.#worth.note(type, keyOf(path, value), worth, lasting);
  }

  /** The same as `worthOf`, tried now on a resource that is there, when there is one that has such a value. */
  async prove(type: ResourceType, path: string, value: string): Promise<Worth | undefined> {
    const known = this.worthOf(type, path, value);
    if (known !== undefined) return known;
    const key = keyOf(path, value);
    const name = `${type} ${key}`;
    const proof = this.#proofs.get(name) ?? this.#proveBySample(type, path, key);
    this.#proofs.set(name, proof);
    return (await proof) ?? this.worthOf(type, path, value);
  }

  async #proveBySample(type: ResourceType, path: string, key: string): Promise<Worth | undefined> {
    const telling = (await this.#lists[type].firstLook()).resources.filter(({ attributes }) => {
      const [value] = textsAt(attributes, path);
      return value !== undefined && value !== "" && keyOf(path, value) === key;
    });
    const known = telling.find(tellsNameFromAddress) ?? telling[0];
    return known === undefined ? undefined : this.tryOn({ type, path, known });
  }

  /** Tries the filter by a resource that is known to be there. `patience`: it was made just now. */
  async tryOn(canary: Canary, patience?: Clock): Promise<Worth | undefined> {
    const { client } = this.#parts;
    let tried = await tryFilter(client, canary);
    if (patience !== undefined && tried?.worth === "broken") {
      await patience.sleep(pauseBeforeAgain);
      tried = await tryFilter(client, canary);
    }
    const [value = ""] = textsAt(canary.known.attributes, canary.path);
    if (tried !== undefined) this.note(canary.type, canary.path, value, tried.worth, tried.lasting);
    return tried?.worth;
  }

  /** What was made in this push is found from now on. */
  async made(type: ResourceType, id: ScimId, attributes: JsonObject): Promise<void> {
    await this.#lists[type].add(id, attributes);
  }

  /** Others need not wait for the first any longer. */
  open(type: ResourceType): void {
    this.#gateOf(type).open();
  }

  /** Whether creates may go several at a time: it is known what look-ups are worth. */
  isProven(type: ResourceType): boolean {
    return this.#gateOf(type).isOpen();
  }

  /** Lets creates through one by one while nothing is known of filters. */
  inTurn<Result>(type: ResourceType, work: () => Promise<Result>): Promise<Result> {
    return this.#gateOf(type).pass(work);
  }
}

function listFactOf(type: ResourceType): "users.list" | "groups.list" {
  return type === "User" ? "users.list" : "groups.list";
}

/** Values that a filter must escape are understood by fewer providers, so they are another thing to try. */
function keyOf(path: string, value: string): string {
  return isEscaped(value) ? `${path} escaped` : path;
}

/** Some look for the e-mail address when they are asked for the userName. */
function tellsNameFromAddress({ attributes }: Resource): boolean {
  const [name] = textsAt(attributes, nameOf.User);
  return name !== undefined && !textsAt(attributes, "emails.value").includes(name);
}
