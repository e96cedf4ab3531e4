import { MemberDigest } from "../../directory/member-digest.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DirectoryStore, EntryKind, KnownEntry } from "../../store/directory-store.ts";
import { type ChangeCounts, ChangeTally } from "./change-counts.ts";
import { attributeChanges } from "./record-changes.ts";

const PAGE = 500;

/** Two copies of the directory that know nothing of each other: their entries have the same keys, and other ids. */
export interface TwoCopies {
  readonly before: DirectoryStore;
  readonly after: DirectoryStore;
}

/**
 * Counts what differs between two copies, by key. Between pages the process has a turn; `onRecords` is called as
 * records are compared, and what it throws ends the work.
 */
export async function changesSince(
  copies: TwoCopies,
  onRecords: (count: number) => void,
): Promise<ChangeCounts> {
  const tally = new ChangeTally();
  await compareUsers(copies, tally, onRecords);
  await compareGroups(copies, tally, onRecords);
  return tally.counts();
}

async function compareUsers(
  copies: TwoCopies,
  tally: ChangeTally,
  onRecords: (count: number) => void,
): Promise<void> {
  let met = 0;
  for await (const page of pairedPages("user", copies.after, copies.before)) {
    onRecords(page.length);
    for (const { own: now, other: then } of page) {
      if (then === undefined) tally.add({ kind: "user", what: "added", ...none });
      else if (!isSameRecord(copies, then, now)) tally.add({ kind: "user", what: "changed", ...none });
      if (then !== undefined) met += 1;
    }
  }
  tally.add({ kind: "user", what: "gone", ...none }, copies.before.countPresent("user") - met);
}

async function compareGroups(
  copies: TwoCopies,
  tally: ChangeTally,
  onRecords: (count: number) => void,
): Promise<void> {
  const { before, after } = copies;
  const haveSameMembers = sameMembers(copies);
  for await (const page of pairedPages("group", after, before)) {
    onRecords(page.length);
    for (const { own: now, other: then } of page) {
      if (then === undefined) {
        const membersAdded = after.countMembers(now.id).members;
        tally.add({ kind: "group", what: "added", ...none, membersAdded });
        continue;
      }
      const members = haveSameMembers(then, now) ? none : memberChanges(copies, then, now);
      const moved = members.membersAdded + members.membersRemoved > 0;
      if (moved || !isSameRecord(copies, then, now))
        tally.add({ kind: "group", what: "changed", ...members });
    }
  }
  for await (const page of pairedPages("group", before, after)) {
    for (const { own: then, other: now } of page) {
      if (now !== undefined) continue;
      const membersRemoved = before.countMembers(then.id).members;
      tally.add({ kind: "group", what: "gone", ...none, membersRemoved });
    }
  }
}

interface Pair {
  readonly own: KnownEntry;
  /** Undefined when the other copy has no such record. */
  readonly other: KnownEntry | undefined;
}

async function* pairedPages(
  kind: EntryKind,
  own: DirectoryStore,
  other: DirectoryStore,
): AsyncGenerator<readonly Pair[]> {
  let ids = own.presentIds(kind, 0, PAGE);
  while (ids.length > 0) {
    const keys = own.keys(ids);
    const there = other.find(kind, keys);
    yield [...own.find(kind, keys).values()].map((entry) => {
      const found = there.get(entry.key);
      return { own: entry, other: found?.present === true ? found : undefined };
    });
    await new Promise((resolve) => void setImmediate(resolve));
    ids = own.presentIds(kind, ids.at(-1) ?? 0, PAGE);
  }
}

const none = { membersAdded: 0, membersRemoved: 0 };

function isSameRecord({ before, after }: TwoCopies, then: KnownEntry, now: KnownEntry): boolean {
  if (then.fingerprint === now.fingerprint) return true;
  return attributeChanges(before.attributes(then.id) ?? {}, after.attributes(now.id) ?? {}).length === 0;
}

/**
 * Tells of most groups at once that nothing changed: the names of the members are those of before, and as many of them
 * are somebody. A dynamic group has no names.
 */
function sameMembers({ before, after }: TwoCopies): (then: KnownEntry, now: KnownEntry) => boolean {
  const noNames = new MemberDigest().toString();
  const digests = { before: before.memberDigests(), after: after.memberDigests() };
  return (then, now) => {
    const digest = digests.after.get(now.id) ?? noNames;
    if (digest === noNames || digest !== digests.before.get(then.id)) return false;
    const [old, current] = [before.countMembers(then.id), after.countMembers(now.id)];
    return old.members === current.members && old.dangling === current.dangling;
  };
}

function memberChanges({ before, after }: TwoCopies, then: KnownEntry, now: KnownEntry) {
  let common = 0;
  let page = after.members(now.id, 0, PAGE);
  while (page.length > 0) {
    for (const kind of ["user", "group"] as const) {
      const keys = page.filter((member) => member.kind === kind).map(({ key }) => key as SourceKey);
      const ids = [...before.find(kind, keys).values()].map(({ id }) => id);
      common += before.membersAmong(then.id, ids).length;
    }
    page = after.members(now.id, page.at(-1)?.entry ?? 0, PAGE);
  }
  return {
    membersAdded: after.countMembers(now.id).members - common,
    membersRemoved: before.countMembers(then.id).members - common,
  };
}
