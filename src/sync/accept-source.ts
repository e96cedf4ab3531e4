import { fingerprint } from "../canonical.ts";
import { checkAge, checkCounts } from "../directory/completeness.ts";
import { type Problem, SourceError } from "../errors.ts";
import type { EntryId } from "../plan/operation.ts";
import type { SourceExpectations } from "../source/expect.ts";
import type { DirectorySource } from "../source/source.ts";
import type { Reading } from "../store/directory-store.ts";
import type { Store } from "../store/store.ts";
import { Intake } from "./intake.ts";

/** A source with what must hold of it, and everything about it that shapes records besides the files. */
export interface ExpectedSource {
  readonly source: DirectorySource;
  readonly expect: SourceExpectations;
  readonly definition: string;
}

/**
 * Brings the copy of the directory up to date. Files byte-identical to those of the last good read are not parsed.
 * Throws `SourceError`, and leaves the copy as it was, when the read is not whole.
 */
export async function acceptSource(
  sources: readonly ExpectedSource[],
  store: Store,
  now: number,
  onRecords: (count: number) => void,
): Promise<Reading> {
  const found = await fingerprintOf(sources, now);
  const last = store.directory.lastReading();
  if (last?.fingerprint === found) {
    checkAll(sources, { users: last.users, groups: last.groups, usersGone: 0, usersBefore: last.users });
    return last;
  }
  return store.transaction(() => readAll(sources, store, { fingerprint: found, now, onRecords }));
}

async function fingerprintOf(sources: readonly ExpectedSource[], now: number): Promise<string> {
  const parts: string[] = [];
  for (const { source, expect, definition } of sources) {
    const files = await source.files();
    const stale = checkAge(files, expect, now);
    if (stale.length > 0) throw new SourceError(stale);
    parts.push(definition, ...files.map(({ file, sha256 }) => `${file} ${sha256}`));
  }
  return fingerprint(parts.join("\n"));
}

interface ReadParts {
  readonly fingerprint: string;
  readonly now: number;
  readonly onRecords: (count: number) => void;
}

async function readAll(sources: readonly ExpectedSource[], store: Store, parts: ReadParts): Promise<Reading> {
  const { directory } = store;
  const last = directory.lastReading();
  const usersBefore = directory.countPresent("user");
  const revision = (last?.revision ?? 0) + 1;
  const intake = new Intake(directory, revision);
  intake.throwProblems(await takeAll(sources, intake, parts.onRecords));
  const reread = intake.groupsToReread();
  if (reread.size > 0) {
    await readAgain(sources, intake, reread);
    await expectUnchanged(sources, parts);
  }
  const { usersGone } = intake.finish(reread);
  const { users, groups } = intake.counts;
  checkAll(sources, { users, groups, usersGone, usersBefore });
  const dangling = directory.countDanglingMembers() + intake.membershipsOfNobody;
  const memberships = directory.countMemberships();
  const reading: Reading = {
    revision,
    at: parts.now,
    fingerprint: parts.fingerprint,
    users,
    groups,
    memberships,
    dangling,
  };
  directory.addReading(reading);
  return reading;
}

/** Takes all records in; gives what the sources complained of, so that all problems are told at once. */
async function takeAll(
  sources: readonly ExpectedSource[],
  intake: Intake,
  onRecords: (count: number) => void,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { source } of sources) {
    try {
      for await (const batch of source.read()) {
        intake.take(batch);
        onRecords("records" in batch ? batch.records.length : batch.memberships.length);
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problems.push(...error.problems);
    }
  }
  return problems;
}

/** Members of most groups never change, so they are kept only once a group is known to differ. */
async function readAgain(
  sources: readonly ExpectedSource[],
  intake: Intake,
  groups: ReadonlySet<EntryId>,
): Promise<void> {
  for (const { source } of sources) {
    for await (const batch of source.read()) {
      if (batch.kind === "memberships") intake.takeMembersOf(groups, batch.memberships);
    }
  }
}

/** Two readings of two files would be no reading of either. */
async function expectUnchanged(sources: readonly ExpectedSource[], parts: ReadParts): Promise<void> {
  if ((await fingerprintOf(sources, parts.now)) === parts.fingerprint) return;
  throw new SourceError([
    { message: "the source changed while it was read; run again when the export is done" },
  ]);
}

function checkAll(sources: readonly ExpectedSource[], counts: Parameters<typeof checkCounts>[0]): void {
  const problems = sources.flatMap(({ expect }) => checkCounts(counts, expect));
  if (problems.length > 0) throw new SourceError(problems);
}
