import { describe, expect, test } from "vitest";
import { renderRecord } from "../../src/cli/render-source-record.ts";
import { statsText } from "../../src/cli/render-source-stats.ts";
import { widthOf } from "../../src/cli/render-source-text.ts";
import { firstRecords, recordsOf } from "../../src/sync/read/seen-records.ts";
import { sourceStats } from "../../src/sync/inspect/source-stats.ts";
import { accept } from "../directory/accepting.ts";
import type { Contents } from "../directory/memory-source.ts";
import { store } from "../store/state-file.ts";
import { written } from "./source-written.ts";

const people = {
  users: {
    a: {
      email: "ann@x",
      name: { given: "Ann", family: "Lee" },
      level: 5,
      tags: ["x", "y,z"],
      note: "a\nb\u001b[2J",
    },
    b: { email: "bob@x", mails: [{ value: "b@x", work: true }, { value: "b@y" }] },
    c: {},
  },
  groups: { all: "Everybody", eng: "Eng, Berlin", none: "Nobody" },
  members: [
    ["all", "a"],
    ["all", "ghost"],
    ["all", "\u0001dn\u0001cn=gone,ou=x"],
    ["eng", "b"],
  ],
  nested: [["all", "eng"]],
} as unknown as Contents;

async function shown(key: string, inFull = false, columns?: number): Promise<string> {
  const into = store();
  await accept(into, people);
  const [record] = recordsOf(into, key);
  return written((terminal) => renderRecord(record!, terminal, inFull), columns);
}

describe("a record", () => {
  test("has its nested values by path; what is no text says so, and what cannot be seen is seen", async () => {
    expect(await shown("a")).toBe(
      [
        "user a",
        "  email        ann@x",
        "  name.given   Ann",
        "  name.family  Lee",
        "  level        5 (number)",
        '  tags         [x, "y,z"]',
        String.raw`  note         a\nb\u001b[2J`,
        "  in 1 group: Everybody",
        "",
      ].join("\n"),
    );
  });

  test("has the items of a list of values of its own, and the groups that its groups are in", async () => {
    expect(await shown("b")).toBe(
      [
        "user b",
        "  email           bob@x",
        "  mails[0].value  b@x",
        "  mails[0].work   true (boolean)",
        "  mails[1].value  b@y",
        '  in 2 groups: "Eng, Berlin", Everybody',
        "",
      ].join("\n"),
    );
  });

  test("without anything is there", async () => {
    expect(await shown("c")).toBe("user c\n  in no group\n");
    expect(await shown("none")).toBe("group Nobody [none]\n  name  Nobody\n  no members\n");
  });

  test("that is a group has its members, those marked whom the source does not have", async () => {
    const members = ["a", "ghost (dangling)", '"dn cn=gone,ou=x" (dangling)', 'group "Eng, Berlin" [eng]'];
    const text = await shown("all");
    expect(text).toContain("  4 members (2 dangling): ");
    for (const member of members) expect(text).toContain(member);
    const full = await shown("all", true);
    for (const member of members) expect(full).toContain(`\n    ${member}\n`);
  });

  test("shows ten of its members, or all in full; the same of a list", async () => {
    const keys = Array.from({ length: 25 }, (_, at) => `user-${String(at).padStart(2, "0")}`);
    const into = store();
    const users = Object.fromEntries(keys.map((key) => [key, { all: keys } as never]));
    await accept(into, { users, groups: { g: "G" }, members: keys.map((key) => ["g", key] as const) });
    const [group] = recordsOf(into, "g");
    const [user] = recordsOf(into, "user-00");
    const text = await written((terminal) => renderRecord(group!, terminal, false));
    expect(text).toMatch(/25 members: user-00, [^]* user-09, … 15 more\n$/);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect((await written((terminal) => renderRecord(group!, terminal, true))).split("\n")).toHaveLength(29);
    expect(await written((terminal) => renderRecord(user!, terminal, false))).toContain(
      "user-09, … 15 more]\n",
    );
    expect(await written((terminal) => renderRecord(user!, terminal, true))).toContain("user-23, user-24]\n");
  });

  test("fits on a terminal, and is not cut short elsewhere, or in full", async () => {
    const bio = "lorem ".repeat(40).trim();
    const into = store();
    await accept(into, { users: { a: { bio } } });
    const [record] = recordsOf(into, "a");
    const cutShort = await written((terminal) => renderRecord(record!, terminal, false), 40);
    expect(cutShort.split("\n").map((line) => widthOf(line))).toEqual([6, expect.any(Number), 13, 0]);
    expect(widthOf(cutShort.split("\n")[1]!)).toBeLessThanOrEqual(40);
    expect(cutShort).toContain("…");
    expect(await written((terminal) => renderRecord(record!, terminal, true), 40)).toContain(bio);
    expect(await written((terminal) => renderRecord(record!, terminal, false))).toContain(bio);
  });
});

