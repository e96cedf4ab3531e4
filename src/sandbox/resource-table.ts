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
}

/** Resources of one type with the indexes that the common filters need. */
export class ResourceTable {
  readonly type: ResourceType;
  readonly #byId = new Map<string, StoredResource>();
  readonly #byUnique = new Map<string, string>();
  readonly #byExternalId = new Map<string, Set<string>>();
  /** All resources in order of creation, made anew when a listing needs it. */
  #list: readonly StoredResource[] | undefined;

  constructor(type: ResourceType) {
    this.type = type;
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
    return this.#known([this.#byUnique.get(value.toLowerCase())]);
  }

  byExternalId(value: string): readonly StoredResource[] {
    return this.#known([...(this.#byExternalId.get(value) ?? [])]);
  }

  /** Throws `Refusal` with `uniqueness` when another resource has the name these attributes have. */
  refuseDuplicate(attributes: JsonObject, id?: string): void {
    const name = this.type.uniqueAttribute;
    const holder = this.#byUnique.get(this.#uniqueKey(attributes));
    if (holder !== undefined && holder !== id)
      throw refusal(
        "uniqueness",
        `${name} ${JSON.stringify(attributes[name])} is taken by another ${this.type.name}`,
      );
  }

  /** Adds or replaces. The caller has checked that the name is free. */
  put(resource: StoredResource): void {
    const previous = this.#byId.get(resource.id);
    if (previous !== undefined) this.#unindex(previous);
    this.#byId.set(resource.id, resource);
    this.#byUnique.set(this.#uniqueKey(resource.attributes), resource.id);
    const externalId = externalIdOf(resource);
    if (externalId !== undefined) addTo(this.#byExternalId, externalId, resource.id);
    this.#list = undefined;
  }

  delete(id: string): void {
    const resource = this.#byId.get(id);
    if (resource === undefined) return;
    this.#unindex(resource);
    this.#byId.delete(id);
    this.#list = undefined;
  }

  #unindex(resource: StoredResource): void {
    this.#byUnique.delete(this.#uniqueKey(resource.attributes));
    const externalId = externalIdOf(resource);
    if (externalId !== undefined) removeFrom(this.#byExternalId, externalId, resource.id);
  }

  #uniqueKey(attributes: JsonObject): string {
    const value = attributes[this.type.uniqueAttribute];
    return typeof value === "string" ? value.toLowerCase() : "";
  }

  #known(ids: readonly (string | undefined)[]): readonly StoredResource[] {
    return ids.flatMap((id) => {
      const resource = id === undefined ? undefined : this.#byId.get(id);
      return resource === undefined ? [] : [resource];
    });
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
