import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { type Ran, runIn } from "../cli/in-process.ts";
import { person } from "../support/company.ts";
import { changePerson, type Directory, withPeople } from "../support/directory.ts";
import { type Front, startFront } from "../support/front.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { openScene, type Scene } from "../support/scene.ts";

const first: Directory = { people: [person("a1", "Ann", "Ash"), person("b1", "Bob", "Birch")], teams: [] };
const evil = person("x1", "Evil", "Test", { title: "Chief" });
const later = withPeople(changePerson(first, "b1", { title: "Chief" }), evil);

let scene: Scene<Front>;
let report: RunReport;
let bob = "";

beforeAll(async () => {
  scene = await openScene(async () => startFront(await startSandboxServer()));
  expect(await scene.sync(first)).toMatchObject({ exitCode: 0 });
  bob = (await scene.idOf("bob.birch@example.com")) ?? "";
  scene.server.meddle((method, _path, body) => {
    if (method !== "POST" || !body.includes("evil")) return undefined;
    const text = JSON.stringify({ detail: '=HYPERLINK("http://x.example")', scimType: "invalidValue" });
    return { status: 400, text, headers: { "x-correlation-id": "c-7", "content-type": "application/json" } };
  });
  report = await scene.sync(later);
});
afterAll(() => scene.end());

const read = (file: string) => readFileSync(join(scene.folder, file), "utf8");
const run = (...args: readonly string[]): Promise<Ran> =>
  runIn(scene.folder, args, { SCIM_TOKEN: scene.server.token });

const asked = {
  file: expect.stringMatching(/\/people\.csv$/),
  line: 4,
  httpStatus: 400,
  scimType: "invalidValue",
  method: "POST",
  path: "/Users",
  requestId: "c-7",
};

test("place and request stand in the report, and the next day in `failures`", async () => {
  expect(report.failures).toMatchObject([{ key: "x1", code: "rejected_by_target", ...asked }]);
  const { stdout } = await run("failures", "--json");
  const [target] = (JSON.parse(stdout) as { targets: readonly { failures: readonly JsonObject[] }[] })
    .targets;
  expect(target?.failures).toMatchObject([{ key: "x1", ...asked }]);
  expect((await run("failures")).stdout).toContain(
    "      POST /Users (request id c-7); failed in 1 run, since ",
  );
});

test("the audit trail has verb and status of what was done, and the request of what was not", async () => {
  const { stdout } = await run("runs", "show", report.runId);
  expect(stdout).toMatch(/update User bob\S+ \[b1\]: succeeded \(updated\), PATCH → HTTP 200\n/);
  expect(stdout).toContain(
    "[x1]: failed (rejected_by_target), POST /Users → HTTP 400 invalidValue\n      =HYPERLINK(",
  );
  const { operations } = JSON.parse((await run("runs", "show", report.runId, "--json")).stdout) as {
    operations: readonly JsonObject[];
  };
  const outcomes = Object.fromEntries(operations.map(({ key, outcome }) => [key, outcome]));
  expect(outcomes).toMatchObject({
    b1: { state: "succeeded", method: "PATCH", httpStatus: 200 },
    x1: { state: "failed", method: "POST", path: "/Users", requestId: "c-7" },
  });
  // A path would tell no more than the id of the account, which stands there already.
  expect(outcomes["b1"]).not.toHaveProperty("path");
  expect(stdout).not.toContain(`/Users/${bob}`);
});

test("report files tell them", async () => {
  expect(await run("runs", "show", report.runId, "--report", "r.html", "r.md", "r.csv")).toMatchObject({
    code: 0,
  });
  for (const file of ["r.html", "r.md"])
    for (const part of [
      "people.csv:4",
      "HTTP 400",
      "POST /Users (request id c-7)",
      "compare them with its schema",
    ])
      expect(read(file), file).toContain(part);
  expect(read("r.csv")).toMatch(/,x1,.*,POST,\/Users\r\n/);
});

test("failures --csv: all of them for a spreadsheet, in place of what was there", async () => {
  for (const _ of [1, 2])
    expect(await run("failures", "--csv", "f.csv")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  const file = join(scene.folder, "f.csv");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [head = "", line = "", ...rest] = readFileSync(file, "utf8").trimEnd().split("\r\n");
  expect(rest).toEqual([]);
  expect(head).toBe(
    "target,key,resource,name,operation,code,http_status,scim_type,message,method,request_path,request_id,file,line,state,attempts,since,next_try,remedy",
  );
  // What a spreadsheet would take for a formula is text.
  expect(line).toContain(
    `app,x1,User,evil.test@example.com,create,rejected_by_target,400,invalidValue,"'=HYPERLINK(""http://x.example"")",POST,/Users,c-7,`,
  );
  expect(line).toMatch(/\/people\.csv,4,failed,1,20\S+Z,20\S+Z,the target refuses the values; /);
  expect(await run("failures", "--csv", "nowhere/f.csv")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--csv nowhere/f.csv"),
  });
});
