import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A row of people.csv, by the names of columns that mappings of connectors use. */
export type Person = Readonly<Record<string, string>> & { readonly key: string };

export interface Team {
  readonly key: string;
  readonly name: string;
  /** Keys of people. */
  readonly members: readonly string[];
}

/** A small company as a value. */
export interface Company {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
}

const names: readonly (readonly [string, string])[] = [
  ["Ann", "Ash"],
  ["Ben", "Birch"],
  ["Cleo", "Cedar"],
  ["Dora", "Dale"],
  ["Emil", "Elm"],
  ["Fay", "Fern"],
  ["Gus", "Grove"],
  ["Hana", "Heath"],
  ["Ivy", "Iris"],
  ["Jon", "Juno"],
  // A sandbox says of them what a connector tells first under `deactivate.refusals`.
  ["Refused-1", "Jade"],
];

const eight = 8;

/** Values that look as such attributes do; any other column holds its own name and a number. */
const plausible: Readonly<Record<string, readonly string[]>> = {
  title: ["Engineer", "Analyst"],
  department: ["Research", "Sales"],
  division: ["North", "South"],
  organization: ["Example", "Example"],
  locale: ["en-US", "de-DE"],
  preferredlanguage: ["en-US", "de-DE"],
  language: ["en-US", "de-DE"],
  timezone: ["Europe/Berlin", "Europe/Paris"],
  country: ["DE", "FR"],
  usertype: ["Employee", "Contractor"],
  active: ["true", "true"],
  enabled: ["true", "true"],
};

/** How names are written that people log in with. */
export type NameForm = "address" | "word";

const spelled: readonly string[] = [
  "key",
  "userName",
  "email",
  "givenName",
  "familyName",
  "displayName",
  "title",
  "department",
  "phone",
  "manager",
  "status",
  "breaks",
];

/** What a service asks of people.csv. */
export interface Needs {
  /** Columns that its mapping names. */
  readonly columns: readonly string[];
  readonly form: NameForm;
  /** The values there are, by column. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** Eight people with the columns that a mapping names, in three teams. The eighth manages the others. */
export function companyOf(needs: Needs): Company {
  const people = names.slice(0, eight).map((_, at) => personAt(at, needs));
  const keys = people.map(({ key }) => key);
  return {
    people,
    teams: [
      { key: "g1", name: "Engineering", members: keys.slice(0, 3) },
      { key: "g2", name: "Sales", members: keys.slice(3, 5) },
      { key: "g3", name: "Everybody", members: keys },
    ],
  };
}

function personAt(at: number, { columns, form, choices }: Needs): Person {
  const [given, family] = names[at] ?? ["", ""];
  const word = `${given}${family}`.toLowerCase();
  const email = `${given}.${family}@example.com`.toLowerCase();
  const known: Readonly<Record<string, string>> = {
    key: `p${at + 1}`,
    userName: form === "address" ? email : word,
    email,
    givenName: given,
    familyName: family,
    displayName: `${given} ${family}`,
    phone: `+49 30 90182${at + 1}`,
    manager: at === eight - 1 ? "" : `p${eight}`,
    breaks: "",
    status: "in",
  };
  const entries = [...new Set([...spelled, ...columns])].map((column) => [
    column,
    known[column] ?? madeUp(column, at, choices[column]),
  ]);
  return Object.fromEntries(entries) as Person;
}

function madeUp(column: string, at: number, of = plausible[column.toLowerCase()]): string {
  return of?.[at % of.length] ?? `${column}-${at + 1}`;
}

/** Those who are not among the eight. */
export interface Newcomers {
  readonly first: Person;
  readonly second: Person;
  /** The service lets nobody switch them off. */
  readonly unremovable: Person;
}

export function newcomersOf(needs: Needs): Newcomers {
  return {
    first: personAt(eight, needs),
    second: personAt(eight + 1, needs),
    unremovable: personAt(eight + 2, needs),
  };
}

export function withNewcomer(company: Company, person: Person): Company {
  return { ...company, people: [...company.people, person] };
}

export function withPerson(
  company: Company,
  key: string,
  changes: Readonly<Record<string, string>>,
): Company {
  const people = company.people.map((one) => (one.key === key ? { ...one, ...changes } : one));
  return { ...company, people };
}

/** Without a person, who is then in no team. */
export function withoutPerson({ people, teams }: Company, key: string): Company {
  return {
    people: people.filter((one) => one.key !== key),
    teams: teams.map((team) => ({ ...team, members: team.members.filter((one) => one !== key) })),
  };
}

export function withTeam(company: Company, key: string, changes: Partial<Team>): Company {
  return { ...company, teams: company.teams.map((one) => (one.key === key ? { ...one, ...changes } : one)) };
}

export function withoutTeam(company: Company, key: string): Company {
  return { ...company, teams: company.teams.filter((one) => one.key !== key) };
}

export function personOf({ people }: Company, key: string): Person {
  const person = people.find((one) => one.key === key);
  if (person === undefined) throw new Error(`there is no ${key}`);
  return person;
}

/** The part of the config that says where the files of `writeCompany` are. */
export const source = {
  type: "csv",
  users: { file: "people.csv", key: "key" },
  groups: { file: "groups.csv", key: "key", name: "name" },
  memberships: { file: "memberships.csv", group: "group", member: "member" },
} as const;

/** Writes people.csv, groups.csv and memberships.csv. */
export async function writeCompany(folder: string, { people, teams }: Company): Promise<void> {
  const columns = Object.keys(people[0] ?? {});
  await Promise.all([
    writeCsv(
      join(folder, "people.csv"),
      columns,
      people.map((one) => columns.map((column) => one[column] ?? "")),
    ),
    writeCsv(
      join(folder, "groups.csv"),
      ["key", "name"],
      teams.map(({ key, name }) => [key, name]),
    ),
    writeCsv(
      join(folder, "memberships.csv"),
      ["group", "member"],
      teams.flatMap(({ key, members }) => members.map((member) => [key, member])),
    ),
  ]);
}

/** No value of ours has a comma, a quote or a line break. */
async function writeCsv(
  file: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  await writeFile(file, `${[header, ...rows].map((row) => row.join(",")).join("\n")}\n`);
}
