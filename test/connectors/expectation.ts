import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import type { LoadedConfig } from "../../src/config/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { referencedKey } from "../../src/mapping/reference.ts";
import { isAmong, type Leaves, leavesOf } from "./leaves.ts";
import { type Company, type Person, personOf, type Team } from "./people.ts";
import type { Standing } from "./steps.ts";
import { type Facts, factsOf, type Want, wantOf } from "./want.ts";

/** What a service should hold, kept up from step to step: what the mapping wants, and what the facts make of it. */
export interface Expectation {
  /** Says what somebody is from now on. */
  put(key: string, standing: Standing): void;
  /** What differs between what is held and what the company of today says, in words. */
  differences(
    company: Company,
    users: readonly JsonObject[],
    groups: readonly JsonObject[],
  ): readonly string[];
}

/** What is known of before. */
interface Memory {
  readonly profile: ConnectorProfile;
  readonly want: Want;
  readonly facts: Facts;
  readonly standings: Map<string, Standing>;
  /** Accounts as they were made, by key. */
  readonly made: Map<string, Leaves>;
  /** Accounts as they were last, by key. */
  readonly last: Map<string, Leaves>;
  /** Groups as they were called first, by key. */
  readonly called: Map<string, string>;
}

export function expectationOf(profile: ConnectorProfile, loaded: LoadedConfig): Expectation {
  const memory: Memory = {
    profile,
    want: wantOf(loaded),
    facts: factsOf(profile, loaded.config.targets[0]?.users.template.createOnly ?? []),
    standings: new Map(),
    made: new Map(),
    last: new Map(),
    called: new Map(),
  };
  return {
    put(key, standing) {
      memory.standings.set(key, standing);
      if (standing === "gone") memory.made.delete(key);
    },
    differences: (company, users, groups) => [
      ...userDifferences(memory, company, users),
      ...(["full", "update"].includes(profile.groups.support)
        ? groupDifferences(memory, company, groups, keysById(memory, company, users))
        : []),
    ],
  };
}

function standingOf({ standings }: Memory, key: string): Standing {
  return standings.get(key) ?? "in";
}

function peopleIn(memory: Memory, { people }: Company): readonly Person[] {
  return people.filter(({ key }) => standingOf(memory, key) === "in");
}

/** What the account of this person is to hold. What cannot be changed is as it was made, whatever is wanted now. */
function leavesNow({ want, facts, made, last }: Memory, company: Company, person: Person): Leaves {
  const wanted = want(company, person);
  const first = made.get(person.key) ?? wanted;
  made.set(person.key, first);
  const lasting = [...wanted].filter(([path]) => !facts.settles(path));
  const fixed = [...first].filter(([path]) => facts.settles(path));
  const kept = [...lasting, ...fixed].filter(([path]) => facts.keeps(path));
  const now = new Map(kept.map(([path, value]) => [path, facts.stored(path, value)]));
  last.set(person.key, now);
  return now;
}

function nameIn(leaves: Leaves | undefined): string {
  return calledBy(leaves?.get("userName"));
}

/** By this people are known: no name of ours has a space, so what follows one was added where names may change. */
function calledBy(userName: Json | undefined): string {
  return asText(userName).toLowerCase().split(" ", 1)[0] ?? "";
}

function keysById(
  memory: Memory,
  company: Company,
  users: readonly JsonObject[],
): ReadonlyMap<string, string> {
  const keys = new Map(
    peopleIn(memory, company).map((one) => [nameIn(leavesNow(memory, company, one)), one.key]),
  );
  return new Map(
    users.flatMap((user) => {
      const key = keys.get(calledBy(user["userName"]));
      return key === undefined ? [] : [[asText(user["id"]), key] as const];
    }),
  );
}

function userDifferences(memory: Memory, company: Company, users: readonly JsonObject[]): readonly string[] {
  const ids = keysById(memory, company, users);
  const off = new Map(
    [...memory.standings]
      .filter(([, standing]) => standing === "off")
      .map(([key]) => [nameIn(memory.last.get(key)), key]),
  );
  const theirs = new Set(
    company.people
      .filter(({ key }) => standingOf(memory, key) === "theirs")
      .map((person) => nameIn(memory.want(company, person))),
  );
  const held = users.map((user) => calledBy(user["userName"]));
  const wrong = users.flatMap((user, at) => {
    const key = ids.get(asText(user["id"]));
    if (key !== undefined) return accountDifferences(memory, company, personOf(company, key), user, ids);
    if (theirs.has(held[at] ?? "")) return [];
    const left = off.get(held[at] ?? "");
    if (left === undefined) return [`nobody should be called ${held[at]}`];
    return user["active"] === false ? [] : [`${left} should be switched off`];
  });
  const found = new Set(ids.values());
  const missing = peopleIn(memory, company).filter(({ key }) => !found.has(key));
  const lost = staysWhenOff(memory.profile) ? [...off].filter(([name]) => !held.includes(name)) : [];
  const twice = held.filter((name, at) => held.indexOf(name) !== at);
  return [
    ...wrong,
    ...missing.map(({ key }) => `${key} is missing`),
    ...lost.map(([, key]) => `${key} should be there, switched off`),
    ...twice.map((name) => `${name} is there twice`),
  ];
}

/** Attributes that a service makes itself. */
const ownOfService = ["id", "schemas", "meta", "groups", "active", "externalId", "password"];

function accountDifferences(
  memory: Memory,
  company: Company,
  person: Person,
  user: JsonObject,
  ids: ReadonlyMap<string, string>,
): readonly string[] {
  const [wanted, held] = [leavesNow(memory, company, person), leavesOf(user)];
  const wrong = [...new Set([...wanted.keys(), ...held.keys()])].flatMap((path) => {
    const [should, is] = [wanted.get(path), held.get(path)];
    const reference = referencedKey(should);
    if (reference !== undefined)
      return ids.get(asText(is)) === reference ? [] : [`${path} is not ${reference}`];
    if (!memory.facts.compares(path) || (should === undefined && isAmong(ownOfService, path))) return [];
    if (JSON.stringify(should) === JSON.stringify(is)) return [];
    return [`${path} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`];
  });
  const isOff = memory.profile.users.created !== "invited" && user["active"] !== true;
  return [...wrong, ...(isOff ? ["is not active"] : [])].map((what) => `${person.key} ${what}`);
}

/** Whether an account that is switched off is still there. */
function staysWhenOff({ deactivate }: ConnectorProfile): boolean {
  return deactivate.by === "active" && deactivate.effect === "suspend";
}

function groupDifferences(
  memory: Memory,
  { teams }: Company,
  groups: readonly JsonObject[],
  ids: ReadonlyMap<string, string>,
): readonly string[] {
  const pushed = teams.filter(({ key }) => standingOf(memory, key) === "in");
  const should = pushed.map((team) => `${nameOf(memory, team)}: ${team.members.toSorted().join(" ")}`);
  const is = groups.map((group) => {
    const members = Array.isArray(group["members"]) ? group["members"].filter(isJsonObject) : [];
    const keys = members.map(({ value }) => ids.get(asText(value)) ?? `nobody (${asText(value)})`);
    return `${asText(group["displayName"])}: ${keys.toSorted().join(" ")}`;
  });
  return [
    ...should.filter((one) => !is.includes(one)).map((one) => `there should be ${one}`),
    ...is.filter((one) => !should.includes(one)).map((one) => `there should not be ${one}`),
  ];
}

function nameOf({ profile, called }: Memory, { key, name }: Team): string {
  const first = called.get(key) ?? name;
  called.set(key, first);
  return isAmong(profile.groups.immutable, "displayName") ? first : name;
}

function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
