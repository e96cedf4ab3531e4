import type { Dialect } from "./dialect.ts";
import { Memberships, type MemberType } from "./memberships.ts";
import type { QuirkName } from "./quirks/quirk.ts";
import { type Random, seededUuid } from "./random.ts";
import { ResourceTable, type Uniqueness } from "./resource-table.ts";
import { type ResourceTypes, resourceTypes } from "./resource-type.ts";

/** Everything one sandbox knows: its resources, how they hang together, and how it deviates. */
export class ServiceProvider {
  readonly types: ResourceTypes;
  readonly users: ResourceTable;
  readonly groups: ResourceTable;
  readonly memberships = new Memberships();
  /** The first e-mail address each user was made with, by id; kept where a quirk wants it. */
  readonly firstAddresses = new Map<string, string>();
  /** Requests for a page by cursor so far. */
  readonly cursorsAsked = { count: 0 };
  readonly dialect: Dialect;
  /** Without a slash at the end; known when the server listens. */
  baseUrl = "";
  /** Requests that are being worked on, where that matters. */
  readonly underWay = { writes: 0 };
  readonly #random: Random;
  #number = 1000;

  constructor(dialect: Dialect, random: Random) {
    this.types = resourceTypes(dialect.mappedNames);
    this.dialect = dialect;
    this.users = new ResourceTable(this.types.user, this.#uniqueness("byCase"));
    this.groups = new ResourceTable(this.types.group, this.#uniqueness("strict"));
    this.#random = random;
  }

  #uniqueness(relaxed: "byCase" | "strict"): Uniqueness {
    const isFree = this.has("noUniqueness");
    const name = isFree ? "none" : this.has("uniqueByCase") ? relaxed : "strict";
    const isUsers = relaxed === "byCase";
    return {
      name,
      externalId: isUsers && this.has("externalIdUnique"),
      keepsDeleted: isUsers && this.has("deletedNamesTaken"),
    };
  }

  /** A number from 0 up to 1, the same ones from run to run with the same seed. */
  draw(): number {
    return this.#random();
  }

  /** Whether the service has this quirk. */
  has(quirk: QuirkName): boolean {
    return this.dialect.quirks.has(quirk);
  }

  /** An id that no resource has. */
  freshId(): string {
    let id = this.#nextId();
    while (this.typeOf(id) !== undefined) id = this.#nextId();
    return id;
  }

  #nextId(): string {
    return this.has("numericIds") ? String((this.#number += 1)) : seededUuid(this.#random);
  }

  /** Takes a user, or a group, out of all groups. */
  leaveGroups(memberId: string): void {
    const now = new Date().toISOString();
    for (const id of this.memberships.forget(memberId)) {
      const group = this.groups.get(id);
      if (group !== undefined) this.groups.put({ ...group, lastModified: now, revision: group.revision + 1 });
    }
  }

  /** What the resource with this id is; undefined when there is none. */
  typeOf(id: string): MemberType | undefined {
    if (this.users.get(id) !== undefined) return "User";
    return this.groups.get(id) === undefined ? undefined : "Group";
  }
}
