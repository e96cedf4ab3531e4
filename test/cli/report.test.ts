import { readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunReport } from "../../src/sync/report.ts";
import { config, type Desk, openDesk, people, writeDirectory } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});

afterEach(() => desk.close());

async function latestRun(): Promise<string> {
  const { runs } = (await desk.json("runs")) as { runs: readonly { runId: string }[] };
  return runs[0]!.runId;
}

const read = (file: string) => readFileSync(desk.path(file), "utf8");

test("a run is told as a page, as Markdown, as CSV and as JSON: who, old and new, what failed and what to do", async () => {
  await desk.run("sync", "--report", "first.html", "first.csv");
  // An account that was not there yet is told by the key of whose it is.
  for (const file of ["first.html", "first.csv"]) {
    expect(read(file)).toContain("(id of e1)");
    expect(read(file)).not.toContain("u0000ref");
  }
  desk.write(
    "people.csv",
    "id,email,first,last,title,team,boss,secret",
    "e1,Ann@x.org,Ann,Lee,<b>Chief</b>,eng,,pw-one",
    "e2,ben@x.org,Ben,Fox,=1+1,eng,e1,pw-two",
    "e4,,Dan,Poe,Dev,eng,e1,pw-four",
  );
  const files = ["r.html", "r.md", "r.csv", "r.json", "r.prom"];
  expect(await desk.run("sync", "--report", ...files)).toMatchObject({ code: 3 });
  for (const file of files) expect(statSync(desk.path(file)).mode & 0o777).toBe(0o600);

  const page = read("r.html");
  expect(page).toContain("&#60;b&#62;Chief&#60;/b&#62;");
  expect(page).not.toContain("<b>Chief");
  expect(page).not.toMatch(/<script|src=|href=|pw-|@import|url\(/);
  expect(page).toContain('<span class="old">Boss</span>');
  expect(page.match(/<rect\b/g)).toHaveLength(2);
  const text = page.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, " ");
  expect(text).toContain("1 could not be done");
  expect(text).toMatch(/e4.*people\.csv:4.*so since .*thought about in each run/s);

  expect(read("r.md")).toContain("| accounts updated | 2 |");
  expect(read("r.md")).toContain("FAILED: ");

  const lines = read("r.csv").trimEnd().split("\r\n");
  expect(lines[0]).toBe(
    "run,target,at,operation,resource,key,name,state,code,http_status,path,before,after,detail,method,request_path",
  );
  const ben = lines.find((line) => line.includes(",update,User,e2,"));
  expect(ben).toContain(",succeeded,");
  // What a spreadsheet would take for a formula is text.
  expect(ben).toContain(",title,Dev,'=1+1,");

  const report = JSON.parse(read("r.json")) as {
    runs: readonly { runId: string; changes: readonly object[] }[];
  };
  const [run] = report.runs;
  expect(run).toMatchObject({ target: "app", exitCode: 3, counts: { updated: 2 } });
  expect(run?.changes).toContainEqual(
    expect.objectContaining({
      kind: "update",
      key: "e1",
      state: "succeeded",
      values: [{ path: "title", before: "Boss", after: "<b>Chief</b>" }],
    }),
  );

  const metrics = read("r.prom");
  expect(metrics).toContain('\nscimsync_last_run_operations{target="app",kind="updated"} 2\n');
  expect(metrics).toContain('\nscimsync_last_run_operations{target="app",kind="groups_created"} 0\n');
  expect(metrics).toContain('\nscimsync_last_run_exit_code{target="app"} 3\n');
  for (const line of metrics.trimEnd().split("\n"))
    expect(line).toMatch(
      /^# (?:HELP|TYPE) scimsync_\w+ |^scimsync_\w+\{target="app"(?:,\w+="\w+")?\} [\d.]+$/,
    );

  // The same of a run that is over, in place of what is there.
  await desk.run("sync");
  expect(await desk.run("runs", "show", run?.runId ?? "", "--report", "r.html", "r.json")).toMatchObject({
    code: 0,
    stdout: "",
  });
  expect(JSON.parse(read("r.json"))).toEqual(report);
  expect(read("r.html").match(/<rect\b/g)).toHaveLength(2);
});

test("what is held stands in the page with the command that releases it", async () => {
  desk.write(
    "people.csv",
    "id,email,first,last,title,team,boss,secret",
    ...Array.from({ length: 12 }, (_, n) => `p${n},p${n}@x.org,P,${n},Dev,eng,,pw`),
  );
  await desk.run("sync");
  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", "p0,p0@x.org,P,0,Dev,eng,,pw");
  expect(await desk.run("sync", "--report", "r.html")).toMatchObject({ code: 4 });
  const page = read("r.html");
  expect(page).toContain("<h3>Held</h3>");
  expect(page).toContain("--allow-removals");
  expect(page.match(/<td>deactivate<\/td>/g)).toHaveLength(11);
  // Of one alone no guard would hold anything.
  const { stdout } = await desk.run("explain", "p3");
  expect(stdout).toContain("its removal was held by guard.users in the last run: gone from the source");
  const { stdout: audit } = await desk.run("runs", "show", await latestRun());
  expect(audit).toContain("deactivate User p3@x.org [p3]: held");
});

test("a file of no known kind is refused before anything is sent, one that cannot be written after it is said", async () => {
  const before = desk.sandbox.requests().total;
  expect(await desk.run("sync", "--report", "r.pdf")).toMatchObject({
    code: 2,
    stderr: "error: --report r.pdf: the name ends in .html, .md, .csv, .json or .prom\n",
  });
  expect(desk.sandbox.requests().total).toBe(before);
  const { code, stderr } = await desk.run("sync", "--report", "nowhere/r.html");
  expect([code, stderr.includes("--report nowhere/r.html")]).toEqual([2, true]);
});

test("provision and retry are told as sync is: requests by verb, and where the time went", async () => {
  expect(await desk.run("provision", "e1", "--report", "p.json", "p.html")).toMatchObject({ code: 0 });
  const [run] = (JSON.parse(read("p.json")) as { runs: readonly RunReport[] }).runs;
  expect(run).toMatchObject({
    mode: "provision",
    counts: { created: 1 },
    requests: { byMethod: { POST: 1 } },
  });
  const ms = expect.any(Number) as number;
  expect(run?.timings).toEqual({ readMs: ms, planMs: ms, pushMs: ms });
  expect(read("p.html")).toMatch(/1 POST.*s reading the source, .* s planning, .* s pushing/s);

  const { code, stdout } = await desk.run("sync");
  expect(code).toBe(3);
  expect(stdout).toMatch(/\n {2}requests: .*POST.*\n {2}time: .* s reading the source, .* pushing\n/);
  desk.write("people.csv", ...people.map((line) => line.replace("e4,,", "e4,dan@x.org,")));
  expect(await desk.run("retry", "--report", "r.pdf")).toMatchObject({ code: 2 });
  expect(await desk.run("retry", "--report", "r.md")).toMatchObject({ code: 0 });
  expect(read("r.md")).toMatch(/^### scimsync: `app`: done\n\nonly, .*\| accounts created \| 1 \|.*1 POST/s);

  // Nothing fails any more, and the page says so.
  expect(await desk.run("retry", "--report", "r.html")).toMatchObject({ code: 0 });
  expect(read("r.html")).toContain("Nothing was to be done");
});
