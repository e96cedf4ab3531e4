/** A person as every form of a directory can say it. */
export interface Person {
  readonly employeeNumber: string;
  readonly uid: string;
  readonly givenName: string;
  readonly sn: string;
  readonly mail: string;
  readonly title?: string;
  readonly departmentNumber?: string;
  readonly telephoneNumber: readonly string[];
  /** The employee number of another person. */
  readonly manager?: string;
}

export interface Team {
  readonly cn: string;
  readonly description: string;
  /** Employee numbers. */
  readonly members: readonly string[];
  /** Names of groups nested in it. */
  readonly nested: readonly string[];
}

export interface People {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
}

const given = ["Ann", "José", "Zoë", "Мария", "李", 'Bob "Bobby"', "Jean-Luc", "O'Neil"];
const family = ["Müller", "Lee, Jr.", "Dvořák", " Ünal", "van der Berg", "#hash", "a=b+c", "Smith;Jones"];
const titles = ["Engineer", undefined, "Head of\tR&D", "Cook; part time", ": colon"];
const departments = ["Engineering", "R&D", undefined, "Ressources humaines"];

/** The same people and teams each time: names that every form has to escape in its own way, managers, nested teams. */
export function thousand(count = 1000, teams = 40): People {
  return {
    people: Array.from({ length: count }, (_, index) => person(index)),
    teams: Array.from({ length: teams }, (_, index) => team(index, count)),
  };
}

function person(index: number): Person {
  const title = titles[index % titles.length];
  const departmentNumber = departments[index % departments.length];
  return {
    employeeNumber: String(100_000 + index),
    uid: `u${String(index).padStart(5, "0")}`,
    givenName: given[index % given.length] ?? "",
    sn: (family[(index * 7) % family.length] ?? "").trim(),
    mail: `u${index}@example.org`,
    telephoneNumber: [`+49 30 ${100_000 + index}`, ...(index % 3 === 0 ? [`+49 171 ${index}`] : [])],
    ...(title !== undefined && { title: title.trim() }),
    ...(departmentNumber !== undefined && { departmentNumber }),
    ...(index > 0 && { manager: String(100_000 + Math.floor(index / 8)) }),
  };
}

function team(index: number, people: number): Team {
  const members = Array.from({ length: 25 }, (_, at) => String(100_000 + ((index * 31 + at * 7) % people)));
  return {
    cn: `team-${index}`,
    description: `Team ${index}, of ${departments[index % departments.length] ?? "all"}`,
    members: [...new Set(members)],
    nested: index % 10 === 0 ? [`team-${index + 1}`, `team-${index + 2}`] : [],
  };
}
