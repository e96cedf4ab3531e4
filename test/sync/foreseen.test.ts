import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Operation } from "../../src/plan/operation.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { type Files, targetAt, type TargetLines, workshop, type Workshop } from "./workshop.ts";

let shop: Workshop;
let app: Sandbox;

beforeEach(async () => {
  [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
});
afterEach(() => Promise.all([shop.remove(), app.close()]));

function target(more: Partial<TargetLines> = {}): TargetLines {
  return targetAt("app", app, { groups: '{ push: ["*"] }', ...more });
}

function person(n: number, email = `user${n}@x.org`, boss = n === 0 ? "nobody" : `e${n >> 1}`): string {
  return `e${n},${email},User${n},dep${n % 3},${boss}`;
}

/** Two of them want one name, one names one of these, and one a manager whom there is not. */
const directory: Files = {
  people: [
    ...Array.from({ length: 9 }, (_, n) => person(n)),
    person(9, "twin@x.org"),
    person(10, "TWIN@x.org"),
    person(11, "user11@x.org", "e9"),
  ],
  groups: ["g1,All", "g2,Few"],
  memberships: [...Array.from({ length: 11 }, (_, n) => `g1,e${n}`), "g2,e9", "g2,e1"],
};

interface Row {
  readonly phase: number;
  readonly key: string;
  readonly kind: string;
}

/** What the last sync had in its journal, in the order of a push. */
function journaled(): readonly Row[] {
  const rows = (shop.dump()["operation"] ?? []) as unknown as readonly (Row & {
    readonly state: string;
    readonly seq: number;
    readonly run: string;
  })[];
  const last = rows.toSorted((a, b) => a.seq - b.seq).at(-1)?.run;
  return rows
    .filter(({ run, state }) => run === last && state !== "dropped")
    .sort((a, b) => a.phase - b.phase || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.seq - b.seq))
    .map(({ phase, key, kind }) => ({ phase, key, kind }));
}

function shortOf({ phase, key, kind }: Operation): Row {
  return { phase, key, kind };
}

/** The plan, and the sync after it, must mean to do the same; gives what both do. */
async function bothWays(): Promise<readonly Row[]> {
  const [plan] = await shop.plan();
  const [report] = await shop.sync();
  const listed = plan!.listed.map(({ operation }) => shortOf(operation));
  expect(listed).toEqual(journaled());
  expect(report!.planId).toBe(plan!.planId);
  return listed;
}

describe("a plan foresees the accounts to be made", () => {
  test("and shows them among the rest, as sync then writes them down", async () => {
    await shop.configure(target());
    await shop.write(directory);
    const rows = await bothWays();
    expect(rows.filter(({ kind }) => kind === "create").map(({ key }) => key)).toEqual([
      "e0",
      "e1",
      "e11",
      ...Array.from({ length: 7 }, (_, n) => `e${n + 2}`),
      "g1",
      "g2",
    ]);
    // All name somebody who comes with them, but the first and the last.
    expect(rows.filter(({ kind }) => kind === "update")).toHaveLength(8);
  });

  test("beside accounts that there are, when a changed mapping has all of them looked at", async () => {
    await shop.configure(target());
    await shop.write({ ...directory, people: (directory.people ?? []).slice(2, 9) });
    await shop.sync();
    await shop.write({ ...directory, people: [...directory.people.slice(0, 8), person(12)] });
    await shop.configure(target({ attributes: ["title: ${user.department}"] }));
    const rows = await bothWays();
    const creates = rows.filter(({ kind, phase }) => kind === "create" && phase === 4).map(({ key }) => key);
    expect(creates).toEqual(["e0", "e1", "e12"]);
    expect(rows.some(({ kind }) => kind === "deactivate")).toBe(true);
  });

  test("with all that would be sent, secrets hidden", async () => {
    await shop.configure(target({ attributes: ['password: "${user.department}-secret"'] }));
    await shop.write(directory);
    const [plan] = await shop.plan();
    const first = plan!.listed.find(({ operation }) => operation.key === "e3");
    expect(first).toMatchObject({
      state: "planned",
      operation: { kind: "create", attributes: { userName: "user3@x.org", password: "•••" } },
    });
  });

  test("and writes none of them down, however often it is asked", async () => {
    await shop.configure(target({ groups: "{}" }));
    const nobody = Array.from({ length: 9 }, (_, n) => person(n, `user${n}@x.org`, ""));
    await shop.write({ people: nobody });
    const [first] = await shop.plan();
    shop.forbidWrites("operation");
    const [second] = await shop.plan();
    expect(second!.listed).toHaveLength(9);
    expect(second!.planId).toBe(first!.planId);
    await expect(shop.sync()).rejects.toThrow("operation is written to");
  });
});

describe("what stayed as it was is not written again", () => {
  test("when all mappings are reapplied", async () => {
    await shop.configure(target());
    await shop.write({ ...directory, people: directory.people.slice(0, 9) });
    expect(await shop.sync()).toMatchObject([{ exitCode: 0, counts: { created: 9 } }]);
    for (const table of ["claimed_name", "reference", "mapped_until", "link", "link_member"])
      shop.forbidWrites(table);
    const [report] = await shop.sync({ mode: "reapply" });
    expect(report).toMatchObject({ exitCode: 0, requests: { total: 0 } });
  });
});
