import { person } from "../support/company.ts";
import type { Directory, Person, Team } from "../support/directory.ts";
import type { Dice } from "./dice.ts";

/** What the config and the provider let happen to a directory. */
export interface Terms {
  /** Accounts of those who leave are deleted, so that their names come free; else they are switched off. */
  readonly deletesUsers: boolean;
  /** Groups that are gone are deleted, so that their names come free; else they are let go. */
  readonly deletesTeams: boolean;
  /** Whether somebody new can have a name that another had before. */
  readonly namesComeFree: boolean;
}

/** A directory, and what of its past limits its future. */
export interface History {
  readonly directory: Directory;
  readonly gone: readonly Person[];
  readonly goneTeams: readonly Team[];
  /**
   * People and teams that gave a name away. Their account may have it still when a run was killed, and one that is only
   * switched off or let go then would keep it for ever: they do not leave unless that deletes it.
   */
  readonly bound: ReadonlySet<string>;
  /** Ids of people and teams that are known to be at the provider. */
  readonly settled: ReadonlySet<string>;
  /** The next number that nobody had. */
  readonly fresh: number;
}

/** A change that may be impossible, and then changes nothing. */
export type Change = (history: History, dice: Dice, terms: Terms) => History;

export const titles = ["Engineer", "Sales", 'Head of "Special" Projects', undefined] as const;
const departments = ["Engineering", "Sales, EMEA", "Zürich", undefined] as const;

/** A person whom nobody was before. */
export function newPerson(number: number, dice: Dice, managers: readonly Person[]): Person {
  const {
    title: _title,
    department: _department,
    ...known
  } = person(`p${number}`, `Given${number}`, `Ünal${number}`, {
    email: `person${number}@example.com`,
  });
  const title = dice.pick(titles);
  const department = dice.pick(departments);
  const manager = dice.chance(0.5) ? dice.pick(managers)?.id : undefined;
  return {
    ...known,
    ...(title !== undefined && { title }),
    ...(department !== undefined && { department }),
    ...(manager !== undefined && { manager }),
    ...(dice.chance(0.3) && { privateEmail: `home${number}@home.example` }),
  };
}

/** Tens of people in a few teams, some nested in others. */
export function beginHistory(dice: Dice): History {
  const people = Array.from({ length: 8 + dice.below(30) }, (_, at) => newPerson(at, dice, []));
  const teams: Team[] = [];
  for (let at = 0; at < 2 + dice.below(5); at += 1) {
    const parent = dice.chance(0.3) ? dice.pick(teams)?.id : undefined;
    const members = dice.some(people, dice.below(people.length)).map(({ id }) => id);
    teams.push({ id: `t${at}`, name: `Team ${at}`, members, ...(parent !== undefined && { parent }) });
  }
  // Some are managed by those who come later in the file, some by themselves in a circle.
  const managed = people.map((one) => {
    const manager = dice.chance(0.6) ? dice.pick(people)?.id : undefined;
    return manager === undefined ? one : { ...one, manager };
  });
  return {
    directory: { people: managed, teams },
    gone: [],
    goneTeams: [],
    bound: new Set(),
    settled: new Set(),
    fresh: 100,
  };
}

/** All that is in the directory is known to be at the provider. */
export function settle(history: History): History {
  const { people, teams } = history.directory;
  return { ...history, settled: new Set([...people, ...teams].map(({ id }) => id)) };
}
