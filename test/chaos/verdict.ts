import type { JsonObject } from "../../src/canonical.ts";
import { allMembers, type Directory, type Person } from "../support/directory.ts";
import { type Account, accountOf, heldBy, type Holdings } from "../support/holdings.ts";
import type { Terms } from "./history.ts";

export const faultsOfState = [
  "duplicates",
  "lost",
  "wrong members",
  "wrongly active",
  "wrong accounts",
  "left over",
] as const;
export type FaultOfState = (typeof faultsOfState)[number];

/** Something at the provider that is not as the directory says. */
export interface Finding {
  readonly fault: FaultOfState;
  readonly what: string;
}

/** What a directory was before, as far as the provider may still show it. */
export interface Past {
  readonly gone: readonly Person[];
  readonly goneTeams: readonly { readonly id: string }[];
}

/** What of a provider is looked at. */
export interface Shown {
  users(): Promise<readonly JsonObject[]>;
  groups(): Promise<readonly JsonObject[]>;
}

/** Compares all that a provider holds with the directory and those who left it. */
export async function judge(
  provider: Shown,
  directory: Directory,
  past: Past,
  terms: Pick<Terms, "deletesUsers" | "deletesTeams">,
): Promise<readonly Finding[]> {
  const held = await heldBy(provider);
  return [
    ...judgePeople(held, directory),
    ...judgeOthers(held, directory, past, terms.deletesUsers),
    ...judgeNames(held),
    ...judgeGroups(held, directory, past, terms.deletesTeams),
  ];
}

function judgePeople({ accounts }: Holdings, directory: Directory): readonly Finding[] {
  return directory.people.flatMap((person): readonly Finding[] => {
    const theirs = accounts.filter(({ externalId }) => externalId === person.id);
    if (theirs.length > 1)
      return [{ fault: "duplicates", what: `${person.id} has ${theirs.length} accounts` }];
    const [account] = theirs;
    if (account === undefined) return [{ fault: "lost", what: `${person.id} has no account` }];
    const wanted = accountOf(directory, person);
    // A manager who left stays until the directory names another.
    const isDangling = person.manager !== undefined && wanted.manager === undefined;
    const [a, b] = [wanted, account].map((one) => textOf(isDangling ? { ...one, manager: "" } : one));
    return a === b ? [] : [{ fault: "wrong accounts", what: `${person.id} is ${b} and should be ${a}` }];
  });
}

/** Accounts of those whom the directory does not have. */
function judgeOthers(
  { accounts, groups }: Holdings,
  directory: Directory,
  { gone }: Past,
  deletes: boolean,
): readonly Finding[] {
  const people = new Set(directory.people.map(({ id }) => id));
  const left = new Set(gone.map(({ id }) => id));
  // A group that was let go stays as it is.
  const names = new Set(directory.teams.map(({ name }) => name));
  const pushed = groups.filter(({ displayName }) => names.has(displayName));
  const others = accounts.filter(({ externalId = "" }) => !people.has(externalId));
  return others.flatMap((account): readonly Finding[] => {
    const { externalId = "", userName, active } = account;
    const who = `${userName} (${externalId})`;
    const second = others.find((one) => one !== account && one.externalId === externalId);
    const teams = pushed
      .filter(({ members }) => members.includes(userName))
      .map(({ displayName }) => displayName);
    return [
      ...(left.has(externalId) ? [] : [{ fault: "duplicates", what: `${who} is nobody's account` } as const]),
      ...(second === undefined ? [] : [{ fault: "duplicates", what: `${who} has two accounts` } as const]),
      ...(active ? [{ fault: "wrongly active", what: `${who} left and is active` } as const] : []),
      ...(deletes ? [{ fault: "left over", what: `${who} left and is still there` } as const] : []),
      ...(teams.length > 0
        ? [{ fault: "wrong members", what: `${who} left and is in ${teams.join(", ")}` } as const]
        : []),
    ];
  });
}

function judgeNames({ accounts }: Holdings): readonly Finding[] {
  const names = accounts.map(({ userName }) => userName.toLowerCase());
  return repeated(names).map((name) => ({
    fault: "duplicates",
    what: `several accounts are called ${name}`,
  }));
}

function judgeGroups(
  { groups }: Holdings,
  directory: Directory,
  { goneTeams }: Past,
  deletes: boolean,
): readonly Finding[] {
  const emails = new Map(directory.people.map(({ id, email }) => [id, email]));
  const wanted = directory.teams.map(({ id, name }) => ({
    name,
    members: allMembers(directory, id)
      .map((member) => emails.get(member) ?? member)
      .sort(),
  }));
  const names = new Set(wanted.map(({ name }) => name));
  const others = groups.filter(({ displayName }) => !names.has(displayName));
  const mayStay = deletes ? 0 : goneTeams.length;
  return [
    ...wanted.flatMap(({ name, members }): readonly Finding[] => {
      const theirs = groups.filter(({ displayName }) => displayName === name);
      if (theirs.length > 1)
        return [{ fault: "duplicates", what: `${theirs.length} groups are called ${name}` }];
      const [group] = theirs;
      if (group === undefined) return [{ fault: "lost", what: `there is no group ${name}` }];
      return differenceOf(group.members, members).map((what) => ({
        fault: "wrong members",
        what: `${name}: ${what}`,
      }));
    }),
    ...(others.length > mayStay
      ? [
          {
            fault: "left over",
            what: `groups ${others.map(({ displayName }) => displayName).join(", ")}`,
          } as const,
        ]
      : []),
  ];
}

function differenceOf(held: readonly string[], wanted: readonly string[]): readonly string[] {
  const missing = wanted.filter((name) => !held.includes(name));
  const extra = held.filter((name) => !wanted.includes(name));
  return [
    ...missing.map((name) => `${name} is missing`),
    ...extra.map((name) => `${name} is too many`),
    ...repeated(held).map((name) => `${name} is in it twice`),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

function textOf(account: Account): string {
  return JSON.stringify(Object.entries(account).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
