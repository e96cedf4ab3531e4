import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { config, type Desk, openDesk } from "./desk.ts";

let desk: Desk;

const header = "id,email,first,last,title,team,boss,secret";
const settled = ["e1,ann@x.org,Ann,Lee,Boss,eng,,pw-one", "e2,ben@x.org,Ben,Fox,Dev,eng,e1,pw-two"];
const comes = "e3,cyd@x.org,Cyd,Ray,Ops,eng,e1,pw-three";

beforeEach(async () => {
  desk = await openDesk();
  desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { everyone: true }"]));
  desk.write("people.csv", header, ...settled);
  desk.write("groups.csv", "id,name,parent", "g1,Staff,");
  desk.write("memberships.csv", "group,member", "g1,e1", "g1,e2");
});
afterEach(() => desk.close());

/** The day after a sync: one comes, one changes, one goes. */
async function nextDay(): Promise<void> {
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  desk.write("people.csv", header, settled[0]!.replace("Boss", "Chair"), comes);
  desk.write("memberships.csv", "group,member", "g1,e1", "g1,e3");
  desk.sandbox.clearRequests();
}

function writes(): Readonly<Record<string, number>> {
  const { POST = 0, PATCH = 0, PUT = 0, DELETE = 0 } = desk.sandbox.requests().byMethod;
  return { POST, PATCH, PUT, DELETE };
}

function account(name: string): Record<string, unknown> | undefined {
  return desk.sandbox.users().find(({ userName }) => userName === `${name}@x.org`);
}

function edit(change: (text: string) => string): void {
  writeFileSync(desk.path("p.json"), change(readFileSync(desk.path("p.json"), "utf8")));
}

describe("plan --out", () => {
  it("writes what it shows to a file of its owner, without secrets, an operation a line", async () => {
    const { code, stdout, stderr } = await desk.run("plan", "--out", "p.json");
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await desk.run("plan")).stdout });
    expect(stderr).toBe("written to p.json (1 target); `scimsync apply p.json` does this and nothing else\n");
    expect(statSync(desk.path("p.json")).mode & 0o777).toBe(0o600);
    const text = readFileSync(desk.path("p.json"), "utf8");
    expect(text).not.toMatch(new RegExp(`pw-|${desk.sandbox.token}`));
    expect(text.split("\n").filter((line) => line.startsWith('{"phase":'))).toHaveLength(5);
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      mode: "sync",
      approved: null,
      plans: [
        {
          target: "app",
          planId: expect.any(String),
          basis: { source: expect.any(String), mapping: expect.any(String), run: null },
          guard: [],
          forecast: { requests: expect.any(Number) },
          operations: [{ key: "e1" }, { key: "e2" }, { key: "e2" }, { key: "g1" }, { key: "g1" }],
        },
      ],
      digest: expect.stringMatching(/^sha256-/),
    });
  });

  it("overwrites a plan file, and nothing else", async () => {
    await desk.run("plan", "--out", "p.json");
    chmodSync(desk.path("p.json"), 0o644);
    expect(await desk.run("plan", "--out", "p.json")).toMatchObject({ code: 0 });
    expect(statSync(desk.path("p.json")).mode & 0o777).toBe(0o600);
    const before = readFileSync(desk.path("people.csv"), "utf8");
    expect(await desk.run("plan", "--out", "people.csv")).toMatchObject({
      code: 2,
      stderr: "error: people.csv: is there already and is no plan file; name another file\n",
    });
    expect(readFileSync(desk.path("people.csv"), "utf8")).toBe(before);
    expect(await desk.run("plan", "--out", "no/p.json")).toMatchObject({ code: 2 });
  });

  it("leaves nothing behind when there is no plan", async () => {
    desk.write("people.csv", header, "e1");
    const files = desk.files();
    expect(await desk.run("plan", "--out", "p.json")).toMatchObject({ code: 5 });
    expect(desk.files()).toEqual([...files, "scimsync.db"].toSorted());
  });
});

