/** A person of a made-up directory. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly first: string;
  readonly last: string;
  readonly title: string;
  readonly manager: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
}

export interface Directory {
  readonly people: readonly Person[];
  readonly groups: readonly Team[];
}

export function person(number: number, more: Partial<Person> = {}): Person {
  const id = `e${String(number).padStart(5, "0")}`;
  return {
    id,
    email: `${id}@example.com`,
    first: `First${number}`,
    last: `Last, "${number}"`,
    title: `Title ${number % 7}`,
    manager: "",
    ...more,
  };
}

/** People with groups of a hundred or so; every fourth has a manager. */
export function makeDirectory(users: number, groups: number): Directory {
  const people = Array.from({ length: users }, (_, at) =>
    person(at + 1, { manager: at % 4 === 3 ? person(users - at).id : "" }),
  );
  const teams = Array.from({ length: groups }, (_, at) => ({
    id: `g${String(at + 1).padStart(3, "0")}`,
    name: `Team ${at + 1}`,
    // Every person in one group, and each thirteenth in a second one.
    members: people
      .filter((_, who) => who % groups === at || (who % 13 === 0 && (who + 1) % groups === at))
      .map(({ id }) => id),
  }));
  return { people, groups: teams };
}

export const smallDirectory: Directory = makeDirectory(5, 2);

export function peopleCsv(people: readonly Person[]): string {
  const rows = people.map(({ id, email, first, last, title, manager }) =>
    [id, email, first, last, title, manager].map(cell).join(","),
  );
  return `${["employee_id,email,first_name,last_name,title,manager_id", ...rows].join("\n")}\n`;
}

export function groupsCsv(groups: readonly Team[]): string {
  return `${["group_id,name", ...groups.map(({ id, name }) => `${id},${cell(name)}`)].join("\n")}\n`;
}

export function membershipsCsv(groups: readonly Team[]): string {
  const rows = groups.flatMap(({ id, members }) => members.map((member) => `${id},${member}`));
  return `${["group_id,employee_id", ...rows].join("\n")}\n`;
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function withoutPeople({ people, groups }: Directory, gone: (person: Person) => boolean): Directory {
  const ids = new Set(people.filter(gone).map(({ id }) => id));
  return {
    people: people.filter(({ id }) => !ids.has(id)),
    groups: groups.map((team) => ({ ...team, members: team.members.filter((id) => !ids.has(id)) })),
  };
}
