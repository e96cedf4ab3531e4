import { changePerson, type Person, withoutPerson, withPeople } from "../support/directory.ts";
import type { Dice } from "./dice.ts";
import { type Change, type History, newPerson, type Terms, titles } from "./history.ts";

/** What may happen to people, each as often as it stands here. */
export const peopleChanges: readonly Change[] = [
  join,
  join,
  leave,
  leave,
  comeBack,
  comeBack,
  retitle,
  retitle,
  otherManager,
  rename,
  renameBack,
  handRound,
  handRound,
  takeOver,
  inherit,
];

function join(history: History, dice: Dice): History {
  const { directory, fresh } = history;
  const joined = withPeople(directory, newPerson(fresh, dice, directory.people));
  const teams = joined.teams.map((team) =>
    dice.chance(0.4) ? { ...team, members: [...team.members, `p${fresh}`] } : team,
  );
  return { ...history, fresh: fresh + 1, directory: { ...joined, teams } };
}

function leave(history: History, dice: Dice, { deletesUsers }: Terms): History {
  const { people } = history.directory;
  const mayLeave = deletesUsers ? people : people.filter(({ id }) => !history.bound.has(id));
  const leaver = people.length < 4 ? undefined : dice.pick(mayLeave);
  return leaver === undefined ? history : without(history, leaver, dice);
}

/** Most of those who reported to a leaver report to another, or to nobody. */
function without(history: History, leaver: Person, dice: Dice): History {
  const rest = withoutPerson(history.directory, leaver.id);
  const people = rest.people.map((one) => {
    if (one.manager !== leaver.id || dice.chance(0.3)) return one;
    const { manager: _manager, ...alone } = one;
    const next = dice.chance(0.5) ? dice.pick(rest.people)?.id : undefined;
    return next === undefined ? alone : { ...alone, manager: next };
  });
  return { ...history, directory: { ...rest, people }, gone: [...history.gone, leaver] };
}

/** Under the old name, unless somebody has it by now; in other teams. */
function comeBack(history: History, dice: Dice): History {
  const { directory, gone, fresh } = history;
  const one = dice.pick(gone);
  if (one === undefined) return history;
  const taken = directory.people.some(({ email }) => email === one.email);
  const { title: _title, ...rest } = one;
  const back = {
    ...rest,
    ...(dice.chance(0.5) && { title: "Advisor" }),
    ...(taken && { email: address(fresh) }),
  };
  const team = dice.pick(directory.teams)?.id;
  const teams = directory.teams.map((each) =>
    each.id === team ? { ...each, members: [...each.members, back.id] } : each,
  );
  return {
    ...history,
    fresh: fresh + 1,
    gone: gone.filter(({ id }) => id !== one.id),
    directory: { ...withPeople(directory, back), teams },
  };
}

/** Few titles, so that one often comes back that was there before. */
function retitle(history: History, dice: Dice): History {
  const one = dice.pick(history.directory.people);
  if (one === undefined) return history;
  return { ...history, directory: changePerson(history.directory, one.id, { title: dice.pick(titles) }) };
}

function otherManager(history: History, dice: Dice): History {
  const [one, other] = dice.some(history.directory.people, 2);
  if (one === undefined) return history;
  const manager = dice.chance(0.3) ? undefined : other?.id;
  return { ...history, directory: changePerson(history.directory, one.id, { manager }) };
}

function rename(history: History, dice: Dice): History {
  const one = dice.pick(history.directory.people);
  if (one === undefined) return history;
  const { fresh } = history;
  const changes = { email: address(fresh), family: `Renamed${fresh}` };
  return { ...history, fresh: fresh + 1, directory: changePerson(history.directory, one.id, changes) };
}

function first({ id }: Person): string {
  return address(Number(id.slice(1)));
}

/** To the address that everybody begins with, which nobody else may have had. */
function renameBack(history: History, dice: Dice): History {
  const { directory, bound, gone } = history;
  const held = new Set([...directory.people, ...gone].map(({ email }) => email));
  const one = dice.pick(directory.people.filter((each) => !bound.has(each.id) && !held.has(first(each))));
  if (one === undefined) return history;
  return { ...history, directory: changePerson(directory, one.id, { email: first(one) }) };
}

/** Two swap their addresses, or more hand theirs round. */
function handRound(history: History, dice: Dice, terms: Terms): History {
  const ring = dice.some(movable(history, terms), 2 + dice.below(3));
  const directory = ring.reduce(
    (changed, { id }, at) => changePerson(changed, id, { email: ring[(at + 1) % ring.length]!.email }),
    history.directory,
  );
  return { ...history, directory, bound: bind(history, ring) };
}

/** One takes the address of another, who gets a new one. */
function takeOver(history: History, dice: Dice, terms: Terms): History {
  const [one, other] = dice.some(movable(history, terms), 2);
  if (one === undefined || other === undefined) return history;
  const freed = changePerson(history.directory, other.id, { email: address(history.fresh) });
  const directory = changePerson(freed, one.id, { email: other.email });
  return { ...history, directory, bound: bind(history, [one, other]), fresh: history.fresh + 1 };
}

/** One leaves, and another takes the address the same day. */
function inherit(history: History, dice: Dice, terms: Terms): History {
  const [heir, leaver] = dice.some(history.directory.people, 2);
  if (!terms.deletesUsers || heir === undefined || leaver === undefined) return history;
  if (history.directory.people.length < 4) return history;
  const left = without(history, leaver, dice);
  return { ...left, directory: changePerson(left.directory, heir.id, { email: leaver.email }) };
}

/** Where names do not come free, those who are new must find theirs unused. */
function movable({ directory, settled }: History, { namesComeFree }: Terms): readonly Person[] {
  return directory.people.filter(({ id }) => namesComeFree || settled.has(id));
}

function bind({ bound }: History, people: readonly Person[]): ReadonlySet<string> {
  return new Set([...bound, ...people.map(({ id }) => id)]);
}

function address(number: number): string {
  return `person${number}@example.com`;
}
