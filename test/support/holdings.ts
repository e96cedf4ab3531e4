import type { Json, JsonObject } from "../../src/canonical.ts";
import { isJsonObject } from "../../src/canonical.ts";
import { allMembers, type Directory, type Person } from "./directory.ts";
import type { ScimServer } from "./servers/scim-server.ts";

/** An account as the directory and the server both can tell it; people are named by userName, not by id. */
export interface Account {
  readonly userName: string;
  readonly active: boolean;
  readonly externalId?: string;
  readonly given?: string;
  readonly family?: string;
  readonly displayName?: string;
  readonly title?: string;
  readonly work?: string;
  readonly home?: string;
  readonly phone?: string;
  readonly department?: string;
  readonly manager?: string;
}

export interface Group {
  readonly displayName: string;
  /** userNames, sorted; somebody who is in it twice stands here twice. */
  readonly members: readonly string[];
}

/** What a server holds, or should hold, each list in the order of names. */
export interface Holdings {
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[];
}

/** What a server should hold besides the people and teams of the directory. */
export interface Besides {
  /** Accounts of those who left, as they were when they did; expected switched off, and in no group. */
  readonly left?: readonly Account[];
  readonly accounts?: readonly Account[];
  readonly groups?: readonly Group[];
  /** Teams that are not pushed. */
  readonly notPushed?: readonly string[];
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What a server should hold for this directory. */
export function saidBy(directory: Directory, besides: Besides = {}): Holdings {
  const { left = [], accounts = [], groups = [], notPushed = [] } = besides;
  const emails = new Map(directory.people.map((person) => [person.id, person.email]));
  const pushed = directory.teams.filter((team) => !notPushed.includes(team.id));
  const teams = pushed.map(({ id, name }) => ({
    displayName: name,
    members: allMembers(directory, id)
      .map((member) => emails.get(member) ?? `nobody called ${member}`)
      .sort(),
  }));
  return {
    accounts: byName([
      ...directory.people.map((person) => accountOf(directory, person, left)),
      ...left.map((account) => ({ ...account, active: false })),
      ...accounts,
    ]),
    groups: byName([...teams, ...groups]),
  };
}

/** The account that a person of the directory should have; a manager who left stays until another is named. */
export function accountOf(directory: Directory, person: Person, left: readonly Account[] = []): Account {
  const manager =
    directory.people.find(({ id }) => id === person.manager)?.email ??
    left.find(({ externalId }) => externalId === person.manager)?.userName;
  return known({
    userName: person.email,
    active: true,
    externalId: person.id,
    given: person.given,
    family: person.family,
    displayName: `${person.given} ${person.family}`,
    title: person.title,
    work: person.email,
    home: person.privateEmail,
    phone: person.phone,
    department: person.department,
    manager,
  });
}

/** What the server holds, read back by plain GETs. */
export async function heldBy(server: Pick<ScimServer, "users" | "groups">): Promise<Holdings> {
  const [users, groups] = [await server.users(), await server.groups()];
  const names = new Map(users.map((user) => [asText(user["id"]), asText(user["userName"])]));
  const nameOf = (id: string) => names.get(id) ?? `nobody with the id ${id}`;
  return {
    accounts: byName(users.map((user) => readAccount(user, nameOf))),
    groups: byName(
      groups.map((group) => ({
        displayName: asText(group["displayName"]),
        members: listOf(group["members"])
          .map((member) => nameOf(asText(member["value"])))
          .sort(),
      })),
    ),
  };
}

/** The ids at the server by userName and displayName. */
export async function idsAt(server: ScimServer): Promise<Readonly<Record<string, string>>> {
  const [users, groups] = [await server.users(), await server.groups()];
  return Object.fromEntries([
    ...users.map((user) => [user["userName"], user["id"]] as const),
    ...groups.map((group) => [group["displayName"], group["id"]] as const),
  ]) as Readonly<Record<string, string>>;
}

function readAccount(user: JsonObject, nameOf: (id: string) => string): Account {
  const name = objectOf(user["name"]);
  const work = objectOf(user[enterprise]);
  const manager = objectOf(work["manager"])["value"];
  return known({
    userName: asText(user["userName"]),
    active: user["active"] === true,
    externalId: textOf(user["externalId"]),
    given: textOf(name["givenName"]),
    family: textOf(name["familyName"]),
    displayName: textOf(user["displayName"]),
    title: textOf(user["title"]),
    work: valueOfType(user["emails"], "work"),
    home: valueOfType(user["emails"], "home"),
    phone: valueOfType(user["phoneNumbers"], "work"),
    department: textOf(work["department"]),
    manager: typeof manager === "string" ? nameOf(manager) : undefined,
  });
}

function valueOfType(list: Json | undefined, type: string): string | undefined {
  const values = listOf(list).filter((value) => value["type"] === type);
  return values.length === 0 ? undefined : values.map((value) => asText(value["value"])).join(" and ");
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : asText(value);
}

/** Text as it is; anything else, which none of these attributes may be, as JSON. */
function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** Without the members that are undefined. */
function known(account: { readonly [Name in keyof Account]: Account[Name] | undefined }): Account {
  const entries = Object.entries(account).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Account;
}

function byName<Named extends Account | Group>(list: readonly Named[]): readonly Named[] {
  const nameOf = (one: Account | Group) => ("userName" in one ? one.userName : one.displayName);
  return list.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
