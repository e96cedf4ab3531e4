import type { Problem } from "../errors.ts";
import { type Check, type MaxShrink, type SourceExpectations, unlessAccepted } from "../source/expect.ts";
import type { SourceFile } from "../source/source.ts";
import type { SourceShare } from "./source-tally.ts";

/** Expectations of one source, and what is waived for this run. */
export interface Expected {
  /** For messages; undefined when there is only one source. */
  readonly name: string | undefined;
  readonly expect: SourceExpectations;
  readonly accepted: ReadonlySet<Check>;
}

/** Complains of files older than `maxAge`. */
export function checkAge(
  files: readonly SourceFile[],
  { expect, accepted }: Expected,
  now: number,
): readonly Problem[] {
  const { maxAge } = expect;
  if (maxAge === undefined || accepted.has("maxAge")) return [];
  return files
    .filter((file) => now - file.modifiedAt > maxAge)
    .map(({ file, modifiedAt }) => {
      const age = `last written ${hours(now - modifiedAt)} ago, but expect.maxAge is ${hours(maxAge)}`;
      return { file, message: unlessAccepted(`${age}; is the export still running?`, "maxAge") };
    });
}

/** Complains of a read that has too few records to be believed (contract 1.1). */
export function checkCounts(users: SourceShare, groups: SourceShare, expected: Expected): readonly Problem[] {
  const { expect } = expected;
  const { minUsers, minGroups, maxShrink = { values: {}, floor: 1 } } = expect;
  return [
    ...tooFew(users, "users", "minUsers", minUsers, expected),
    ...tooFew(groups, "groups", "minGroups", minGroups, expected),
    ...shrunk(users, "users", maxShrink, expected),
    ...shrunk(groups, "groups", maxShrink, expected),
  ];
}

/** How many of something are gone, and how many there were. */
export interface Loss {
  /** Such as `group Engineering`, or `department R&D`. */
  readonly of: string;
  readonly before: number;
  readonly gone: number;
}

/** Complains of single groups that lost too many members. */
export function checkMembers(losses: readonly Loss[], expected: Expected): readonly Problem[] {
  const { members, floor = 1 } = expected.expect.maxShrink ?? {};
  if (members === undefined || waived("maxShrink.members", expected)) return [];
  return losses.flatMap((loss) => {
    if (!tooMuch(loss, members, floor)) return [];
    const lost = `the ${loss.of} lost ${loss.gone} of its ${loss.before} members (${share(loss)})`;
    return [complaint(`${lost}, but expect.maxShrink.members is ${members} %`, "maxShrink.members")];
  });
}

/** Complains of single values of an attribute that too many users no longer have. */
export function checkValues(
  attribute: string,
  losses: readonly Loss[],
  expected: Expected,
): readonly Problem[] {
  const { values = {}, floor = 1 } = expected.expect.maxShrink ?? {};
  const most = values[attribute];
  if (most === undefined || waived("maxShrink.values", expected)) return [];
  return losses.flatMap((loss) => {
    if (!tooMuch(loss, most, floor)) return [];
    const left = `${loss.gone} of the ${loss.before} users with ${loss.of} are missing (${share(loss)})`;
    return [complaint(`${left}, but expect.maxShrink.values.${attribute} is ${most} %`, "maxShrink.values")];
  });
}

function tooFew(
  { now }: SourceShare,
  what: "users" | "groups",
  check: "minUsers" | "minGroups",
  least: number,
  { name, accepted }: Expected,
): readonly Problem[] {
  if (now >= least || accepted.has(check)) return [];
  return [complaint(`${subject(name)} has ${now} ${what}, but expect.${check} is ${least}`, check)];
}

function shrunk(
  { before, gone }: SourceShare,
  what: "users" | "groups",
  maxShrink: MaxShrink,
  expected: Expected,
): readonly Problem[] {
  const most = maxShrink[what];
  const check = `maxShrink.${what}` as const;
  const loss = { of: what, before, gone };
  if (most === undefined || waived(check, expected) || !tooMuch(loss, most, 1)) return [];
  const origin = expected.name === undefined ? "" : ` of the source ${expected.name}`;
  const missing = `${gone} of the ${before} ${what}${origin} of the last good read are missing (${share(loss)})`;
  return [complaint(`${missing}, but expect.maxShrink is ${most} %`, check)];
}

function tooMuch({ before, gone }: Loss, most: number, floor: number): boolean {
  return gone >= floor && before > 0 && (gone * 100) / before > most;
}

function waived(check: Check, { accepted }: Expected): boolean {
  return accepted.has(check) || accepted.has("maxShrink");
}

function complaint(message: string, check: Check): Problem {
  return { message: unlessAccepted(message, check) };
}

function subject(name: string | undefined): string {
  return name === undefined ? "the source" : `the source ${name}`;
}

function share({ before, gone }: Loss): string {
  return `${((gone * 100) / before).toFixed(1)} %`;
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
