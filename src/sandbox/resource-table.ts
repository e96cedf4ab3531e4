import type { JsonObject } from "../canonical.ts";
import { refusal } from "./refusal.ts";
import type { ResourceType } from "./resource-type.ts";

/** A stored resource. `attributes` are replaced whole, never changed in place. */
export interface StoredResource {
  readonly id: string;
  readonly attributes: JsonObject;
  /** ISO 8601 instants. */
  readonly created: string;
  readonly lastModified: string;
  /** Counts changes from 1; the ETag is `W/"revision"`. */
  readonly revision: number;
  /** Somebody else made it, in the application itself. */
  readonly others?: true;
  /** A user who has not accepted yet. */
  readonly invited?: true;
}

/** Which values two resources of a type may not share. */
export interface Uniqueness {
  /** Of the unique attribute. `byCase`: names that differ in letter case are two. */
  readonly name: "strict" | "byCase" | "none";
  readonly externalId: boolean;
  /** Whether the name of a resource that was deleted stays taken. */
  readonly keepsDeleted: boolean;
}

/** RFC 7643 section 4.1.1: userName is unique without regard to case. */
export const strictUniqueness: Uniqueness = { name: "strict", externalId: false, keepsDeleted: false };

/** Resources of one type with the indexes that the common filters need. */
export class ResourceTable {
  readonly type: ResourceType;
  readonly #uniqueness: Uniqueness;
  readonly #byId = new Map<string, StoredResource>();
  /** By name in lower case; several only where they may be. */
  readonly #byUnique = new Map<string, readonly string[]>();
  readonly #byExternalId = new Map<string, Set<string>>();
  /** Names of resources that were deleted, in lower case, where they stay taken. */
  readonly #buried = new Set<string>();
  /** All resources in order of creation, made anew when a listing needs it. */
  #list: readonly StoredResource[] | undefined;

  constructor(type: ResourceType, uniqueness: Uniqueness = strictUniqueness) {
    this.type = type;
    this.#uniqueness = uniqueness;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): StoredResource | undefined {
    return this.#byId.get(id);
  }

  /** In order of creation. */
  all(): readonly StoredResource[] {
    this.#list ??= [...this.#byId.values()];
    return this.#list;
  }

  /** Compares without case. */
  byUnique(value: string): readonly StoredResource[] {
    return this.#known(this.#byUnique.get(value.toLowerCase()) ?? []);
  }

  byExternalId(value: string): readonly StoredResource[] {
    return this.#known([...(this.#byExternalId.get(value) ?? [])]);
  }

  /** Throws `Refusal` with `uniqueness` when another resource has a value these attributes have. */
  refuseDuplicate(attributes: JsonObject, id?: string): void {
    const name = this.type.uniqueAttribute;
    const isHeld = this.#namesakes(attributes).some(({ id: holder }) => holder !== id);
    if (isHeld || this.#buried.has(this.#uniqueKey(attributes)))
      throw refusal(
        "uniqueness",
        `${name} ${JSON.stringify(attributes[name])} is taken by another ${this.type.name}`,
      );
    const { externalId } = attributes;
    if (!this.#uniqueness.externalId || typeof externalId !== "string") return;
    if (this.byExternalId(externalId).some(({ id: holder }) => holder !== id))
      throw refusal("uniqueness", `externalId ${JSON.stringify(externalId)} is taken by another`);
  }

  /** Those whose name these attributes may not have. */
  #namesakes(attributes: JsonObject): readonly StoredResource[] {
    const name = this.type.uniqueAttribute;
    if (this.#uniqueness.name === "none") return [];
    const alike = this.#known(this.#byUnique.get(this.#uniqueKey(attributes)) ?? []);
    if (this.#uniqueness.name === "strict") return alike;
    return alike.filter((other) => other.attributes[name] === attributes[name]);
  }

  /** Adds or replaces. The caller has checked that the name is free. */
  put(resource: StoredResource): void {
    const previous = this.#byId.get(resource.id);
    if (previous !== undefined) this.#unindex(previous);
    this.#byId.set(resource.id, resource);
    const key = this.#uniqueKey(resource.attributes);
    const alike = this.#byUnique.get(key);
    this.#byUnique.set(key, alike === undefined ? [resource.id] : [...alike, resource.id]);
    const externalId = externalIdOf(resource);
    if (externalId !== undefined) addTo(this.#byExternalId, externalId, resource.id);
    this.#list = undefined;
  }

  delete(id: string): void {
    const resource = this.#byId.get(id);
    if (resource === undefined) return;
    this.#unindex(resource);
    if (this.#uniqueness.keepsDeleted) this.#buried.add(this.#uniqueKey(resource.attributes));
    this.#byId.delete(id);
    this.#list = undefined;
  }

  #unindex(resource: StoredResource): void {
    const key = this.#uniqueKey(resource.attributes);
    const others = (this.#byUnique.get(key) ?? []).filter((id) => id !== resource.id);
    if (others.length === 0) this.#byUnique.delete(key);
    else this.#byUnique.set(key, others);
    const externalId = externalIdOf(resource);
    if (externalId !== undefined) removeFrom(this.#byExternalId, externalId, resource.id);
  }

  #uniqueKey(attributes: JsonObject): string {
    const value = attributes[this.type.uniqueAttribute];
    return typeof value === "string" ? value.toLowerCase() : "";
  }

  #known(ids: readonly string[]): readonly StoredResource[] {
    return ids.flatMap((id) => this.#byId.get(id) ?? []);
  }
}

function externalIdOf(resource: StoredResource): string | undefined {
  const value = resource.attributes["externalId"];
  return typeof value === "string" ? value : undefined;
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function removeFrom(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
