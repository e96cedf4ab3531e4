import { describe, expect, test } from "vitest";
import type { SourceKey } from "../../src/source/record.ts";
import type { Store } from "../../src/store/store.ts";
import { dump, stateFile, store } from "../store/state-file.ts";
import { accept, acme, now } from "./accepting.ts";
import type { Contents } from "./memory-source.ts";

/** Keys of the entries that changed with a revision, marked + when present. */
function changedIn(file: string, revision: number): readonly string[] {
  const entries = dump(file)["entry"] ?? [];
  return entries
    .filter((entry) => entry["revision"] === revision)
    .map((entry) => `${entry["present"] === 1 ? "+" : "-"}${String(entry["kind"])} ${String(entry["key"])}`)
    .sort();
}

/** Members of a group, nested ones included, by key. */
function usersOf(into: Store, group: string): readonly string[] {
  const users = ["a", "b", "c", "d", "e"];
  const entries = into.directory.find("user", users as SourceKey[]);
  const groups = into.targets.groupsOf([...entries.values()].map(({ id }) => id));
  return [...entries.values()]
    .filter(({ id }) => groups.get(id)?.includes(group))
    .map(({ key }) => key)
    .sort();
}

describe("an accepted read", () => {
  test("is counted, and kept", async () => {
    const into = store();
    expect(await accept(into, acme)).toMatchObject({
      revision: 1,
      users: 3,
      groups: 2,
      memberships: 3,
      dangling: 0,
      at: now,
    });
    expect(into.directory.lastReading()).toMatchObject({ revision: 1 });
    expect(usersOf(into, "Eng")).toEqual(["a", "b"]);
  });

  test("byte for byte the same, it writes nothing at all", async () => {
    const file = stateFile();
    const into = store(file);
    await accept(into, acme);
    const before = dump(file);
    expect(await accept(into, acme)).toMatchObject({ revision: 1 });
    expect(dump(file)).toEqual(before);
  });

  test("of other bytes but the same records, it changes no record", async () => {
    const file = stateFile();
    const into = store(file);
    await accept(into, acme);
    const shuffled = {
      ...acme,
      users: Object.fromEntries(Object.entries(acme.users ?? {}).reverse()),
      members: acme.members?.toReversed() ?? [],
    };
    expect(await accept(into, shuffled)).toMatchObject({ revision: 2, users: 3, memberships: 3 });
    expect(changedIn(file, 2)).toEqual([]);
  });

  const changes: readonly { what: string; after: Contents; changed: readonly string[] }[] = [
    {
      what: "an attribute",
      after: { ...acme, users: { ...acme.users, b: { email: "B" } } },
      changed: ["+user b"],
    },
    {
      what: "somebody new",
      after: { ...acme, users: { ...acme.users, d: { email: "d" } } },
      changed: ["+user d"],
    },
    {
      what: "somebody gone",
      after: { ...acme, users: { a: { email: "a" }, b: { email: "b" } } },
      changed: ["-user c"],
    },
    {
      what: "a member more",
      after: { ...acme, members: [...(acme.members ?? []), ["ops", "a"]] },
      changed: ["+group ops", "+user a"],
    },
    {
      what: "a member less",
      after: { ...acme, members: acme.members?.slice(1) ?? [] },
      changed: ["+group eng", "+user a"],
    },
    {
      what: "a group emptied",
      after: { ...acme, members: acme.members?.slice(2) ?? [] },
      changed: ["+group eng", "+user a", "+user b"],
    },
    {
      what: "a group renamed",
      after: { ...acme, groups: { eng: "Engineering", ops: "Ops" } },
      changed: ["+group eng", "+user a", "+user b"],
    },
    {
      what: "a group gone",
      after: { ...acme, groups: { eng: "Eng" }, members: acme.members?.slice(0, 2) ?? [] },
      changed: ["-group ops", "+user c"].sort(),
    },
    {
      what: "a member twice is a member once",
      after: { ...acme, members: [...(acme.members ?? []), ["eng", "a"]] },
      changed: ["+group eng"],
    },
  ];
  test.each(changes)(
    "$what: that and whom it concerns is marked, and nothing else",
    async ({ after, changed }) => {
      const file = stateFile();
      const into = store(file);
      await accept(into, acme);
      await accept(into, after);
      expect(changedIn(file, 2)).toEqual(changed);
    },
  );

  test("a member whom the source does not have waits, and is a member once there", async () => {
    const file = stateFile();
    const into = store(file);
    const early: Contents = { ...acme, members: [...(acme.members ?? []), ["eng", "d"]] };
    expect(await accept(into, early)).toMatchObject({ memberships: 4, dangling: 1, users: 3 });
    expect(await accept(into, { ...early, users: { ...early.users, d: { email: "d" } } })).toMatchObject({
      dangling: 0,
      users: 4,
    });
    expect(changedIn(file, 2)).toEqual(["+user d"]);
    expect(usersOf(into, "Eng")).toEqual(["a", "b", "d"]);
  });

  test("a membership of a group that is not there is counted and kept out", async () => {
    const into = store();
    expect(
      await accept(into, { ...acme, members: [...(acme.members ?? []), ["nobody", "a"]] }),
    ).toMatchObject({ memberships: 3, dangling: 1 });
  });

  test("somebody who was gone comes back as the same entry", async () => {
    const into = store();
    await accept(into, acme);
    const before = into.directory.find("user", ["c" as SourceKey]).get("c" as SourceKey)?.id;
    await accept(into, { ...acme, users: { a: { email: "a" }, b: { email: "b" } } });
    await accept(into, { ...acme, modifiedAt: 1 });
    expect(into.directory.find("user", ["c" as SourceKey]).get("c" as SourceKey)).toMatchObject({
      id: before,
      present: true,
    });
    expect(usersOf(into, "Ops")).toEqual(["c"]);
  });

  test("a group that was gone comes back with its members", async () => {
    const into = store();
    await accept(into, acme);
    await accept(into, { ...acme, groups: { ops: "Ops" }, members: [["ops", "c"]] });
    expect(usersOf(into, "Eng")).toEqual([]);
    await accept(into, { ...acme, modifiedAt: 1 });
    expect(usersOf(into, "Eng")).toEqual(["a", "b"]);
  });
});

