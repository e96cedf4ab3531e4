import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { isAmong, type Leaves } from "./leaves.ts";
import { type Company, type Person, personOf, withPerson } from "./people.ts";
import type { Want } from "./want.ts";

/** A column of people.csv by which something changes. */
export interface Changed {
  readonly column: string;
  /** Another value than the person has now. */
  readonly other: (person: Person) => string;
}

/** Columns by what they change; a text says why there is none. */
export interface Columns {
  readonly plain: Changed | string;
  readonly several: Changed | string;
  readonly extension: Changed | string;
  readonly emptied: Changed | string;
  readonly name: Changed | string;
  readonly immutable: Changed | string;
  /** Its value breaks a rule of the service. */
  readonly broken: Changed | string;
}

/** The first ones are taken where they do. */
const preferred = [
  "title",
  "displayName",
  "department",
  "phone",
  "givenName",
  "familyName",
  "email",
  "userName",
];

/** Finds for each kind of change a column that makes it at this service, and nothing else if possible. */
export function columnsOf(profile: ConnectorProfile, want: Want, company: Company): Columns {
  const search: Search = { profile, want, company };
  const of = (kind: Kind) => columnFor(search, kind, other);
  return {
    plain: of("plain"),
    several: of("several"),
    extension: of("extension"),
    emptied: columnFor(search, "plain", () => "", true),
    name: isAmong(profile.users.immutable, "userName") ? "userName cannot be changed there" : of("name"),
    immutable: profile.users.immutable.length === 0 ? "everything can be changed there" : of("immutable"),
    broken: breakingColumn(search),
  };
}

interface Search {
  readonly profile: ConnectorProfile;
  readonly want: Want;
  readonly company: Company;
}

type Kind = "plain" | "several" | "extension" | "name" | "immutable";

const told: Readonly<Record<Kind, string>> = {
  plain: "no attribute that stands alone can be changed",
  several: "no attribute of several values can be changed",
  extension: "no attribute of an extension can be changed",
  name: "no column names an account",
  immutable: "nothing is sent that cannot be changed",
};

function columnFor(
  search: Search,
  kind: Kind,
  value: (column: string, person: Person) => string,
  removes = false,
): Changed | string {
  const person = personOf(search.company, "p2");
  const names = Object.keys(person).filter((name) => !["key", "status", "manager", "breaks"].includes(name));
  const columns = [...new Set([...preferred.filter((name) => names.includes(name)), ...names])];
  const fit = columns.flatMap((column) => {
    const paths = changedPaths(search, column, value(column, person), removes);
    const kinds = new Set(paths?.flatMap((path) => kindOf(search.profile, path)));
    if (!kinds.has(kind) || (kind !== "name" && kinds.has("name"))) return [];
    return [{ column, kinds: kinds.size }];
  });
  const [best] = fit.toSorted((one, next) => one.kinds - next.kinds);
  if (best === undefined) return removes ? "no attribute can be emptied" : told[kind];
  return { column: best.column, other: (one) => value(best.column, one) };
}

/** Paths whose values change with the column. Undefined where the mapping cannot do without, or a rule is broken. */
function changedPaths(
  { want, company }: Search,
  column: string,
  value: string,
  removes: boolean,
): readonly string[] | undefined {
  const before = want(company, personOf(company, "p2"));
  const after = attempt(() => want(company, personOf(withPerson(company, "p2", { [column]: value }), "p2")));
  if (after === undefined) return undefined;
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)),
  );
  return removes && paths.some((path) => after.has(path)) ? undefined : paths;
}

function attempt(work: () => Leaves): Leaves | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function kindOf({ users }: ConnectorProfile, path: string): readonly Kind[] {
  if (isAmong(users.immutable, path)) return ["immutable"];
  if (isAmong(["userName"], path)) return ["name"];
  if (isAmong([...users.drops, ...users.refuses, ...users.volatile, "externalId", "password"], path))
    return [];
  if (path.startsWith("urn:")) return ["extension"];
  return path.includes("[") ? ["several"] : ["plain"];
}

function breakingColumn({ profile, want, company }: Search): Changed | string {
  const rules = Object.values(profile.users.rules);
  if (rules.length === 0) return "no rules are known";
  const person = personOf(company, "p2");
  const values = [
    "yes",
    "",
    "not this ☂",
    ...rules.flatMap((rule) => (rule === "off" ? [] : tooLong(rule.maxLength))),
  ];
  const columns = Object.keys(person).filter((name) => name !== "key" && name !== "status");
  for (const column of ["breaks", ...columns])
    for (const value of values) {
      const changed = withPerson(company, "p2", { [column]: value });
      if (isRejected(() => want(changed, personOf(changed, "p2")))) return { column, other: () => value };
    }
  return "no column breaks a rule";
}

function tooLong(most: number | undefined): readonly string[] {
  return most === undefined || most > 10_000 ? [] : ["x".repeat(most + 1)];
}

function isRejected(work: () => Leaves): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return error instanceof Error && error.message.includes("rule_broken");
  }
}

function other(column: string, person: Person): string {
  const value = person[column] ?? "";
  if (value.includes("@")) return `new.${value}`;
  if (/^\+?[\d ]+$/.test(value)) return `${value.slice(0, -1)}${(Number(value.at(-1)) + 1) % 10}`;
  const swapped = opposites.find((pair) => pair.includes(value));
  if (swapped !== undefined) return swapped.find((one) => one !== value) ?? value;
  return value.endsWith("x") ? `${value}y` : `${value}x`;
}

/** Values of which only some are taken. */
const opposites: readonly (readonly string[])[] = [
  ["en-US", "de-DE"],
  ["Europe/Berlin", "Europe/Paris"],
  ["DE", "FR"],
  ["Employee", "Contractor"],
];