describe("a plan file", () => {
  it("that was edited, cut short, or is none is refused, and nothing is sent", async () => {
    await desk.run("plan", "--out", "p.json");
    const whole = readFileSync(desk.path("p.json"), "utf8");
    const edits: readonly ((text: string) => string)[] = [
      (text) => text.replace("ben@x.org", "eve@x.org"),
      (text) => text.replace('"allowRemovals":0', '"allowRemovals":9'),
      (text) => text.split("\n").slice(0, -3).join("\n"),
      (text) => text.slice(0, 200),
      (text) => `${text}{}\n`,
      (text) => JSON.stringify(JSON.parse(text), undefined, 2).replace('{\n  "version": 1,', '{"version":1,'),
    ];
    for (const change of edits) {
      edit(() => change(whole));
      for (const command of [["apply"], ["plan", "show"], ["plan", "approve", "--only", "create"]]) {
        const [first = "", ...rest] = command;
        const { code, stderr } = await desk.run(first, ...rest.slice(0, 1), "p.json", ...rest.slice(1));
        expect({ code, stderr }).toEqual({
          code: 8,
          stderr: expect.stringMatching(/p\.json is not as it was written.+plan --out p\.json/),
        });
      }
    }
    edit(() => whole.replace('"version":1', '"version":2'));
    expect(await desk.run("apply", "p.json")).toMatchObject({
      code: 8,
      stderr: expect.stringContaining("was written by another version"),
    });
    expect(await desk.run("apply", "people.csv")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is no plan file"),
    });
    expect(await desk.run("apply", "none.json")).toMatchObject({ code: 2 });
    expect(desk.sandbox.requests().total).toBe(0);
    // Line ends that a tool made others are no edit.
    edit(() => whole.replaceAll("\n", "\r\n"));
    expect(await desk.run("apply", "p.json", "--dry-run")).toMatchObject({
      code: 0,
      stderr: "p.json stands; nothing was sent\n",
    });
    expect(desk.sandbox.requests().total).toBe(0);
    expect(await desk.run("apply", "p.json")).toMatchObject({ code: 0 });
    expect(await desk.run("apply", "p.json", "--dry-run")).toMatchObject({ code: 8 });
  });

  it("is shown without config and state as plan shows it, in each format", async () => {
    await nextDay();
    for (const format of ["text", "json", "markdown"]) {
      const live = await desk.run("plan", "--format", format, "--out", "p.json");
      desk.write("scimsync.yaml", "broken");
      const kept = await desk.runBare("plan", "show", "p.json", "--format", format);
      expect(kept).toMatchObject({ code: 0, stderr: expect.stringMatching(/^made at \d{4}-/) });
      expect(kept.stdout.length).toBeGreaterThan(300);
      expect(format === "json" ? planIdIn(kept.stdout) : kept.stdout).toBe(
        format === "json" ? planIdIn(live.stdout) : withSymbols(live.stdout),
      );
      desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { everyone: true }"]));
    }
  });

  it("has targets that can be applied one by one", async () => {
    await desk.run("plan", "--out", "p.json");
    expect(await desk.run("apply", "p.json", "--target", "other")).toMatchObject({
      code: 2,
      stderr: "error: p.json has no plan for other; it has: app\n",
    });
    expect(await desk.run("apply", "p.json", "--target", "app", "--json")).toMatchObject({ code: 0 });
    desk.write("scimsync.yaml", ...config(desk.sandbox).map((line) => line.replace("  app:", "  web:")));
    expect(await desk.run("apply", "p.json")).toMatchObject({
      code: 8,
      stderr: expect.stringContaining("the config has no target app any more"),
    });
  });
});

/** Whom others name, as a plan file says it. */
function withSymbols(text: string): string {
  return text.replace(/^( +)e3$/m, "$1new:User:e3").replace(/^( +)e2$/m, "$1User:e2");
}

function planIdIn(json: string): string {
  return (JSON.parse(json) as { plans: readonly { planId: string }[] }).plans[0]!.planId;
}

