import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A person of the directory. What is absent is an empty cell. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly given: string;
  readonly family: string;
  readonly privateEmail?: string;
  readonly phone?: string;
  readonly title?: string;
  readonly department?: string;
  /** Id of another person. */
  readonly manager?: string;
}

/** A group of the directory; its members are also members of the group named as `parent`. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly parent?: string;
  /** Ids of persons. */
  readonly members: readonly string[];
}

/** A directory as a value; the functions below give another one and leave this as it is. */
export interface Directory {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
}

/** Attributes of a person to change; undefined empties one. */
export type PersonChanges = { readonly [Name in Exclude<keyof Person, "id">]?: Person[Name] | undefined };

export function withPeople(directory: Directory, ...people: readonly Person[]): Directory {
  return { ...directory, people: [...directory.people, ...people] };
}

/** The directory after a person left: gone from the people and from all teams. */
export function withoutPerson(directory: Directory, id: string): Directory {
  return {
    people: directory.people.filter((person) => person.id !== id),
    teams: directory.teams.map((team) => ({
      ...team,
      members: team.members.filter((member) => member !== id),
    })),
  };
}

export function changePerson(directory: Directory, id: string, changes: PersonChanges): Directory {
  const people = directory.people.map((person) =>
    person.id === id ? ({ ...person, ...changes } as Person) : person,
  );
  return { ...directory, people };
}

export function changeTeam(
  directory: Directory,
  id: string,
  changes: Partial<Omit<Team, "id" | "members">>,
): Directory {
  const teams = directory.teams.map((team) => (team.id === id ? { ...team, ...changes } : team));
  return { ...directory, teams };
}

/** The directory with exactly these members in a team. */
export function withMembers(directory: Directory, id: string, ...members: readonly string[]): Directory {
  const teams = directory.teams.map((team) => (team.id === id ? { ...team, members } : team));
  return { ...directory, teams };
}

export function personOf(directory: Directory, id: string): Person {
  const person = directory.people.find((one) => one.id === id);
  if (person === undefined) throw new Error(`the directory has no person ${id}`);
  return person;
}

/** Ids of all members of a team, those of teams nested in it included. */
export function allMembers(directory: Directory, id: string): readonly string[] {
  const own = directory.teams.find((team) => team.id === id)?.members ?? [];
  const nested = directory.teams.filter((team) => team.parent === id);
  return [...new Set([...own, ...nested.flatMap((team) => allMembers(directory, team.id))])];
}

/** Writes people.csv, groups.csv and memberships.csv into the folder. */
export async function writeDirectory(folder: string, { people, teams }: Directory): Promise<void> {
  const persons = people.map((one) => [
    one.id,
    one.email,
    one.given,
    one.family,
    one.privateEmail,
    one.phone,
    one.title,
    one.department,
    one.manager,
  ]);
  const memberships = teams.flatMap((team) => team.members.map((member) => [team.id, member]));
  const personColumns = "id,email,given,family,private_email,phone,title,department,manager";
  await Promise.all([
    writeCsv(join(folder, "people.csv"), personColumns, persons),
    writeCsv(
      join(folder, "groups.csv"),
      "id,name,parent",
      teams.map(({ id, name, parent }) => [id, name, parent]),
    ),
    writeCsv(join(folder, "memberships.csv"), "group,member", memberships),
  ]);
}

async function writeCsv(
  file: string,
  header: string,
  rows: readonly (readonly (string | undefined)[])[],
): Promise<void> {
  const lines = rows.map((row) => row.map((cell) => quote(cell ?? "")).join(","));
  await writeFile(file, `${[header, ...lines].join("\n")}\n`);
}

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
