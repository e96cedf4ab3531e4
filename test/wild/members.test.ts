import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type Ending, expectAllRight, type Life, liveThrough } from "./days.ts";

/** What is not seen at once is looked at again a second later. */
function live(life: Life): Promise<Ending> {
  return liveThrough({ ...life, clock: fastClock(50) });
}

function nameOf(quirks: readonly QuirkName[], groups: JsonObject = {}): string {
  return [
    ...quirks,
    ...Object.entries(groups).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  ].join(", ");
}

/** What was said of each group that failed, once. */
function saidOf({ reports }: Ending): readonly string[] {
  const said = reports.flatMap(({ failures }) =>
    failures.map(({ key, operation, detail }) => `${key} ${operation} ${detail}`),
  );
  return [...new Set(said)];
}

describe("ends right without a word in the connector", () => {
  const alone: readonly (readonly QuirkName[])[] = [
    ["membersDroppedOnCreate"],
    ["membersHidden"],
    ["membersHidden", "readdDuplicates", "membersDroppedOnCreate"],
    ["membersNull"],
    ["firstRemovalOnly"],
    ["removeNeedsValueList"],
    ["valueListRemovesAll"],
    ["removalIgnored"],
    ["removalIgnored", "replaceMembersMerges"],
    ["readdDuplicates"],
    ["orFilterRemovesFirst", "replaceMembersIgnored", "unknownMembersStored", "membersCapped"],
    ["replaceMembersMerges", "putKeepsMembers", "unknownMembersDropped", "duplicateGroup400"],
    ["threeMembersARequest"],
    ["membersTruncated"],
    ["smallBodies"],
    ["parallelPatchesLost", "unknownMember500"],
  ];
  test.each(alone.map((quirks) => ({ name: nameOf(quirks), quirks })))("$name", async ({ quirks }) => {
    expectAllRight(await live({ quirks, requests: 130 }));
  });
});

describe("ends right with a connector that knows", () => {
  const known: readonly (readonly [readonly QuirkName[], JsonObject])[] = [
    [["pathFilterRemovesAll"], { removeMembers: "valueList" }],
    [["removeNeedsValueList"], { removeMembers: "valueList" }],
    [["removalIgnored", "readdDuplicates"], { removeMembers: "replace" }],
    [["membersHidden"], { membersReadable: false }],
    [["membersHidden"], { update: "put" }],
    [["putKeepsMembers", "membersNull"], { update: "put" }],
    [["smallBodies"], { bytesPerRequest: 1000 }],
    [["threeMembersARequest"], { membersPerRequest: 3 }],
  ];
  const cases = known.map(([quirks, groups]) => ({ name: nameOf(quirks, groups), quirks, groups }));
  test.each(cases)("$name", async ({ quirks, groups }) => {
    expectAllRight(await live({ quirks, connector: { groups } }));
  });
});

describe("ends with a clear failure", () => {
  test.each<readonly QuirkName[]>([
    ["pathFilterRemovesAll"],
    ["removeNeedsValueList", "valueListRemovesAll"],
  ])("%s: nobody is taken out any more, once others went along and were put back", async (...quirks) => {
    const ending = await live({ quirks: quirks.filter((one) => one !== undefined) });
    expect(ending.codes).toEqual(["removals_unsafe"]);
    // The first removal is of one member, and it was done.
    expect(ending.right).toEqual(["joiners", "movers"]);
    const stopped =
      "taking out members of a group took out others at this target; nobody is taken out of groups";
    expect(saidOf(ending)).toEqual([
      `g1 removeMembers ${stopped} any more; 5 were put back at once`,
      `g3 removeMembers not removed: e01, e08; ${stopped} any more`,
    ]);
  });

  test("removalIgnored, replaceMembersMerges, update: patch", async () => {
    const ending = await live({
      quirks: ["removalIgnored", "replaceMembersMerges"],
      connector: { groups: { update: "patch" } },
    });
    expect(ending.codes).toEqual(["unsupported"]);
    expect(ending.right).toEqual(["joiners", "movers"]);
    const why =
      "the target answered that it was done, and took nobody out (tried: pathFilter, valueList, replace)";
    expect(saidOf(ending)).toEqual([
      `g1 removeMembers not removed: e02; ${why}`,
      `g3 removeMembers not removed: e01, e08; ${why}`,
    ]);
  });

  test("renameGroup409: the name stays, and members go on", async () => {
    const ending = await live({ quirks: ["renameGroup409"] });
    expect(ending.codes).toEqual(["conflict"]);
    expect(ending.right).toEqual(["joiners", "movers"]);
    expect(saidOf(ending)).toEqual([
      expect.stringMatching(/^g2 update the target refuses to rename \S+: a group cannot be renamed$/),
    ]);
  });

  test("renameNeedsPut: the name is given by PUT, and nobody leaves", async () => {
    expectAllRight(await live({ quirks: ["renameNeedsPut"] }));
  });

  test("membersDroppedOnCreate, update: put", async () => {
    const ending = await live({
      quirks: ["membersDroppedOnCreate"],
      connector: { groups: { update: "put" } },
    });
    expect(ending.codes).toEqual(["rejected_by_target"]);
    expect(saidOf(ending)[0]).toMatch(
      /^g1 addMembers not added: e01, e02, e03, e04, e05 and 1 more; e01: the target answered that it was done, but it is not in the group$/,
    );
  });
});
