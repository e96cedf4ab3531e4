import { describe, expect, test } from "vitest";
import { sourceStats, type SourceStats } from "../../src/sync/inspect/source-stats.ts";
import type { AttributeStats } from "../../src/sync/inspect/attribute-stats.ts";
import { accept } from "../directory/accepting.ts";
import type { Contents } from "../directory/memory-source.ts";
import { store } from "../store/state-file.ts";

type Users = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function statsOf(contents: Omit<Contents, "users"> & { readonly users: Users }): Promise<SourceStats> {
  const into = store();
  const reading = await accept(into, contents as Contents);
  return sourceStats(into.directory, reading, () => {});
}

async function attributesOf(users: Users): Promise<Readonly<Record<string, AttributeStats>>> {
  const { attributes } = await statsOf({ users });
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute]));
}

/** Users `u1`, `u2`, … with what `make` gives each. */
function many(count: number, make: (at: number) => Readonly<Record<string, unknown>>): Users {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`u${at + 1}`, make(at + 1)]));
}

describe("an attribute of users", () => {
  test("is told with how many have it, how many different values there are, and the most frequent ones", async () => {
    const departments = ["Sales", "R&D", "Sales", "Ops", "R&D", "Sales", "Legal"];
    const { department } = await attributesOf(
      many(8, (at) => (at === 8 ? {} : { department: departments[at - 1] })),
    );
    expect(department).toEqual({
      name: "department",
      filled: 7,
      shapes: { text: 7 },
      values: 7,
      different: 4,
      exact: true,
      examples: [
        { value: "Sales", users: 3 },
        { value: "R&D", users: 2 },
        { value: "Ops", users: 1 },
      ],
    });
  });

  test("that the source names is told although nobody has it", async () => {
    const { email } = await attributesOf({ a: { name: "Ann" } });
    expect(email).toMatchObject({ filled: 0, different: 0, examples: [] });
  });

  test("in nested values goes by its path; a list counts each value of a user once", async () => {
    const found = await attributesOf({
      a: { name: { given: "Ann" }, phones: ["1", "2", "1"], mails: [{ value: "a@x" }, { value: "b@x" }] },
      b: { name: { given: "Bob" }, phones: "2" },
    });
    expect(Object.keys(found)).toEqual(["email", "name.given", "phones", "mails.value"]);
    expect(found["name.given"]).toMatchObject({ filled: 2, different: 2 });
    expect(found["phones"]).toMatchObject({
      filled: 2,
      values: 3,
      different: 2,
      shapes: { list: 1, text: 1 },
    });
    expect(found["mails.value"]).toMatchObject({ filled: 1, values: 2, shapes: { list: 1 } });
  });

  test("tells of what type its values are", async () => {
    const { level, active } = await attributesOf(
      many(10, (at) => ({ level: at === 1 ? "high" : at, active: at > 2 })),
    );
    expect(level?.shapes).toEqual({ text: 1, number: 9 });
    expect(active?.shapes).toEqual({ boolean: 10 });
    expect(active?.examples).toEqual([
      { value: "true", users: 8 },
      { value: "false", users: 2 },
    ]);
  });

  test("with long values is shown by their beginnings, which may be the same", async () => {
    const long = "x".repeat(300);
    const { note } = await attributesOf({ a: { note: `${long}1` }, b: { note: `${long}2` } });
    expect(note).toMatchObject({ different: 2 });
    expect(note?.examples[0]).toEqual({ value: `${"x".repeat(200)}…`, users: 1 });
  });

  test("called like something of JavaScript is an attribute like any other", async () => {
    const { attributes } = await statsOf({
      users: { a: JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, unknown> },
    });
    expect(attributes.map(({ name }) => name)).toEqual(["email", "__proto__", "constructor"]);
  });

  test("one of more than 500 is not told of, and that is said", async () => {
    const row = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`a${at}`, "x"]));
    const { attributes, moreAttributes } = await statsOf({ users: { a: row } });
    // The 500, and the one that the source names.
    expect({ told: attributes.length, moreAttributes }).toEqual({ told: 501, moreAttributes: true });
  });
});

