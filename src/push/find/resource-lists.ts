import type { JsonObject } from "../../canonical.ts";
import type { ConnectorProfile } from "../../connector/profile.ts";
import type { Logger } from "../../log.ts";
import type { ScimClient } from "../../scim/client.ts";
import type { Capabilities } from "../../scim/discovery.ts";
import { isRefused, type Lister } from "../../scim/listing/listing-asker.ts";
import type { ListingOptions } from "../../scim/listing/listing-end.ts";
import { textsAt } from "../../scim/find.ts";
import { readListing } from "../../scim/listing/listing.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
import { ListingGivenUp, listWithin } from "./listing-budget.ts";
import { MadeMarks } from "./made-marks.ts";
import { MatchIndex } from "./match-index.ts";

export interface ListParts {
  readonly client: ScimClient;
  readonly profile: ConnectorProfile;
  readonly capabilities: Capabilities;
  readonly log: Logger;
}

/** Resources a first look at a target takes in: enough to find one that tells something. */
const sampleSize = 10;

/** Resources that one push may read again because an answer was lost. */
const mostReadAgain = 20_000;

/** Resources that are kept in mind to spare filters; more are looked for by filter. */
const mostListed = 500_000;

/** What a first look at a list showed. */
export interface FirstLook {
  readonly resources: readonly Resource[];
  readonly rows: number;
  /** `totalResults`; undefined when it is not told, or nothing was. */
  readonly total: number | undefined;
}

/** What the lists of one type of resource hold, read when somebody asks for it, and for as long as a push lasts. */
export class ResourceLists {
  readonly #parts: ListParts;
  readonly #type: ResourceType;
  /** Attribute paths that are indexed. */
  readonly #paths: readonly string[];
  #look: Promise<FirstLook> | undefined;
  #index: Promise<MatchIndex> | undefined;
  /** The same, once it is there. */
  #read: MatchIndex | undefined;
  /** The index was made of a first look, which may have been mistaken, and not of a listing. */
  #isGuessed = false;
  /** A listing that stands in for filters, and marks of what was made since. */
  #believed: { readonly index: MatchIndex; readonly made: MadeMarks } | undefined;
  #readAgain = 0;

  constructor(parts: ListParts, type: ResourceType, paths: readonly string[]) {
    this.#parts = parts;
    this.#type = type;
    this.#paths = paths;
  }

  readonly lookSize = sampleSize;
  readonly mostListed = mostListed;

  /** Resources asked for in one page. */
  get pageSize(): number {
    const { profile, capabilities } = this.#parts;
    return Math.min(profile.reads.pageSize, capabilities.pagination?.maxPageSize ?? profile.reads.pageSize);
  }

