import type { Json, JsonObject } from "../../src/canonical.ts";
import type { LoadedConfig } from "../../src/config/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { compileTargets } from "../../src/sync/target.ts";
import { isAmong, type Leaves, leavesOf } from "./leaves.ts";
import type { Company, Person } from "./people.ts";

/** What the mapping wants of an account; throws where it gives none. */
export interface Want {
  (company: Company, person: Person): Leaves;
  readonly resource: (company: Company, person: Person) => JsonObject;
}

/** The mapping of the target, for expectations; it has tests of its own. */
export function wantOf(loaded: Pick<LoadedConfig, "config" | "locate">): Want {
  const [target] = compileTargets(loaded, "any", new Map());
  if (target === undefined) throw new Error("there is no target");
  const { users } = target;
  function resource(company: Company, person: Person): JsonObject {
    const groups = company.teams
      .filter(({ members }) => members.includes(person.key))
      .map(({ name }) => name);
    // Of those who left, too, what they should have been.
    const user = Object.fromEntries(
      Object.entries({ ...person, status: "in" }).flatMap(([name, value]) =>
        value === "" ? [] : [[name.toLowerCase(), value]],
      ),
    );
    const desired = users.map({ user, groups, target: "app", now: Date.now() });
    if (desired.kind !== "desired") throw new Error(`${person.key} is ${JSON.stringify(desired)}`);
    return desired.resource;
  }
  return Object.assign((company: Company, person: Person) => leavesOf(resource(company, person)), {
    resource,
  });
}

/** What the facts of a profile make of what is sent; nothing here asks the client. */
export interface Facts {
  /** Whether the service keeps values of this attribute. */
  keeps(path: string): boolean;
  /** Whether what it keeps stays as it was sent. */
  compares(path: string): boolean;
  /** Whether a value stays as it was when the account was made. */
  settles(path: string): boolean;
  stored(path: string, value: Json): Json;
}

export function factsOf({ users }: ConnectorProfile, createOnly: readonly string[]): Facts {
  const lost = [
    ...users.drops,
    ...users.refuses,
    "schemas",
    "active",
    "password",
    ...(users.externalId !== "ignored" ? [] : ["externalId"]),
  ];
  return {
    keeps: (path) => !isAmong(lost, path),
    compares: (path) => !isAmong([...lost, ...users.volatile], path),
    settles: (path) => isAmong([...users.immutable, ...createOnly], path),
    stored: (path, value) =>
      typeof value === "string" && isAmong(users.lowerCases, path) ? value.toLowerCase() : value,
  };
}