describe("groups in groups", () => {
  const nested: Contents = {
    ...acme,
    groups: { ...acme.groups, all: "All" },
    nested: [
      ["all", "eng"],
      ["all", "ops"],
    ],
  };

  test("members below are members above", async () => {
    const into = store();
    await accept(into, nested);
    expect(usersOf(into, "All")).toEqual(["a", "b", "c"]);
  });
  test("a change below marks those above", async () => {
    const file = stateFile();
    const into = store(file);
    await accept(into, nested);
    await accept(into, { ...nested, members: nested.members?.slice(1) ?? [] });
    expect(changedIn(file, 2)).toEqual(["+group all", "+group eng", "+user a"]);
  });
  test("a group taken out of another marks the users below it", async () => {
    const file = stateFile();
    const into = store(file);
    await accept(into, nested);
    await accept(into, { ...nested, nested: [["all", "eng"]] });
    expect(changedIn(file, 2)).toEqual(["+group all", "+user c"]);
    expect(usersOf(into, "All")).toEqual(["a", "b"]);
  });
  test("cycles end, a group in itself too", async () => {
    const into = store();
    await accept(into, {
      ...nested,
      nested: [
        ["all", "eng"],
        ["eng", "ops"],
        ["ops", "all"],
        ["ops", "ops"],
      ],
    });
    for (const name of ["All", "Eng", "Ops"]) expect(usersOf(into, name)).toEqual(["a", "b", "c"]);
  });
  test("a user and a group of one key are two", async () => {
    const into = store();
    await accept(into, {
      users: { a: { email: "a" } },
      groups: { a: "GroupA", eng: "Eng" },
      members: [["eng", "a"]],
      nested: [["eng", "a"]],
    });
    expect(usersOf(into, "Eng")).toEqual(["a"]);
    expect(usersOf(into, "GroupA")).toEqual([]);
  });
  test("a nested group in place of a user of the same key is a change", async () => {
    const file = stateFile();
    const into = store(file);
    const groups = { a: "GroupA", eng: "Eng" };
    await accept(into, {
      users: { a: { email: "a" }, b: { email: "b" } },
      groups,
      members: [
        ["eng", "a"],
        ["a", "b"],
      ],
    });
    await accept(into, {
      users: { a: { email: "a" }, b: { email: "b" } },
      groups,
      members: [["a", "b"]],
      nested: [["eng", "a"]],
    });
    expect(usersOf(into, "Eng")).toEqual(["b"]);
  });
});