test("the first records of a kind are those of the source, placeholders and gone ones left out", async () => {
  const into = store();
  await accept(into, people);
  await accept(into, { ...people, users: { ...people.users, d: {} } });
  await accept(into, people);
  const keys = (kind: "user" | "group", limit: number) =>
    [...firstRecords(into, kind, limit)].map(({ key }) => key);
  expect(keys("user", 10)).toEqual(["a", "b", "c"]);
  expect(keys("user", 2)).toEqual(["a", "b"]);
  expect(keys("user", 0)).toEqual([]);
  expect(keys("group", 10)).toEqual(["all", "eng", "none"]);
});

async function statsOf(contents: Contents, columns?: number): Promise<string> {
  const into = store();
  const reading = await accept(into, contents);
  const stats = await sourceStats(into.directory, reading, () => {});
  return written((terminal) => terminal.out(statsText(reading, stats, terminal)), columns);
}

describe("statistics", () => {
  test("stand in columns", async () => {
    expect(await statsOf(people)).toBe(`
attribute of users  filled  different  type    examples
email                 67 %          2          ann@x, bob@x
name.given            33 %          1          Ann
name.family           33 %          1          Lee
level                 33 %          1  number  5
tags                  33 %          2  list    x, "y,z"
note                  33 %          1          a\\nb\\u001b[2J
mails.value           33 %          2  list    b@x, b@y
mails.work            33 %          1  list    true

3 groups: 1 empty, 1 in another group, 1 with a group in it
  members  largest groups
        4  Everybody [all]
        1  Eng, Berlin [eng]

2 dangling memberships: the source does not have the member
  Everybody [all]  ghost
  Everybody [all]  dn cn=gone,ou=x
`);
  });

  test("tell shares, repeated values, and sources when there are several", async () => {
    const users = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [
        `u${at}`,
        {
          email: at === 250 ? "1@x" : `${at}@x`,
          team: at % 2 === 0 ? "A" : "B, C",
          ...(at === 7 ? { odd: "x" } : {}),
        },
      ]),
    ) as never;
    const into = store();
    const reading = await accept(into, [{ users }, { users: { z: { team: "A" } }, file: "more.csv" }]);
    const stats = await sourceStats(into.directory, reading, () => {});
    const text = await written((terminal) => terminal.out(statsText(reading, stats, terminal)));
    expect(text).toContain("\nsource  users  groups\ncsv-1     300       0\ncsv-2       1       0\n");
    expect(text).toMatch(/^email +> 99 % +299 +1@x \(2\), 0@x, 2@x, …$/m);
    expect(text).toMatch(/^team +100 % +2 +A \(151\), "B, C" \(150\)$/m);
    expect(text).toMatch(/^odd +< 1 % +1 +x$/m);
    expect(text).toMatch(/^ {2}email {2}1@x {2}u1, u250$/m);
  });

  test("fit on a terminal; the end of a long path is what tells it from others", async () => {
    const prefix = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user";
    const text = await statsOf(
      { users: { a: { [`${prefix}.department`]: "x".repeat(90), [`${prefix}.division`]: "y" } } },
      80,
    );
    expect(text).toMatch(/^….*user\.department +100 %/m);
    expect(text).toMatch(/^….*user\.division +100 %/m);
    for (const line of text.split("\n").filter((one) => !one.includes("<yellow>")))
      expect(widthOf(line), line).toBeLessThanOrEqual(80);
  });
});