  /** A short first page; where that is all there is, it is the index too. */
  firstLook(): Promise<FirstLook> {
    return (this.#look ??= this.#lookFirst());
  }

  async #lookFirst(): Promise<FirstLook> {
    const { client, profile } = this.#parts;
    const { paging, firstIndex } = profile.reads;
    const request = {
      ...((paging === "auto" || paging === "index") && { startIndex: firstIndex }),
      ...(paging !== "none" && { count: sampleSize }),
      ...this.#selection(),
    };
    try {
      const { resources, rows, total } = await client.list(this.#type, request);
      const isCounted = profile.reads.totalResults === "trust" || rows === 0;
      const isAll = rows === resources.length && rows < sampleSize && (total ?? 0) === rows;
      if (isAll && isCounted) this.#guess(resources);
      return { resources, rows, total: total ?? (rows === 0 ? 0 : undefined) };
    } catch (error) {
      if (isRefused(error)) return { resources: [], rows: 0, total: undefined };
      throw error;
    }
  }

  #guess(resources: readonly Resource[]): void {
    if (this.#index !== undefined) return;
    const index = new MatchIndex(this.#paths);
    for (const { id, attributes } of resources) index.add(id, attributes);
    index.listing = { complete: true, count: resources.length };
    this.#index = Promise.resolve(index);
    this.#read = index;
    this.#isGuessed = true;
  }

  /** All there is, listed once. */
  index(): Promise<MatchIndex> {
    return (this.#index ??= this.#list());
  }

  /** The same, listed if it was only guessed so far; once more where it was listed to spare filters, for that is a while ago. */
  async indexForSure(): Promise<MatchIndex> {
    const known = await this.index();
    if (known === this.#believed?.index) return (await this.indexAnew()) ?? known;
    if (this.#isGuessed) this.#index = this.#list();
    return this.index();
  }

  /** The same, read anew: something came that the index cannot know. Undefined when that was done often enough. */
  async indexAnew(): Promise<MatchIndex | undefined> {
    if (this.#readAgain > mostReadAgain) return undefined;
    this.#index = this.#list();
    const index = await this.#index;
    this.#readAgain += index.listing.count + 1;
    return index;
  }

  /** What was listed so far; sends nothing. */
  get indexSoFar(): MatchIndex | undefined {
    return this.#read;
  }

  async #list(): Promise<MatchIndex> {
    this.#isGuessed = false;
    try {
      return (this.#read = await this.#readAll(this.#parts.client));
    } catch (error) {
      this.#index = undefined;
      throw error;
    }
  }

  async #readAll(client: Lister): Promise<MatchIndex> {
    const { profile, capabilities, log } = this.#parts;
    const { paging, pageSize, firstIndex, totalResults } = profile.reads;
    const { pagination } = capabilities;
    const index = new MatchIndex(this.#paths);
    const options = { paging, pageSize, firstIndex, totalResults, pagination, ...this.#selection() };
    const take = ({ id, attributes }: Resource) => index.add(id, attributes);
    index.listing = await readListing(client, this.#type, options, take);
    log.info({ resource: this.#type, ...index.listing }, "all resources were listed to look among them");
    return index;
  }

  /** All there is, if that takes so many requests at most; else why it was not to be had. Nothing is kept of it. */
  async listWithin(
    requests: number,
    stop: AbortSignal | undefined,
  ): Promise<{ readonly index: MatchIndex } | { readonly why: string }> {
    const client = listWithin(this.#parts.client, { requests, resources: mostListed, stop });
    try {
      const index = await this.#readAll(client);
      return index.listing.complete ? { index } : { why: index.listing.why };
    } catch (error) {
      if (error instanceof ListingGivenUp) return { why: error.message };
      throw error;
    }
  }

  /** From now on this listing stands in for filters before a create, of which so many are to come. */
  believe(index: MatchIndex, creates: number): void {
    this.#believed = { index, made: new MadeMarks(creates * this.#paths.length) };
    this.#read = index;
    this.#index = Promise.resolve(index);
    this.#isGuessed = false;
  }

  get isBelieved(): boolean {
    return this.#believed !== undefined;
  }

  /** What stands in for filters by these values; undefined where nothing does. */
  inPlaceOfFilters(
    values: readonly { readonly path: string; readonly value: string }[],
  ): MatchIndex | undefined {
    const isMade = values.some(({ path, value }) => this.#believed?.made.has(path, value));
    return isMade ? undefined : this.#believed?.index;
  }

  /** Members of groups make most of a listing, and nobody is recognised by them. */
  #selection(): Pick<ListingOptions, "attributes" | "excludedAttributes"> {
    if (this.#type === "User") return {};
    if (this.#parts.profile.reads.excludeMembers) return { excludedAttributes: ["members"] };
    return { attributes: this.#paths };
  }

  /** What was made in this push is part of the index from now on. */
  async add(id: ScimId, attributes: JsonObject): Promise<void> {
    for (const path of this.#believed === undefined ? [] : this.#paths) {
      for (const value of textsAt(attributes, path)) this.#believed?.made.mark(path, value);
    }
    const index = await this.#index;
    if (index !== this.#believed?.index) index?.add(id, attributes);
  }
}
