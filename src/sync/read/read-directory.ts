import { checkCounts, checkMembers, checkValues, type Loss } from "../../directory/completeness.ts";
import { formatProblem, type Problem, SourceError } from "../../errors.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { RecordBatch } from "../../source/record.ts";
import type { AttributeNames } from "../../source/source.ts";
import type { DirectoryStore, DynamicState, MemberShrink, Reading } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { type Acceptance, type ExpectedSource, expectedOf, refuseUnmet } from "./acceptance.ts";
import { knownNames, unionOfNames } from "./attribute-names.ts";
import { updateDynamicMembers } from "./dynamic-groups.ts";
import { Intake } from "./intake.ts";
import { stageBatch, takeMerged } from "./merge-sources.ts";

/**
 * Reads all sources into the copy of the directory, inside a transaction that its owner ends. Throws `SourceError` when the read is not whole.
 */
export async function readDirectory(
  acceptance: Acceptance,
  store: Store,
  fingerprint: string,
): Promise<Reading> {
  const { directory } = store;
  const last = directory.lastReading();
  const revision = (last?.revision ?? 0) + 1;
  const valuesBefore = countValues(acceptance, directory);
  const intake = new Intake(directory, revision);
  const names = await takeAll(acceptance, store, intake);
  const reread = intake.groupsToReread();
  if (reread.size > 0) await readAgain(acceptance, intake, reread);
  const shrinks = intake.finish(reread);
  checkWhole(acceptance, intake, shrinks, lostValues(valuesBefore, countValues(acceptance, directory)));
  const dynamicGroups = updateDynamicGroups(
    acceptance,
    directory,
    revision,
    unionOfNames([...names.values()]),
  );
  return {
    revision,
    at: acceptance.now,
    fingerprint,
    users: directory.countPresent("user"),
    groups: directory.countPresent("group"),
    memberships: directory.countMemberships(),
    dangling: directory.countDanglingMembers() + intake.membershipsOfNobody,
    sources: acceptance.sources.map(({ name }) => ({
      name,
      users: intake.tally.of("user", name).now,
      groups: intake.tally.of("group", name).now,
      names: names.get(name) ?? { users: [], groups: [] },
    })),
    dynamicGroups,
  };
}

function updateDynamicGroups(
  { dynamicGroups, now }: Acceptance,
  directory: DirectoryStore,
  revision: number,
  names: AttributeNames,
): DynamicState {
  const { fingerprint } = dynamicGroups;
  const last = directory.lastReading()?.dynamicGroups;
  const same = last?.fingerprint === fingerprint && !isDue(last, now);
  const { failed, until } = updateDynamicMembers(directory, dynamicGroups.compile(names), {
    revision,
    now,
    which: same ? "changed" : "all",
  });
  dynamicGroups.onFailures(failed);
  const moments = [until, same ? last.until : undefined].filter((moment) => moment !== undefined);
  return { fingerprint, ...(moments.length > 0 && { until: Math.min(...moments) }) };
}

/** Whether members of dynamic groups may differ although no record changed. */
export function isDue({ until }: DynamicState, now: number): boolean {
  return until !== undefined && until <= now;
}

/** Takes all records, then all memberships in. All problems of all sources are told at once. */
async function takeAll(
  acceptance: Acceptance,
  store: Store,
  intake: Intake,
): Promise<ReadonlyMap<string, AttributeNames>> {
  const { sources, merge, dynamicGroups } = acceptance;
  const last = store.directory.lastReading();
  const names = new Map<string, AttributeNames>();
  const problems: Problem[] = [];
  for (const [order, source] of sources.entries()) {
    const staging = merge === undefined ? undefined : { name: source.name, order };
    await collecting(problems, async () => {
      // Of several sources one key may be the key of several records.
      const recogniser = merge === undefined ? intake.recogniser(source.name) : undefined;
      for await (const batch of source.source.records(recogniser)) {
        if (batch.kind === "names") {
          names.set(source.name, knownNames(batch, source, last));
          continue;
        }
        const count = countRecords(batch);
        acceptance.onRecords(count);
        intake.tally.gave(batch.kind === "users" ? "user" : "group", source.name, count);
        if (staging === undefined) intake.takeRecords(batch, source.name);
        else problems.push(...stageBatch(store.merging, staging, batch));
      }
    });
  }
  if (merge !== undefined) {
    const enriching = new Set(sources.filter(({ enriches }) => enriches).map(({ name }) => name));
    takeMerged(store.merging, merge, enriching, (batch, from) => intake.takeRecords(batch, from));
  }
  if (dynamicGroups.groups.length > 0) intake.takeRecords(dynamicGroups.records, "");
  await takeMemberships(acceptance, intake, problems);
  intake.throwProblems(unique(problems));
  return names;
}

function countRecords(batch: RecordBatch): number {
  const known = batch.kind === "users" ? (batch.known?.entries.length ?? 0) : 0;
  return batch.records.length + known;
}

async function takeMemberships(
  { sources, onRecords }: Acceptance,
  intake: Intake,
  problems: Problem[],
): Promise<void> {
  for (const { source } of sources) {
    await collecting(problems, async () => {
      for await (const { memberships } of source.memberships()) {
        intake.takeMemberships(memberships);
        onRecords(memberships.length);
      }
    });
  }
}

async function collecting(problems: Problem[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    problems.push(...error.problems);
  }
}

/** What is wrong with a file may be found by each pass over it. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

/** Members of most groups never change, so they are kept only once a group is known to differ. */
async function readAgain(
  { sources }: Acceptance,
  intake: Intake,
  groups: ReadonlySet<EntryId>,
): Promise<void> {
  for (const { source } of sources) {
    for await (const { memberships } of source.memberships()) intake.takeMembersOf(groups, memberships);
  }
}

function checkWhole(
  acceptance: Acceptance,
  intake: Intake,
  shrinks: readonly MemberShrink[],
  values: readonly ValueLosses[],
): void {
  const problems = acceptance.sources.flatMap((source) => {
    const expected = expectedOf(source, acceptance);
    const { tally } = intake;
    const members = shrinks
      .filter(({ sources }) => sources.split(",").includes(source.name))
      .map(({ group, before, gone }) => ({ of: `group ${group}`, before, gone }));
    return [
      ...checkCounts(tally.of("user", source.name), tally.of("group", source.name), expected),
      ...checkMembers(members, expected),
      ...values
        .filter((one) => one.source === source.name)
        .flatMap(({ attribute, losses }) => checkValues(attribute, losses, expected)),
    ];
  });
  refuseUnmet(acceptance, problems);
}

interface ValueCounts {
  readonly source: string;
  readonly attribute: string;
  readonly users: ReadonlyMap<string, number>;
}

interface ValueLosses {
  readonly source: string;
  readonly attribute: string;
  readonly losses: readonly Loss[];
}

/** How many users have each value of the attributes that must not shrink. */
function countValues({ sources }: Acceptance, directory: DirectoryStore): readonly ValueCounts[] {
  return sources.flatMap(({ name, expect }: ExpectedSource) =>
    Object.keys(expect.maxShrink?.values ?? {}).map((attribute) => ({
      source: name,
      attribute,
      users: directory.valueCounts(attribute, name),
    })),
  );
}

function lostValues(before: readonly ValueCounts[], after: readonly ValueCounts[]): readonly ValueLosses[] {
  return before.map(({ source, attribute, users }, index) => ({
    source,
    attribute,
    losses: [...users].map(([value, count]) => ({
      of: `${attribute} "${value}"`,
      before: count,
      gone: count - (after[index]?.users.get(value) ?? 0),
    })),
  }));
}
