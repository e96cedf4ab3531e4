import type { DirectoryEntry, DirectoryStore, Reading } from "../../store/directory-store.ts";
import type { DanglingMember, GroupSize, GroupTally } from "../../store/group-view.ts";
import { type AttributeStats, AttributeTally, identityOf } from "./attribute-stats.ts";
import { eachLeaf } from "./leaf-values.ts";
import { mayBeNearlyUnique, RepeatCount, type RepeatedValues } from "../read/repeated-values.ts";

const PAGE = 500;
const LARGEST = 10;
const DANGLING = 10;
/** Data that use values as names would make an attribute of each. */
const MOST_ATTRIBUTES = 500;

/** What a read holds, in numbers and examples. */
export interface SourceStats {
  /** Of users: those that the source names first, also when nobody has them; then others as they come. */
  readonly attributes: readonly AttributeStats[];
  /** There are more attributes than are told of. */
  readonly moreAttributes: boolean;
  readonly repeated: readonly RepeatedValues[];
  readonly largestGroups: readonly GroupSize[];
  readonly groups: GroupTally;
  /** Memberships of groups that the source does not have. */
  readonly membershipsOfNoGroup: number;
  /** Memberships of somebody whom the source does not have. */
  readonly danglingMembers: number;
  readonly danglingExamples: readonly DanglingMember[];
}

/**
 * Looks through a copy of the directory, in bounded memory. `onUsers` is called as users are looked at, perhaps twice
 * each; what it throws ends the work.
 */
export async function sourceStats(
  directory: DirectoryStore,
  reading: Reading,
  onUsers: (count: number) => void,
): Promise<SourceStats> {
  const { tallies, more } = await tallyAttributes(directory, onUsers);
  const counts = await countRepeats(directory, tallies, onUsers);
  const danglingMembers = directory.countDanglingMembers();
  return {
    attributes: inOrder(reading, tallies).map((name) => {
      const tally = tallies.get(name) ?? new AttributeTally(name, 0);
      return tally.stats(counts.get(name)?.different ?? tally.different);
    }),
    moreAttributes: more,
    repeated: [...counts].flatMap(([name, count]) => count.repeated(name) ?? []),
    largestGroups: directory.largestGroups(LARGEST),
    groups: directory.groupTally(),
    danglingMembers,
    membershipsOfNoGroup: reading.dangling - danglingMembers,
    danglingExamples: directory.danglingMembers(DANGLING),
  };
}

async function tallyAttributes(directory: DirectoryStore, onUsers: (count: number) => void) {
  const users = directory.countPresent("user");
  const tallies = new Map<string, AttributeTally>();
  let more = false;
  function tallyOf(name: string): AttributeTally | undefined {
    const known = tallies.get(name);
    more ||= known === undefined && tallies.size >= MOST_ATTRIBUTES;
    if (known !== undefined || tallies.size >= MOST_ATTRIBUTES) return known;
    const tally = new AttributeTally(name, users);
    tallies.set(name, tally);
    return tally;
  }
  await eachUser(directory, onUsers, ({ entry, attributes = {} }) =>
    eachLeaf(attributes, (name, value, shape) => tallyOf(name)?.add(entry, value, shape)),
  );
  return { tallies, more };
}

/** Who shares values is asked only where sharing is rare. */
async function countRepeats(
  directory: DirectoryStore,
  tallies: ReadonlyMap<string, AttributeTally>,
  onUsers: (count: number) => void,
): Promise<ReadonlyMap<string, RepeatCount>> {
  const worthIt = [...tallies].filter(([, tally]) => mayBeNearlyUnique(tally));
  const counts = new Map(worthIt.map(([name, tally]) => [name, new RepeatCount(tally)]));
  if (counts.size === 0) return counts;
  await eachUser(directory, onUsers, ({ key, attributes = {} }) =>
    eachLeaf(attributes, (name, value) => counts.get(name)?.add(identityOf(value), key)),
  );
  return counts;
}

/** Users that are present. Between pages the process has a turn. */
async function eachUser(
  directory: DirectoryStore,
  onUsers: (count: number) => void,
  visit: (user: DirectoryEntry) => void,
): Promise<void> {
  let page = directory.entriesOf("user", "all", 0, PAGE);
  while (page.length > 0) {
    const present = page.filter(({ attributes }) => attributes !== undefined);
    for (const user of present) visit(user);
    onUsers(present.length);
    await new Promise((resolve) => void setImmediate(resolve));
    page = directory.entriesOf("user", "all", page.at(-1)?.entry ?? 0, PAGE);
  }
}

/** Names of nested values lead through others, which hold nothing but them. */
function inOrder({ sources }: Reading, tallies: ReadonlyMap<string, unknown>): readonly string[] {
  const found = [...tallies.keys()];
  const stated = sources
    .flatMap(({ names }) => names.users)
    .filter((name) => tallies.has(name) || !found.some((path) => path.startsWith(`${name}.`)));
  return [...new Set([...stated, ...found])];
}
