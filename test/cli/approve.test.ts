import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { config, type Desk, openDesk } from "./desk.ts";

let desk: Desk;

function writePeople(from: number, ...more: readonly string[]): void {
  const rows = Array.from(
    { length: 12 - from },
    (_, n) => `e${from + n},u${from + n}@x.org,Ann,Lee,Dev,eng,,`,
  );
  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", ...rows, ...more);
}

beforeEach(async () => {
  desk = await openDesk();
  desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { everyone: true }"]));
  desk.write("groups.csv", "id,name,parent", "g1,Staff,", "g2,Builders,g1");
  desk.write("memberships.csv", "group,member", "g1,e11");
  writePeople(0);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  writePeople(6);
});
afterEach(() => desk.close());

/** Runs sync into the guard; gives the id of the run. */
async function hold(): Promise<string> {
  const { runs } = await desk.json("sync");
  expect(runs[0]).toMatchObject({ exitCode: 4, counts: { held: 6 } });
  return runs[0].runId;
}

it("sync lists what is held with the command that releases it, and that command does", async () => {
  const { code, stdout } = await desk.run("sync");
  expect(code).toBe(4);
  expect(stdout).toContain("          deactivate User u0@x.org [e0]\n");
  const [, run] = /approve them with `scimsync approve (\S+)`/.exec(stdout) ?? [];
  const approved = await desk.run("approve", run!);
  expect(approved).toMatchObject({ code: 0 });
  expect(approved.stdout).toBe(
    "6 operations approved for 24.0 h, and only as they are now; `scimsync sync app` does them\n",
  );
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(desk.sandbox.users().filter(({ active }) => active === false)).toHaveLength(6);
});

describe("without a name", () => {
  it("it lists what is held, and what stands approved", async () => {
    const run = await hold();
    await desk.run("approve", "e3");
    const { code, stdout } = await desk.run("approve", "--limit", "2");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^app: 6 operations held\n {2}- deactivate User u0@x\.org \[e0\]\n {6}gone from the source\n {6}first held /,
    );
    expect(stdout).toContain("  … and 4 more (--limit, or --json for all)\n");
    expect(stdout).toContain(`  all of a run: scimsync approve ${run}\n`);
    expect(stdout).toContain("  approved: deactivate [e3], waits for a sync, lapses in 24.0 h\n");
  });

  it("as JSON it lists all", async () => {
    const run = await hold();
    expect(await desk.json("approve", "e3", "e4")).toMatchObject({
      version: 1,
      approved: [{ key: "e3", kind: "deactivate", held: true }, { key: "e4" }],
    });
    const listed = await desk.json("approve", "--limit", "1");
    expect(listed.held).toHaveLength(6);
    expect(listed.held[0]).toMatchObject({
      target: "app",
      run,
      kind: "deactivate",
      resource: "User",
      key: "e0",
    });
    expect(listed.approvals).toMatchObject([
      { target: "app", key: "e3", kind: "deactivate", run },
      { key: "e4" },
    ]);
  });

  it("of nothing it says so", async () => {
    writePeople(0);
    await desk.run("sync");
    expect(await desk.run("approve")).toMatchObject({ code: 0, stdout: "app: nothing is held\n" });
  });
});

it("a name that means nothing is a mistake, and nothing is approved", async () => {
  await hold();
  const { code, stderr } = await desk.run("approve", "e3", "nobody");
  expect(code).toBe(2);
  expect(stderr).toContain("nothing of nobody is held, and no run is called that; nothing was approved");
  expect((await desk.json("approve")).approvals).toEqual([]);
  expect(await desk.run("approve", "e3", "--target", "other")).toMatchObject({ code: 2 });
});

it("secrets of what is held are not shown", async () => {
  desk.write(
    "scimsync.yaml",
    ...config(desk.sandbox, ["assign: { everyone: true }", "guard: { creates: { floor: 0, count: 0 } }"]),
  );
  writePeople(0);
  const { runs } = await desk.json("sync");
  expect(runs[0]).toMatchObject({ exitCode: 0 });
  writePeople(0, "e99,new@x.org,New,Lee,Dev,eng,,canary-pw");
  expect(await desk.run("sync")).toMatchObject({ code: 4 });
  const { stdout } = await desk.run("approve", "--json");
  expect(stdout).toContain("new@x.org");
  expect(stdout).not.toContain("canary-pw");
  expect(stdout).toContain('"path":"password","before":null,"after":"•••"');
});

it("what is protected is told in plan and report, and both end with 3", async () => {
  desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { everyone: true }", "protect: [e0]"]));
  writePeople(1);
  const plan = await desk.run("plan");
  expect(plan.code).toBe(3);
  const said = "is protected, and would be deactivated (gone from the source)";
  expect(plan.stdout).toContain(`PROTECTED: e0: ${said}; nothing is done`);
  expect((await desk.json("plan")).plans[0].protected).toEqual([{ key: "e0", detail: said }]);
  const report = await desk.run("sync");
  expect(report.code).toBe(3);
  expect(report.stdout).toContain(`FAILED: protect User e0 [e0]: protected: ${said}`);
});

it("status counts accounts that were there before", async () => {
  const { url, token } = desk.sandbox;
  await fetch(`${url}/Users`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
    body: JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "u99@x.org" }),
  });
  writePeople(0, "e99,u99@x.org,Ann,Lee,Dev,eng,,");
  expect((await desk.json("sync")).runs[0].counts).toMatchObject({ linked: 1, created: 0 });
  expect((await desk.json("status")).targets[0].adopted).toEqual({ users: 1, groups: 0 });
  expect((await desk.run("status")).stdout).toContain("  of them there before: 1 account, 0 groups\n");
});