describe("plan approve", () => {
  it("lets one kind go; what is left out stays due, and a sync does it", async () => {
    await nextDay();
    await desk.run("plan", "--out", "p.json");
    expect(await desk.run("plan", "approve", "p.json", "--only", "removals")).toMatchObject({
      code: 0,
      stdout: [
        "p.json:",
        "  left out: create, 1 operation",
        "  left out: update, 2 operations",
        "  approved: removals, 2 operations",
        "  `scimsync apply p.json` does what is approved; the rest stays due",
        "",
      ].join("\n"),
    });
    expect(statSync(desk.path("p.json")).mode & 0o777).toBe(0o600);
    const { code, stdout, stderr } = await desk.run("apply", "p.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^app: 1 account deactivated, 1 member removed \(/);
    expect(stdout).toContain(
      "notice: 3 operations were left out, since the plan is approved for removals only; they stay due: `scimsync plan app` shows them\n",
    );
    expect(stderr).toBe("app: pushing 2 operations\n");
    expect(writes()).toEqual({ POST: 0, PATCH: 2, PUT: 0, DELETE: 0 });
    expect(account("ben")).toMatchObject({ active: false });
    expect(account("ann")).toMatchObject({ title: "Boss" });
    expect(account("cyd")).toBe(undefined);
    expect(await desk.run("apply", "p.json")).toMatchObject({ code: 8 });

    // The rest goes by another plan, kind by kind, and by a sync.
    const { plans } = await desk.json("plan", "--out", "p.json");
    expect(plans[0].operations.map(({ kind, key }: Record<string, string>) => [kind, key])).toEqual([
      ["update", "e1"],
      ["create", "e3"],
      ["addMembers", "g1"],
    ]);
    desk.sandbox.clearRequests();
    await desk.run("plan", "approve", "p.json", "--only", "update");
    expect(await desk.run("apply", "p.json")).toMatchObject({ code: 0 });
    expect(writes()).toEqual({ POST: 0, PATCH: 1, PUT: 0, DELETE: 0 });
    expect(account("ann")).toMatchObject({ title: "Chair" });
    desk.sandbox.clearRequests();
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(writes()).toEqual({ POST: 1, PATCH: 1, PUT: 0, DELETE: 0 });
    expect(desk.sandbox.groups()[0]!["members"]).toHaveLength(2);
    desk.sandbox.clearRequests();
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.sandbox.requests().total).toBe(0);
  });

  it("of creations lets go what completes them: references, and groups with their members", async () => {
    await desk.run("plan", "--out", "p.json");
    await desk.run("plan", "approve", "p.json", "--only", "update,removals");
    expect(await desk.run("apply", "p.json")).toMatchObject({ code: 0 });
    expect(writes()).toEqual({ POST: 0, PATCH: 0, PUT: 0, DELETE: 0 });
    await desk.run("plan", "--out", "p.json");
    // The last word counts.
    await desk.run("plan", "approve", "p.json", "--only", "removals");
    await desk.run("plan", "approve", "p.json", "--only", "create");
    expect((await desk.run("plan", "show", "p.json")).stderr).toContain(", approved for create only\n");
    expect((await desk.run("apply", "p.json")).stdout).toMatch(
      /^app: 2 accounts created, 1 group created, 2 members added \(/,
    );
    desk.sandbox.clearRequests();
    expect(await desk.run("sync")).toMatchObject({ code: 0 });
    expect(desk.sandbox.requests().total).toBe(0);
  });

  it("wants a file, and kinds that there are; a target of its name is planned another way", async () => {
    await desk.run("plan", "--out", "p.json");
    const said = async (...args: readonly string[]) => {
      const { code, stderr } = await desk.run("plan", ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await said("approve", "--only", "create")).toContain("`scimsync sync --dry-run approve`");
    expect(await said("show")).toContain("`scimsync sync --dry-run show`");
    expect(await said("approve", "p.json")).toContain("there are create, update, removals\n");
    expect(await said("approve", "p.json", "--only", "creates")).toContain("and no creates\n");
    expect(await desk.json("plan", "approve", "p.json", "--only", "update,create")).toMatchObject({
      version: 1,
      approved: ["create", "update"],
      shares: [{ kind: "create", isApproved: true, operations: 5 }, { kind: "update" }, { kind: "removals" }],
    });
    const { stdout } = await desk.run("plan", "--help");
    expect(stdout).toMatch(/\nExit codes:\n(?: {2}\d+ +\S.*\n)+$/);
  });
});
