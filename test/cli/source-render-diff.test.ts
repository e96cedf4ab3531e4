import { describe, expect, test } from "vitest";
import { describeChanges, describeReading } from "../../src/cli/render-source-counts.ts";
import { diffText } from "../../src/cli/render-source-diff.ts";
import { widthOf } from "../../src/cli/render-source-text.ts";
import { summarize } from "../../src/sync/inspect/diff-summary.ts";
import type { RecordChange } from "../../src/sync/inspect/record-changes.ts";
import { written } from "./source-written.ts";

describe("a diff", () => {
  const none = { attributes: [], membersAdded: [], membersRemoved: [] } as const;
  const changes: readonly RecordChange[] = [
    {
      ...none,
      kind: "user",
      key: "a",
      what: "changed",
      attributes: [
        { name: "title", before: "Old", after: "New" },
        { name: "phone", after: "1" },
      ],
    },
    { ...none, kind: "user", key: "b", what: "gone", attributes: [{ name: "email", before: "b@x" }] },
    {
      ...none,
      kind: "user",
      key: "c",
      what: "added",
      attributes: [
        { name: "email", after: "c@x" },
        { name: "name", after: { given: "Cé\u200b" } },
      ],
    },
    {
      ...none,
      kind: "group",
      key: "g",
      name: "Eng",
      what: "changed",
      membersAdded: Array.from({ length: 12 }, (_, at) => `m${at}`),
      membersRemoved: ["\u0001mail\u0001a@x"],
    },
  ];

  test("shows attributes by how many changed, then what came, went and changed", async () => {
    const summary = await summarize(changes, 10, () => {});
    const text = await written((terminal) => terminal.out(diffText(summary, terminal)));
    expect(text).toBe(
      `  title:  1 user
  phone:  1 user

  + user c  email: c@x, name.given: Cé\\u200b
  - user b  email: b@x
  ~ user a
      title: "Old" → "New"
      phone: (none) → "1"
  ~ group Eng [g]
      + 12 members added: m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, … 2 more
      − 1 member removed: mail a@x
`,
    );
    expect(describeChanges(summary.counts)).toBe(
      "+1 user, −1 user, 1 changed; 1 group changed; 12 members added, 1 removed",
    );
  });

  test("is coloured on a terminal, fits there, and shows both sides of a long change", async () => {
    const long = { name: "bio", before: "a".repeat(200), after: "b".repeat(200) };
    const big = { ...changes[0]!, attributes: [long, { ...long, after: "short" }] };
    const summary = await summarize([...changes.slice(1), big], 10, () => {});
    const text = await written((terminal) => terminal.out(diffText(summary, terminal)), 60);
    expect(text).toContain("<green>+ user c</>");
    expect(text).toContain("<red>- user b</>");
    expect(text).toMatch(/bio: "a+… → "b+…\n/);
    expect(text).toMatch(/bio: "a+… → "short"\n/);
    const bare = text.replaceAll(/<\/?\w*>/g, "");
    for (const line of bare.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(60);
  });

  test("says how many more there are", async () => {
    const summary = await summarize(changes, 2, () => {});
    const text = await written((terminal) => terminal.out(diffText(summary, terminal)));
    expect(text).toContain("  … and 2 more (--limit, or --json for all)\n");
  });
});

test("counts read as a sentence", () => {
  const counts = { revision: 1, at: 0, fingerprint: "", sources: [], dynamicGroups: { fingerprint: "" } };
  expect(describeReading({ ...counts, users: 1_000, groups: 1, memberships: 2_310, dangling: 3 })).toBe(
    "1,000 users, 1 group, 2,310 memberships (3 dangling)",
  );
  const nothing = { added: 0, gone: 0, changed: 0 };
  const members = { added: 0, removed: 0 };
  expect(describeChanges({ users: nothing, groups: nothing, members })).toBe("nothing changed");
  expect(
    describeChanges({
      users: { ...nothing, changed: 1 },
      groups: { ...nothing, gone: 2 },
      members: { added: 0, removed: 1 },
    }),
  ).toBe("1 user changed; −2 groups; 1 member removed");
});
