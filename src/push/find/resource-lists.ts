import type { JsonObject } from "../../canonical.ts";
import type { ConnectorProfile } from "../../connector/profile.ts";
import type { Logger } from "../../log.ts";
import type { ScimClient } from "../../scim/client.ts";
import type { Capabilities } from "../../scim/discovery.ts";
import { isRefused } from "../../scim/listing/listing-asker.ts";
import type { ListingOptions } from "../../scim/listing/listing-end.ts";
import { readListing } from "../../scim/listing/listing.ts";
import type { Resource, ResourceType, ScimId } from "../../scim/resource.ts";
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

/** What the lists of one type of resource hold, read when somebody asks for it, and for as long as a push lasts. */
export class ResourceLists {
  readonly #parts: ListParts;
  readonly #type: ResourceType;
  /** Attribute paths that are indexed. */
  readonly #paths: readonly string[];
  #sample: Promise<readonly Resource[]> | undefined;
  #index: Promise<MatchIndex> | undefined;
  /** The same, once it is there. */
  #read: MatchIndex | undefined;
  /** The index was made of a first look, which may have been mistaken, and not of a listing. */
  #isGuessed = false;
  #readAgain = 0;

  constructor(parts: ListParts, type: ResourceType, paths: readonly string[]) {
    this.#parts = parts;
    this.#type = type;
    this.#paths = paths;
  }

  /** A first page; where that is all there is, it is the index too. */
  sample(): Promise<readonly Resource[]> {
    return (this.#sample ??= this.#takeSample());
  }

  async #takeSample(): Promise<readonly Resource[]> {
    const { client, profile } = this.#parts;
    const { paging } = profile.reads;
    const request = {
      ...((paging === "auto" || paging === "index") && { startIndex: 1 }),
      ...(paging !== "none" && { count: sampleSize }),
      ...this.#selection(),
    };
    try {
      const { resources, rows, total } = await client.list(this.#type, request);
      const isCounted = profile.reads.totalResults === "trust" || rows === 0;
      const isAll = rows === resources.length && rows < sampleSize && (total ?? 0) === rows;
      if (isAll && isCounted) this.#guess(resources);
      return resources;
    } catch (error) {
      if (isRefused(error)) return [];
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

  /** The same, listed if it was only guessed so far. */
  indexForSure(): Promise<MatchIndex> {
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
    const { client, profile, capabilities, log } = this.#parts;
    const { paging, pageSize, totalResults } = profile.reads;
    const { pagination } = capabilities;
    this.#isGuessed = false;
    const index = new MatchIndex(this.#paths);
    const options = { paging, pageSize, totalResults, pagination, ...this.#selection() };
    try {
      const take = ({ id, attributes }: Resource) => index.add(id, attributes);
      index.listing = await readListing(client, this.#type, options, take);
    } catch (error) {
      this.#index = undefined;
      throw error;
    }
    this.#read = index;
    log.info({ resource: this.#type, ...index.listing }, "all resources were listed to look among them");
    return index;
  }

  /** Members of groups make most of a listing, and nobody is recognised by them. */
  #selection(): Pick<ListingOptions, "attributes" | "excludedAttributes"> {
    if (this.#type === "User") return {};
    if (this.#parts.profile.reads.excludeMembers) return { excludedAttributes: ["members"] };
    return { attributes: this.#paths };
  }

  /** What was made in this push is part of the index from now on. */
  async add(id: ScimId, attributes: JsonObject): Promise<void> {
    if (this.#index !== undefined) (await this.#index).add(id, attributes);
  }
}
