import { changeTeam, type Team, withMembers } from "../support/directory.ts";
import type { Dice } from "./dice.ts";
import type { Change, History, Terms } from "./history.ts";

/** What may happen to teams, each as often as it stands here. */
export const teamChanges: readonly Change[] = [
  move,
  move,
  move,
  empty,
  found,
  dissolve,
  dissolve,
  renameTeam,
  swapNames,
  swapNames,
  passName,
  nest,
];

/** Some go, some come. */
function move(history: History, dice: Dice): History {
  const { directory } = history;
  const team = dice.pick(directory.teams);
  if (team === undefined) return history;
  const stay = team.members.filter(() => dice.chance(0.7));
  const come = dice.some(directory.people, dice.below(6)).map(({ id }) => id);
  return { ...history, directory: withMembers(directory, team.id, ...new Set([...stay, ...come])) };
}

function empty(history: History, dice: Dice): History {
  const team = dice.pick(history.directory.teams);
  return team === undefined ? history : { ...history, directory: withMembers(history.directory, team.id) };
}

function found(history: History, dice: Dice): History {
  return withTeam(history, dice, `Team ${history.fresh}`);
}

function withTeam(history: History, dice: Dice, name: string): History {
  const { directory, fresh } = history;
  const members = dice.some(directory.people, dice.below(10)).map(({ id }) => id);
  const teams = [...directory.teams, { id: `t${fresh}`, name, members }];
  return { ...history, fresh: fresh + 1, directory: { ...directory, teams } };
}

/** A team goes; teams in it stand alone. Another may take its name the same day. */
function dissolve(history: History, dice: Dice, terms: Terms): History {
  const { directory } = history;
  const mayGo = terms.deletesTeams
    ? directory.teams
    : directory.teams.filter(({ id }) => !history.bound.has(id));
  const gone = dice.pick(mayGo);
  if (gone === undefined || directory.teams.length < 2) return history;
  const teams = directory.teams
    .filter(({ id }) => id !== gone.id)
    .map(({ parent, ...team }) => (parent === undefined || parent === gone.id ? team : { ...team, parent }));
  const left = { ...history, directory: { ...directory, teams }, goneTeams: [...history.goneTeams, gone] };
  if (!terms.deletesTeams || !dice.chance(0.4)) return left;
  const heir = dice.chance(0.5) ? dice.pick(named(left, terms)) : undefined;
  if (heir !== undefined)
    return { ...left, directory: changeTeam(left.directory, heir.id, { name: gone.name }) };
  return terms.namesComeFree ? withTeam(left, dice, gone.name) : left;
}

function renameTeam(history: History, dice: Dice): History {
  const team = dice.pick(history.directory.teams);
  if (team === undefined) return history;
  const directory = changeTeam(history.directory, team.id, { name: `Team ${history.fresh}` });
  return { ...history, fresh: history.fresh + 1, directory };
}

/** Two swap their names, or three hand theirs round. */
function swapNames(history: History, dice: Dice, terms: Terms): History {
  const ring = dice.some(named(history, terms), 2 + dice.below(2));
  const directory = ring.reduce(
    (changed, { id }, at) => changeTeam(changed, id, { name: ring[(at + 1) % ring.length]!.name }),
    history.directory,
  );
  return { ...history, directory, bound: bind(history, ring) };
}

/** A team gets a new name, and its old one goes to another: one that is there, or a new one. */
function passName(history: History, dice: Dice, terms: Terms): History {
  const [giver, heir] = dice.some(named(history, terms), 2);
  if (giver === undefined) return history;
  const directory = changeTeam(history.directory, giver.id, { name: `Team ${history.fresh}` });
  const bound = bind(history, [giver]);
  const freed = { ...history, fresh: history.fresh + 1, directory, bound };
  if (terms.namesComeFree && dice.chance(0.5)) return withTeam(freed, dice, giver.name);
  if (heir === undefined) return history;
  return { ...freed, directory: changeTeam(directory, heir.id, { name: giver.name }) };
}

/** Only in teams that stand before, so that none is in itself. */
function nest(history: History, dice: Dice): History {
  const { teams } = history.directory;
  const at = dice.below(teams.length);
  const changed = teams.map(({ parent, ...team }, place): Team => {
    if (place !== at) return parent === undefined ? team : { ...team, parent };
    const next = dice.chance(0.5) ? dice.pick(teams.slice(0, at))?.id : undefined;
    return next === undefined ? team : { ...team, parent: next };
  });
  return { ...history, directory: { ...history.directory, teams: changed } };
}

/** Where names do not come free, teams that are new must find theirs unused. */
function named({ directory, settled }: History, { namesComeFree }: Terms): readonly Team[] {
  return directory.teams.filter(({ id }) => namesComeFree || settled.has(id));
}

function bind({ bound }: History, teams: readonly Team[]): ReadonlySet<string> {
  return new Set([...bound, ...teams.map(({ id }) => id)]);
}
