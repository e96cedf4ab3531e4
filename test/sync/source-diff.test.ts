import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Check } from "../../src/source/expect.ts";
import type { Reading } from "../../src/store/directory-store.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { type ChangeCounts, isNoChange } from "../../src/sync/inspect/change-counts.ts";
import { changesSince } from "../../src/sync/inspect/changes-since.ts";
import { type DiffSummary, summarize } from "../../src/sync/inspect/diff-summary.ts";
import type { RecordChange } from "../../src/sync/inspect/record-changes.ts";
import { diffSources, type SourceDiff } from "../../src/sync/inspect/source-diff.ts";
import { accept, acceptance, acme, usual } from "../directory/accepting.ts";
import { type Contents, memorySource } from "../directory/memory-source.ts";
import { dump, stateFile, store } from "../store/state-file.ts";

type Given = Parameters<typeof acceptance>[1];

/** Reads the one, then shows what the other would change. */
async function diffOf<T>(
  before: Contents | undefined,
  after: Contents,
  show: (diff: SourceDiff) => Promise<T> | T,
  given: Given = {},
): Promise<T> {
  const file = stateFile();
  const into = store(file);
  if (before !== undefined) await accept(into, before, given);
  const untouched = dump(file);
  const shown: T[] = [];
  const sources = [{ source: memorySource(after), name: "csv-1" }];
  await diffSources(acceptance(sources, given), { store: into, before: store(file) }, async (diff) => {
    shown.push(await show(diff));
  });
  expect(dump(file)).toEqual(untouched);
  expect(shown).toHaveLength(1);
  return shown[0]!;
}

function changesOf(before: Contents | undefined, after: Contents): Promise<readonly RecordChange[]> {
  return diffOf(before, after, (diff) => [...diff.changes()]);
}

describe("what a new export would change, of which nothing is kept", () => {
  test("users that come, go and change, with old and new values", async () => {
    const after = {
      ...acme,
      users: { a: { email: "a2", title: "Boss" }, b: {}, d: { email: "d" } },
      members: acme.members!.slice(0, 2),
    };
    expect(await changesOf(acme, after)).toMatchObject([
      {
        kind: "user",
        key: "a",
        what: "changed",
        attributes: [
          { name: "email", before: "a", after: "a2" },
          { name: "title", after: "Boss" },
        ],
      },
      { kind: "user", key: "b", what: "changed", attributes: [{ name: "email", before: "b" }] },
      { kind: "user", key: "c", what: "gone", attributes: [{ name: "email", before: "c" }] },
      { kind: "user", key: "d", what: "added", attributes: [{ name: "email", after: "d" }] },
      { kind: "group", key: "ops", what: "changed", membersAdded: [], membersRemoved: ["c"] },
    ]);
  });

  test("members that come and go, of groups that change, come and go; a user is not changed by that", async () => {
    const after = {
      ...acme,
      groups: { eng: "Engineering", new: "New" },
      members: [
        ["eng", "a"],
        ["eng", "ghost"],
        ["new", "c"],
      ],
      nested: [["new", "eng"]],
    } as const;
    expect(await changesOf(acme, after)).toEqual([
      {
        kind: "group",
        key: "eng",
        name: "Engineering",
        what: "changed",
        attributes: [{ name: "name", before: "Eng", after: "Engineering" }],
        membersAdded: ["ghost"],
        membersRemoved: ["b"],
      },
      {
        kind: "group",
        key: "ops",
        name: "Ops",
        what: "gone",
        attributes: [{ name: "name", before: "Ops" }],
        membersAdded: [],
        membersRemoved: ["c"],
      },
      {
        kind: "group",
        key: "new",
        name: "New",
        what: "added",
        attributes: [{ name: "name", after: "New" }],
        membersAdded: ["Engineering", "c"],
        membersRemoved: [],
      },
    ]);
  });

  test("somebody of whom nothing but the key is known is there all the same", async () => {
    expect(await changesOf(acme, { ...acme, users: { ...acme.users, d: {} } })).toMatchObject([
      { key: "d", what: "added", attributes: [] },
    ]);
  });

  test("a part of a nested value goes by its path; an attribute may be called like something of JavaScript", async () => {
    const before = { users: { a: { name: { given: "Ann", family: "Lee" }, tags: ["x"] } } };
    const after = {
      users: { a: { name: { given: "Anne", family: "Lee" }, tags: ["x", "y"], constructor: "me" } },
    };
    const [change] = await changesOf(before as unknown as Contents, after as unknown as Contents);
    expect(change?.attributes).toEqual([
      { name: "name.given", before: "Ann", after: "Anne" },
      { name: "tags", before: ["x"], after: ["x", "y"] },
      { name: "constructor", after: "me" },
    ]);
  });

  test("nothing, when the files are those of the last good read, or in another order", async () => {
    expect(await changesOf(acme, acme)).toEqual([]);
    const reversed = { ...acme, members: acme.members!.toReversed() };
    expect(await changesOf(acme, reversed)).toEqual([]);
  });

  test("everything, when there was no read before", async () => {
    const shown = await diffOf(undefined, acme, ({ before, changes }) => ({
      before,
      what: [...changes()].map(({ what }) => what),
    }));
    expect(shown).toEqual({ before: undefined, what: Array.from({ length: 5 }, () => "added") });
  });

  test("can be gone through again and again", async () => {
    const twice = await diffOf(acme, { users: { a: { email: "a" } } }, ({ changes }) => [
      [...changes()],
      [...changes()],
    ]);
    expect(twice[0]).toEqual(twice[1]);
    expect(twice[0]).toHaveLength(4);
  });
});

