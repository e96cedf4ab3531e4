import { describe, expect, test } from "vitest";
import { fault, fetched, people, teams } from "./fetched.ts";
import { type Asked, done, entry, playServer } from "./played-server.ts";

describe("ranged attributes", () => {
  const members = Array.from({ length: 25 }, (_, index) => `uid=u${index},ou=people`);
  const group = "cn=all,ou=groups";

  /** Gives members ten at a time, as a domain controller gives 1500. */
  function playRanges(asked: Asked): readonly Buffer[] {
    if (asked.base === people.base) return [done(asked)];
    const from = Number(/;range=(\d+)-/.exec(asked.attributes.at(-1) ?? "")?.[1] ?? 0);
    const part = members.slice(from, from + 10);
    const to = from + 10 >= members.length ? "*" : String(from + 9);
    const others = from === 0 ? { cn: ["all"], member: [] } : {};
    return [entry(asked, group, { ...others, [`member;range=${from}-${to}`]: part }), done(asked, {})];
  }

  test("are followed to the end and written whole", async () => {
    const { url, asked } = await playServer(playRanges);
    const { groups } = await fetched({ url, groups: teams });
    const lines = members.map((member) => `member: ${member}\n`).join("");
    expect(groups).toBe(`version: 1\n\ndn: ${group}\ncn: all\n${lines}`);
    expect(asked.slice(2).map(({ base, scope, attributes }) => [base, scope, attributes.at(-1)])).toEqual([
      [group, "base", "member"],
      [group, "base", "member;range=10-*"],
      [group, "base", "member;range=20-*"],
    ]);
  });

  test.each([
    ["skip values", { "member;range=12-*": ["uid=x"] }, "the server gave 1 values of member as 12-*"],
    ["begin again", { "member;range=0-9": members.slice(0, 10) }, "those from 10 on were due"],
    ["count wrongly", { "member;range=10-19": ["uid=x"] }, "1 values of member as 10-19"],
    ["stop", { cn: ["all"] }, "changed while it was read"],
  ])("that %s are not believed", async (_, attributes, expected) => {
    const { url } = await playServer((asked) =>
      asked.attributes.at(-1) === "member;range=10-*"
        ? [entry(asked, group, attributes), done(asked, {})]
        : playRanges(asked),
    );
    expect(await fault({ url, groups: teams })).toEqual([
      "groups",
      expect.stringMatching(/^incomplete: .*entry cn=all,ou=groups/),
    ]);
    expect((await fault({ url, groups: teams }))[1]).toContain(expected);
  });

  test("of an entry that is gone when it is read again: not believed", async () => {
    const { url } = await playServer((asked) =>
      asked.scope === "base" ? [done(asked, {})] : playRanges(asked),
    );
    expect((await fault({ url, groups: teams }))[1]).toContain("changed while it was read; run again");
  });
});