describe("values that some share although nearly everybody has their own", () => {
  test("are told with those who have them", async () => {
    const { repeated } = await statsOf({
      users: many(100, (at) => ({ email: at === 7 || at === 60 || at === 99 ? "same@x" : `${at}@x` })),
    });
    expect(repeated).toEqual([
      {
        attribute: "email",
        values: 1,
        examples: [{ value: "same@x", users: 3, keys: ["u7", "u60", "u99"] }],
      },
    ]);
  });

  test("the most shared come first, five at most, three keys of each", async () => {
    const { repeated } = await statsOf({
      users: many(1_000, (at) => ({
        email: at <= 5 ? "five" : at <= 20 ? `pair ${Math.floor(at / 2)}` : `${at}`,
      })),
    });
    expect(repeated[0]).toMatchObject({ attribute: "email", values: 8 });
    expect(repeated[0]?.examples).toHaveLength(5);
    expect(repeated[0]?.examples[0]).toEqual({ value: "five", users: 5, keys: ["u1", "u2", "u3"] });
  });

  test("are none where values are shared as a matter of course, or all are different", async () => {
    const users = many(100, (at) => ({
      email: `${at}@x`,
      first: `name ${at % 60}`,
      department: `${at % 3}`,
    }));
    expect((await statsOf({ users })).repeated).toEqual([]);
  });

  test("one pair of ten is told: a small directory has its doubles, too", async () => {
    const users = many(10, (at) => ({ email: at === 3 ? "1@x" : `${at}@x`, department: `${at % 2}` }));
    expect((await statsOf({ users })).repeated).toMatchObject([
      { attribute: "email", examples: [{ value: "1@x", users: 2, keys: ["u1", "u3"] }] },
    ]);
  });

  test("one user who has a value twice shares it with nobody", async () => {
    const users = many(50, (at) => ({ phones: at === 1 ? ["1", "1"] : [`${at}`] }));
    expect((await statsOf({ users })).repeated).toEqual([]);
  });
});

describe("groups", () => {
  const contents = {
    users: { a: {}, b: {}, c: {} },
    groups: { all: "Everybody", eng: "Eng", none: "Nobody" },
    members: [
      ["all", "a"],
      ["all", "b"],
      ["all", "c"],
      ["eng", "a"],
      ["eng", "ghost"],
      ["lost", "a"],
    ],
    nested: [
      ["all", "eng"],
      ["all", "missing"],
    ],
  } as const;

  test("are told by size, and how many are empty, nested, nesting", async () => {
    const { largestGroups, groups } = await statsOf(contents);
    expect(largestGroups).toMatchObject([
      { key: "all", name: "Everybody", members: 5 },
      { key: "eng", name: "Eng", members: 2 },
    ]);
    expect(groups).toEqual({ empty: 1, nested: 1, nesting: 1 });
  });

  test("memberships of nobody are counted by what is missing, and listed", async () => {
    const { danglingMembers, membershipsOfNoGroup, danglingExamples } = await statsOf(contents);
    expect({ danglingMembers, membershipsOfNoGroup }).toEqual({
      danglingMembers: 2,
      membershipsOfNoGroup: 1,
    });
    expect(danglingExamples).toEqual([
      { kind: "user", key: "ghost", group: "eng", groupName: "Eng" },
      { kind: "group", key: "missing", group: "all", groupName: "Everybody" },
    ]);
  });
});

test("what the look-out throws ends the work", async () => {
  const into = store();
  const reading = await accept(into, { users: { a: { email: "a" } } });
  const stats = sourceStats(into.directory, reading, () => {
    throw new Error("enough");
  });
  await expect(stats).rejects.toThrow("enough");
});