describe("an expectation that is not met", () => {
  const fewer = { users: { a: { email: "a" } }, modifiedAt: -10_000_000 };
  const expectations = { ...usual, maxShrink: { users: 20, values: {}, floor: 1 }, maxAge: 3_600_000 };

  test("is told, each once, and what changed is shown all the same", async () => {
    const shown = await diffOf(
      { ...acme, modifiedAt: 1_000_000 },
      fewer,
      ({ unmet, changes }) => ({ unmet, changes: [...changes()].length }),
      { expect: expectations },
    );
    expect(shown.unmet.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^last written .* --accept maxAge$/),
      expect.stringMatching(/^2 of the 3 users .* are missing .* --accept maxShrink\.users$/),
    ]);
    expect(shown.changes).toBe(4);
  });

  test("is not told when it is accepted", async () => {
    const accepted = new Set<Check>(["maxAge", "maxShrink"]);
    const before = { ...acme, modifiedAt: 1_000_000 };
    const unmet = await diffOf(before, fewer, (diff) => diff.unmet, { expect: expectations, accepted });
    expect(unmet).toEqual([]);
  });
});

test("a read that is not whole is refused, and leaves no trace", async () => {
  const file = stateFile();
  const into = store(file);
  await accept(into, acme);
  const untouched = dump(file);
  const sources = [{ source: memorySource({ ...acme, again: ["a"] }), name: "csv-1" }];
  const diff = diffSources(acceptance(sources), { store: into, before: store(file) }, () =>
    Promise.resolve(),
  );
  await expect(diff).rejects.toThrow(/already in people\.csv:2/);
  expect(dump(file)).toEqual(untouched);
});

const record = { kind: "user", attributes: [], membersAdded: [], membersRemoved: [] } as const;
function* made(what: RecordChange["what"], count: number): Generator<RecordChange> {
  for (let at = 0; at < count; at += 1) yield { ...record, what, key: `${what}-${at}` };
}
function* together(...parts: readonly Iterable<RecordChange>[]): Generator<RecordChange> {
  for (const part of parts) yield* part;
}
const names = ({ first }: DiffSummary) => first.map(({ key }) => key);

describe("a summary", () => {
  test("shows some of each sort, added before gone before changed", async () => {
    const changes = together(made("changed", 100), made("added", 100), made("gone", 1));
    const summary = await summarize(changes, 5, () => {});
    expect(names(summary)).toEqual(["added-0", "added-1", "gone-0", "changed-0", "changed-1"]);
    expect(summary.counts.users).toEqual({ added: 100, gone: 1, changed: 100 });
  });

  test.each([0, 1, 2, 3, 50])("shows %s of them when no more are wanted", async (limit) => {
    const changes = together(made("changed", 20), made("added", 20), made("gone", 20));
    expect(names(await summarize(changes, limit, () => {}))).toHaveLength(limit);
  });

  test("tells which attributes changed, and of how many", async () => {
    const changed = { ...record, key: "k", what: "changed" } as const;
    const changes: readonly RecordChange[] = [
      { ...changed, attributes: [{ name: "title", after: 1 }] },
      { ...changed, attributes: [{ name: "department" }, { name: "title" }] },
      { ...changed, kind: "group", attributes: [{ name: "name" }] },
      { ...record, key: "new", what: "added", attributes: [{ name: "title", after: "x" }] },
    ];
    expect((await summarize(changes, 9, () => {})).attributes).toEqual([
      { kind: "user", name: "title", records: 2 },
      { kind: "user", name: "department", records: 1 },
      { kind: "group", name: "name", records: 1 },
    ]);
  });
});

const key = fc.constantFrom("a", "b", "c", "d", "e");
const group = fc.constantFrom("g", "h", "i");
const directory: fc.Arbitrary<Contents> = fc.record({
  users: fc.dictionary(key, fc.record({ email: fc.constantFrom("1", "2") }), { minKeys: 1 }),
  groups: fc.dictionary(group, fc.constantFrom("Name", "Other")),
  members: fc.uniqueArray(fc.tuple(group, key), { maxLength: 8 }),
  nested: fc.uniqueArray(fc.tuple(group, group), { maxLength: 2 }),
});

async function countedByDiff(before: Contents, after: Contents): Promise<ChangeCounts> {
  return diffOf(before, after, async ({ changes }) => (await summarize(changes(), 0, () => {})).counts);
}
async function countedByKey(before: Contents, after: Contents): Promise<ChangeCounts> {
  const copies = [openStore(stateFile()), openStore(stateFile())] as const;
  await accept(copies[0], before);
  await accept(copies[1], after);
  const counts = await changesSince({ before: copies[0].directory, after: copies[1].directory }, () => {});
  for (const copy of copies) copy.close();
  return counts;
}

test("two copies that know nothing of each other are told apart as the diff of a read tells it", async () => {
  await fc.assert(
    fc.asyncProperty(directory, directory, async (before, after) => {
      expect(await countedByKey(before, after)).toEqual(await countedByDiff(before, after));
      expect(isNoChange(await countedByKey(after, after))).toBe(true);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("what reading gives is the same reading", async () => {
  const readings = await diffOf(acme, acme, ({ before, after }): readonly (Reading | undefined)[] => [
    before,
    after,
  ]);
  expect(readings[0]).toEqual(readings[1]);
});
