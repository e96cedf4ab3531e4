import { afterEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { type Directory, makeDirectory, person } from "./directory.ts";
import { type Ran, runIn } from "./in-process.ts";
import { readBack, wanted } from "./read-back.ts";
import { type Meddle, type Relay, startRelay } from "./relay.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let relay: Relay;
let refusing: Meddle = () => undefined;
const sandboxes: Sandbox[] = [];

afterEach(async () => {
  relay.close();
  await workspace.close();
  for (const sandbox of sandboxes.splice(0)) await sandbox.close();
});

const made = makeDirectory(6, 2);
const staff: Directory = { ...made, people: made.people.map((one) => ({ ...one, manager: "" })) };
const grown: Directory = { ...staff, people: [...staff.people, person(7), person(8)] };
const refused = { status: 400, detail: "no, said the provider" };

function run(...args: readonly string[]): Promise<Ran> {
  return runIn(workspace.folder, args, workspace.env);
}

// oxlint-disable-next-line typescript/no-explicit-any -- the shape of this JSON is what the tests look at
async function json(...args: readonly string[]): Promise<any> {
  const { code, stdout, stderr } = await run(...args, "--json");
  if (stdout === "") throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as object) };
}

/** The staff at a provider that from now on takes neither of the two who join. */
async function setRefusing(): Promise<void> {
  refusing = () => undefined;
  workspace = await openWorkspace();
  relay = await startRelay(workspace.sandbox.url, (request) => refusing(request));
  workspace.writeDirectory(staff);
  workspace.writeConfig({ baseUrl: relay.url });
  expect(await run("sync")).toMatchObject({ code: 0 });
  refusing = ({ method, body }) =>
    method === "POST" && /e0000[78]/.test(body)
      ? { ...refused, status: body.includes("e00007") ? 400 : 403 }
      : undefined;
  workspace.writeDirectory(grown);
}

describe("failures", () => {
  it("none: says so", async () => {
    await setRefusing();
    expect(await run("failures")).toMatchObject({ code: 0, stdout: "app: nothing fails\n" });
    expect(await json("failures")).toEqual({
      code: 0,
      version: 1,
      targets: [{ target: "app", total: 0, codes: [], failures: [] }],
    });
  });

  it("what, who, where in the source, why, how often, since when, when next, and what to do", async () => {
    await setRefusing();
    workspace.writeDirectory({ ...grown, people: [...grown.people, person(9, { email: "" })] });
    for (let night = 0; night < 2; night += 1) expect((await run("sync")).code).toBe(3);
    const { code, stdout } = await run("failures");
    expect(code).toBe(0);
    const since = "since \\d+\\.\\d s ago";
    const next = "next try not before \\d{4}-\\S+Z";
    const expected = [
      "^app: 3 records fail",
      `  1 forbidden: quarantined; the oldest ${since}`,
      "      the token may not change this object; .*",
      `  1 mapping_failed: not mappable; the oldest ${since}`,
      "      mend the source record .*",
      `  1 rejected_by_target: quarantined; the oldest ${since}`,
      "      the target refuses the values; .*",
      String.raw`  create User e00008@example.com \[e00008\] \(\S*people.csv:9\): forbidden \(HTTP 403\): no, said the provider`,
      `      POST /Users; failed in 2 runs, ${since}; ${next}`,
      String.raw`  map User e00009 \[e00009\] \(\S*people.csv:10\): mapping_failed: userName is empty`,
      `      not mappable ${since}; thought about in each run`,
      String.raw`  create User e00007@example.com \[e00007\] \(\S*people.csv:8\): rejected_by_target \(HTTP 400\): no, said the provider`,
      `      POST /Users; failed in 2 runs, ${since}; ${next}`,
      "  `scimsync retry --target app` tries them now, `scimsync retry KEY` one of them\n$",
    ];
    expect(stdout).toMatch(new RegExp(expected.join("\n")));
    const status = await run("status");
    expect(status.stdout).toMatch(/needs attention: .*2 quarantined/);
    expect(status.stdout).toMatch(/oldest quarantined: .* ago/);
    expect((await json("status")).targets[0].oldest).toEqual({
      quarantined: expect.stringMatching(/Z$/),
      rejected: expect.stringMatching(/Z$/),
    });
  });

  it("some of them: by key, by code, up to a limit; as JSON", async () => {
    await setRefusing();
    expect((await run("sync")).code).toBe(3);
    const { targets } = await json("failures", "--key", "e00007", "e00001");
    expect(targets).toEqual([
      {
        target: "app",
        total: 1,
        codes: [
          {
            code: "rejected_by_target",
            count: 1,
            byState: { failed: 1 },
            since: expect.any(String),
            nextTryAt: expect.any(String),
            remedy: expect.any(String),
          },
        ],
        failures: [
          {
            key: "e00007",
            name: "e00007@example.com",
            resource: "User",
            operation: "create",
            code: "rejected_by_target",
            httpStatus: 400,
            method: "POST",
            path: "/Users",
            detail: refused.detail,
            remedy: expect.any(String),
            state: "failed",
            attempts: 1,
            since: expect.any(String),
            nextTryAt: expect.any(String),
            file: expect.stringContaining("people.csv"),
            line: 8,
          },
        ],
      },
    ]);
    expect((await run("failures", "--code", "forbidden")).stdout).not.toContain("e00007");
    const short = await run("failures", "--limit", "1");
    expect(short.stdout).toContain("app: 2 records fail");
    expect(short.stdout).toContain("… and 1 more");
    expect(await run("failures", "--code", "forbiden")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("write one of mapping_failed,"),
    });
  });
});

