import type { Dialect } from "./dialect.ts";
import { Memberships, type MemberType } from "./memberships.ts";
import type { QuirkName } from "./quirk.ts";
import { type Random, seededUuid } from "./random.ts";
import { ResourceTable } from "./resource-table.ts";
import { type ResourceTypes, resourceTypes } from "./resource-type.ts";

/** Everything one sandbox knows: its resources, how they hang together, and how it deviates. */
export class ServiceProvider {
  readonly types: ResourceTypes;
  readonly users: ResourceTable;
  readonly groups: ResourceTable;
  readonly memberships = new Memberships();
  readonly dialect: Dialect;
  /** Without a slash at the end; known when the server listens. */
  baseUrl = "";
  readonly #random: Random;

  constructor(dialect: Dialect, random: Random) {
    this.types = resourceTypes();
    this.users = new ResourceTable(this.types.user);
    this.groups = new ResourceTable(this.types.group);
    this.dialect = dialect;
    this.#random = random;
  }

  /** Whether the service has this quirk. */
  has(quirk: QuirkName): boolean {
    return this.dialect.quirks.has(quirk);
  }

  /** An id that no resource has. */
  freshId(): string {
    let id = seededUuid(this.#random);
    while (this.typeOf(id) !== undefined) id = seededUuid(this.#random);
    return id;
  }

  /** What the resource with this id is; undefined when there is none. */
  typeOf(id: string): MemberType | undefined {
    if (this.users.get(id) !== undefined) return "User";
    return this.groups.get(id) === undefined ? undefined : "Group";
  }
}
