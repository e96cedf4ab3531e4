import type { Problem } from "../errors.ts";
import type { SourceExpectations } from "../source/expect.ts";
import type { SourceFile } from "../source/source.ts";

/** Counts of a read against the last one that was accepted. */
export interface ReadCounts {
  readonly users: number;
  readonly groups: number;
  /** Users of the last good read that this one does not have. */
  readonly usersGone: number;
  /** Users of the last good read; 0 when there was none. */
  readonly usersBefore: number;
}

/** Complains of files older than `maxAge`. */
export function checkAge(
  files: readonly SourceFile[],
  expect: SourceExpectations,
  now: number,
): readonly Problem[] {
  const { maxAge } = expect;
  if (maxAge === undefined) return [];
  return files
    .filter((file) => now - file.modifiedAt > maxAge)
    .map(({ file, modifiedAt }) => ({
      file,
      message: `last written ${hours(now - modifiedAt)} ago, but expect.maxAge is ${hours(maxAge)}; is the export still running?`,
    }));
}

/** Complains of a read that has too few records to be believed (contract 1.1). */
export function checkCounts(counts: ReadCounts, expect: SourceExpectations): readonly Problem[] {
  const problems: Problem[] = [];
  if (counts.users < expect.minUsers) {
    problems.push({
      message: `the source has ${counts.users} users, but expect.minUsers is ${expect.minUsers}`,
    });
  }
  if (counts.groups < expect.minGroups) {
    problems.push({
      message: `the source has ${counts.groups} groups, but expect.minGroups is ${expect.minGroups}`,
    });
  }
  const shrink = counts.usersBefore === 0 ? 0 : (counts.usersGone * 100) / counts.usersBefore;
  if (expect.maxShrink !== undefined && shrink > expect.maxShrink) {
    const gone = `${counts.usersGone} of the ${counts.usersBefore} users of the last good read are missing`;
    problems.push({
      message: `${gone} (${shrink.toFixed(1)} %), but expect.maxShrink is ${expect.maxShrink} %`,
    });
  }
  return problems;
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
