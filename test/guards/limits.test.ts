import { describe, expect, test } from "vitest";
import type { RunCounts } from "../../src/sync/report.ts";
import type { Files, TargetLines } from "../sync/workshop.ts";
import { company, people, person } from "./company.ts";

/** A guard with its defaults, and a directory that asks it for any number. */
interface Row {
  readonly guard: string;
  readonly config: Partial<TargetLines>;
  /** The directory of before, when nothing is asked for; then so many in all. */
  readonly ask: (n: number) => Files;
  readonly limit: number;
  readonly counted: keyof RunCounts;
  /** Operations, where they are fewer than what is counted. */
  readonly operations?: number;
}

const under = (line: string) => `[]\n      ${line}`;
const pushAll = "{ push: ['*'] }";
const groups = (n: number): readonly string[] => Array.from({ length: n }, (_, at) => `g${at},Group ${at}`);
const everybody = people(0, 30);

/** Memberships of everybody in so many groups, without the first `n`, which are spread over the groups. */
function memberships(of: number, n: number): readonly string[] {
  const all = Array.from({ length: 30 }, (_, user) => groups(of).map((_, at) => `g${at},e${user}`)).flat();
  return all.slice(n);
}

const rows: readonly Row[] = [
  { guard: "users", config: {}, ask: (n) => ({ people: people(n, 30) }), limit: 6, counted: "deactivated" },
  {
    guard: "deletions",
    config: { createOnly: under("deprovision: delete") },
    ask: (n) => ({ people: people(n, 30) }),
    limit: 3,
    counted: "deleted",
  },
  {
    guard: "groups",
    config: { groups: "{ push: ['*'], unpushed: delete }" },
    ask: (n) => ({ people: everybody, groups: groups(12).slice(n) }),
    limit: 2,
    counted: "groupsDeleted",
  },
  {
    guard: "members",
    config: { groups: pushAll },
    ask: (n) => ({ people: everybody, groups: groups(1), memberships: memberships(1, n) }),
    limit: 9,
    counted: "membersRemoved",
    operations: 1,
  },
  {
    guard: "allMembers",
    config: { groups: pushAll },
    ask: (n) => ({ people: everybody, groups: groups(8), memberships: memberships(8, n) }),
    limit: 50,
    counted: "membersRemoved",
    operations: 8,
  },
  {
    guard: "creates",
    config: {},
    ask: (n) => ({ people: [...everybody, ...people(100, 100 + n)] }),
    limit: 20,
    counted: "created",
  },
  {
    guard: "updates",
    config: {},
    ask: (n) => ({ people: everybody.map((line, at) => (at < n ? person(at, "New") : line)) }),
    limit: 20,
    counted: "updated",
  },
];

describe.each(rows)("guard.$guard lets $limit go", ({ guard, config, ask, limit, counted, operations }) => {
  const here = company();
  const held = operations ?? limit + 1;

  async function begin(): Promise<void> {
    await here().configure(config);
    expect(await here().sync(ask(0))).toMatchObject({ exitCode: 0 });
  }

  test("at the limit it goes without a word", async () => {
    await begin();
    const report = await here().sync(ask(limit));
    expect(report).toMatchObject({ exitCode: 0, guard: [], held: [], counts: { [counted]: limit, held: 0 } });
  });

  test("beyond it all of it is held, listed, and told again the next night, and nothing is sent", async () => {
    await begin();
    await here().shop.write(ask(limit + 1));
    const plan = await here().plan();
    expect(plan.guard).toMatchObject([{ guard, removals: limit + 1, limit, held: limit + 1 }]);
    expect(plan.listed.map(({ state }) => state)).toEqual(Array.from({ length: held }, () => "held"));
    for (const hour of [0, 24]) {
      const report = await here().sync(undefined, hour);
      expect(report).toMatchObject({
        exitCode: 4,
        counts: { [counted]: 0, held },
        guard: [{ guard, removals: limit + 1, limit, held: limit + 1 }],
        requests: { total: 0 },
      });
      expect(report.held).toHaveLength(held);
      expect(report.guard[0]!.message).toContain(`scimsync approve ${report.runId}`);
    }
  });

  test("a leak in several runs is seen, and after a day forgotten", async () => {
    await begin();
    const half = Math.floor(limit / 2) + 1;
    expect(await here().sync(ask(half))).toMatchObject({ exitCode: 0, counts: { [counted]: half } });
    expect(await here().sync(ask(2 * half), 23)).toMatchObject({
      exitCode: 4,
      counts: { [counted]: 0 },
      guard: [{ guard }],
    });
    const later = await here().sync(undefined, 25);
    expect(later).toMatchObject({ exitCode: 0, guard: [], counts: { held: 0 } });
    expect(later.counts[counted]).toBeGreaterThanOrEqual(half);
  });

  test("what is approved goes, counts no more, and leaves nothing to do", async () => {
    await begin();
    const { runId } = await here().sync(ask(limit + 1));
    await here().approve(1, runId);
    expect(await here().sync(undefined, 1)).toMatchObject({
      exitCode: 0,
      guard: [],
      counts: { [counted]: limit + 1, held: 0 },
    });
    expect(await here().sync(undefined, 2)).toMatchObject({ exitCode: 0, requests: { total: 0 } });
    expect(here().shop.dump()["approval"]).toEqual([]);
  });

  test.runIf(!["creates", "updates"].includes(guard))("--allow-removals lets it go", async () => {
    await begin();
    expect(await here().sync(ask(limit + 1))).toMatchObject({ exitCode: 4 });
    expect(await here().sync(undefined, 1, { allowRemovals: limit + 1 })).toMatchObject({
      exitCode: 0,
      guard: [],
      counts: { [counted]: limit + 1 },
    });
  });

  test.runIf(["creates", "updates"].includes(guard))("--allow-removals lets no more go", async () => {
    await begin();
    expect(await here().sync(ask(limit + 1), 1, { allowRemovals: 100 })).toMatchObject({ exitCode: 4 });
  });
});
