import { describe, expect, test } from "vitest";
import type { Check, MaxShrink } from "../../src/source/expect.ts";
import { dump, stateFile, store } from "../store/state-file.ts";
import { accept, usual } from "./accepting.ts";
import type { Contents } from "./memory-source.ts";

const keys = Array.from({ length: 10 }, (_, index) => `u${index}`);
const users = Object.fromEntries(
  keys.map((key, index) => [key, { department: index < 7 ? "R&D" : "Sales" }]),
);
const before: Contents = {
  users,
  groups: { all: "Everybody", few: "Few", old: "Old" },
  members: [...keys.map((key) => ["all", key] as const), ["few", "u0"], ["few", "u1"]],
};

const cases: readonly {
  what: string;
  after: Contents;
  maxShrink: Partial<MaxShrink>;
  check: Check;
  message: RegExp;
}[] = [
  {
    what: "groups",
    after: { ...before, groups: { all: "Everybody", few: "Few" } },
    maxShrink: { groups: 30 },
    check: "maxShrink.groups",
    message:
      /^1 of the 3 groups of the last good read are missing \(33\.3 %\), but expect\.maxShrink is 30 %/,
  },
  {
    what: "members of a single group",
    after: {
      ...before,
      members: before.members?.filter(([group, key]) => group !== "all" || key < "u4") ?? [],
    },
    maxShrink: { members: 50 },
    check: "maxShrink.members",
    message:
      /^the group Everybody lost 6 of its 10 members \(60\.0 %\), but expect\.maxShrink\.members is 50 %/,
  },
  {
    what: "a department that vanishes whole",
    after: {
      ...before,
      users: Object.fromEntries(keys.map((key) => [key, { department: "Sales" }])),
    },
    maxShrink: { values: { department: 50 } },
    check: "maxShrink.values",
    message:
      /^7 of the 7 users with department "R&D" are missing \(100\.0 %\), but expect\.maxShrink\.values\.department is 50 %/,
  },
];

describe("a shrink of", () => {
  test.each(cases)("$what is refused, and leaves no trace", async ({ after, maxShrink, message }) => {
    const file = stateFile();
    const into = store(file);
    await accept(into, before);
    const untouched = dump(file);
    const expectations = { ...usual, maxShrink: { values: {}, floor: 5, ...maxShrink } };
    await expect(accept(into, after, { expect: expectations })).rejects.toThrow(message);
    expect(dump(file)).toEqual(untouched);
  });
  test.each(cases)("$what may be accepted once", async ({ after, maxShrink, check }) => {
    const expectations = { ...usual, maxShrink: { values: {}, floor: 5, ...maxShrink } };
    for (const waived of [check, "maxShrink"] as const) {
      const into = store();
      await accept(into, before);
      const accepted = new Set([waived]);
      expect(await accept(into, after, { expect: expectations, accepted })).toMatchObject({ revision: 2 });
    }
  });
  test("few members or users is no shrink worth a word", async () => {
    const into = store();
    const maxShrink: MaxShrink = { members: 10, values: { department: 10 }, floor: 5 };
    await accept(into, before);
    const after = { ...before, members: before.members?.filter(([group]) => group !== "few") ?? [] };
    expect(await accept(into, after, { expect: { ...usual, maxShrink } })).toMatchObject({ revision: 2 });
  });
});