/** Both are quarantined by now, and the provider would take them. */
async function setMended(): Promise<void> {
  await setRefusing();
  for (let night = 0; night < 2; night += 1) await run("sync");
  refusing = () => undefined;
  const waiting = await json("sync");
  expect(waiting).toMatchObject({
    code: 3,
    runs: [{ requests: { total: 0 }, counts: { failed: 0, quarantined: 2 } }],
  });
  const { stdout } = await run("sync");
  expect(stdout).toMatch(
    /QUARANTINED: create User e00007@example.com \[e00007\] \(\S*people\.csv:8\): rejected_by_target/,
  );
  expect(stdout).toContain("`scimsync retry e00007` tries it now");
}

describe("retry", () => {
  it("all: tried now, whatever the schedule says", async () => {
    await setMended();
    expect(await run("retry")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 accounts created"),
    });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(grown));
    expect(await run("sync")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing to do") });
    expect((await run("retry")).stdout).toContain("nothing to retry");
  });

  it.each([
    ["a key", ["retry", "e00007"], ["e00007"]],
    ["a code", ["retry", "--code", "forbidden"], ["e00008"]],
    ["a key that does not fail", ["retry", "e00001"], []],
    ["a key with another code", ["retry", "e00007", "--code", "forbidden"], []],
  ])("those of %s, and nothing else that is to be done", async (_which, args, keys) => {
    await setMended();
    const promoted = { ...grown.people[0]!, title: "Promoted" };
    workspace.writeDirectory({ ...grown, people: [promoted, ...grown.people.slice(1)] });
    workspace.sandbox.clearRequests();
    expect((await run(...args)).code).toBe(0);
    expect(await readBack(workspace.sandbox)).toEqual(
      wanted({ ...staff, people: [...staff.people, ...grown.people.filter(({ id }) => keys.includes(id))] }),
    );
    expect(JSON.stringify(workspace.sandbox.users())).not.toContain("Promoted");
    expect((await run("sync")).code).toBe(3);
    expect(JSON.stringify(workspace.sandbox.users())).toContain("Promoted");
  });

  it("what fails once more is put off anew, beginning with the next run", async () => {
    await setMended();
    refusing = ({ method }) => (method === "POST" ? refused : undefined);
    expect((await run("retry", "e00007")).code).toBe(3);
    const [failure] = (await json("failures", "--key", "e00007")).targets[0].failures;
    expect(failure).toMatchObject({ state: "failed", attempts: 1 });
    refusing = () => undefined;
    await run("sync");
    expect(workspace.sandbox.users().map((user) => user["externalId"])).toContain("e00007");
  });

  it("a key that no source ever had: 2; another run under way: 7; a target without failures: left alone", async () => {
    await setMended();
    expect(await run("retry", "e99999")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("e99999"),
    });
    const store = openStore(workspace.path("scimsync.db"));
    const lock = store.lock(() => Date.now(), "sync");
    expect((await run("retry")).code).toBe(7);
    lock.release();
    store.close();
    const other = await startSandbox({ seed: 2, token: workspace.sandbox.token });
    sandboxes.push(other);
    addTarget("other", other.url);
    const { code, runs } = await json("retry");
    expect([code, runs.map((one: { target: string }) => one.target)]).toEqual([0, ["app"]]);
    expect(other.users()).toEqual([]);
  });

  it("removals that failed are still counted by the guard", async () => {
    await setMended();
    await run("retry");
    const left: Directory = {
      people: grown.people.slice(0, 2),
      groups: staff.groups.map((group) => ({ ...group, members: [] })),
    };
    workspace.writeDirectory(left);
    refusing = ({ method }) => (method === "PATCH" || method === "PUT" ? refused : undefined);
    expect((await json("sync", "--allow-removals", "20")).runs[0].counts).toMatchObject({ deactivated: 0 });
    refusing = () => undefined;
    const held = await json("retry");
    expect(held).toMatchObject({ code: 4, runs: [{ counts: { deactivated: 0, held: 6 } }] });
    expect(workspace.sandbox.users().filter((user) => user["active"] === true)).toHaveLength(8);
    const released = await json("retry", "--allow-removals", "6");
    expect(released).toMatchObject({ runs: [] });
    expect((await json("sync", "--allow-removals", "20")).runs[0].counts).toMatchObject({ deactivated: 6 });
  });
});

function addTarget(id: string, baseUrl: string): void {
  const text = workspace.read("scimsync.yaml");
  const own = text
    .split("targets:\n")[1]!
    .replace("app:", `${id}:`)
    .replace(/baseUrl: .*/, `baseUrl: ${baseUrl}`);
  workspace.write("scimsync.yaml", `${text}${own}`);
}

describe("one target of two is out of order", () => {
  it("is stopped, the other is done, and the next run completes the first", async () => {
    const many = makeDirectory(40, 3);
    refusing = () => undefined;
    workspace = await openWorkspace();
    const stormy = await startSandbox({ seed: 2, token: workspace.sandbox.token });
    sandboxes.push(stormy);
    relay = await startRelay(stormy.url, (request) => refusing(request));
    workspace.writeDirectory(many);
    // By its name it comes first.
    workspace.writeConfig();
    addTarget("aaa", relay.url);
    refusing = ({ method }) => (method === "POST" ? refused : undefined);
    const first = await json("sync");
    expect(first).toMatchObject({
      code: 6,
      runs: expect.arrayContaining([
        expect.objectContaining({
          target: "aaa",
          exitCode: 6,
          error: expect.objectContaining({ reason: "breaker" }),
        }),
        expect.objectContaining({ target: "app", exitCode: 0 }),
      ]),
    });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(many));
    refusing = () => undefined;
    expect((await json("sync")).code).toBe(0);
    expect(await readBack(stormy)).toEqual(wanted(many));
    expect(await json("failures")).toMatchObject({ targets: [{ total: 0 }, { total: 0 }] });
  });
});
