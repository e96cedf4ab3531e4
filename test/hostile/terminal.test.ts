import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openWorkspace, type Workspace } from "../cli/workspace.ts";
import { hostileTexts } from "./texts.ts";

let workspace: Workspace;
let refuser: Server | undefined;
afterEach(async () => {
  refuser?.closeAllConnections();
  refuser?.close();
  await workspace.close();
});

const forged = "Ann\nFORGED: all is well\r\u001b[1A\u001b[31mred\u001b[8mhidden\u001b[0m\u009b2J\u202egnp";
/** Controls but the line feed, and marks that turn text around. */
const doing = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

async function open(): Promise<void> {
  workspace = await openWorkspace();
  const texts = [forged, ...hostileTexts.map(([, text]) => text)];
  const people = texts.map((text, at) =>
    ["p" + at, `${text}${at}`, text, text, text, ""].map(cell).join(","),
  );
  workspace.write(
    "people.csv",
    `employee_id,email,first_name,last_name,title,manager_id\n${people.join("\n")}\n`,
  );
  const teams = texts.map((text, at) => `g${at},${cell(`${text}${at}`)}`);
  workspace.write("groups.csv", `group_id,name\n${teams.join("\n")}\n`);
  workspace.write(
    "memberships.csv",
    `group_id,employee_id\n${texts.map((_, at) => `g${at},p${at}`).join("\n")}\n`,
  );
  workspace.writeConfig();
}

function expectHarmless(output: string, what: string, shown = "FORGED"): void {
  expect(doing.exec(output), what).toBeNull();
  expect(output, what).not.toMatch(/^FORGED/m);
  expect(output, what).toContain(shown);
}

test("what a directory holds is shown on a terminal and in logs, and does nothing there", async () => {
  await open();
  for (const command of [
    ["plan"],
    ["plan", "--json"],
    ["source", "show", "p0"],
    ["source", "stats"],
    ["map", "p0"],
    ["explain", "p0"],
    ["--log-level", "trace", "--log-format", "json", "sync", "--only", "p1"],
    ["--log-level", "trace", "sync", "--only", "p0"],
  ]) {
    const { code, stdout, stderr } = await workspace.runApart(...command);
    expect({ code, command, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, command, stderr: "" });
    expectHarmless(stdout + stderr, command.join(" "), command.at(-1) === "p1" ? "userName pr" : "FORGED");
  }
  const runs = await workspace.runApart("runs");
  const id = /^(\S+)/.exec(runs.stdout)?.[1] ?? "";
  expectHarmless((await workspace.runApart("runs", "show", id)).stdout, "runs show");
});

test("nor does what a complaint about a source quotes", async () => {
  await open();
  const columns = `employee_id,email,email,${cell(forged)},${cell(forged)}`;
  const complaints: readonly (readonly [file: string, content: string])[] = [
    ["people.csv", `${columns}\n1,a,b,c,d\n`],
    ["people.csv", `employee_id,email,${cell(forged)}\n1,a,b\n`],
    ["memberships.csv", `group_id,employee_id\ng0,${cell(forged)}\n`],
    ["groups.csv", `group_id,name\n${cell(forged)},x\n${cell(forged)},x\n`],
  ];
  for (const [file, content] of complaints) {
    await workspace.close();
    await open();
    workspace.write(file, content);
    const { code, stdout, stderr } = await workspace.runApart("sync");
    expect([2, 5]).toContain(code);
    expect(doing.exec(stdout + stderr)).toBeNull();
    // Names of columns are in lower case.
    expect(stdout + stderr).not.toMatch(/^forged/im);
  }
});

test("nor does what a provider answers", async () => {
  await open();
  refuser = createServer((_, response) => {
    response.statusCode = 400;
    response.end(JSON.stringify({ detail: `no: ${forged}`, scimType: forged, status: "400" }));
  });
  const server = refuser;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  workspace.writeConfig({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  for (const flags of [[], ["--json"], ["--only", "p0"]]) {
    const { stdout, stderr } = await workspace.runApart("sync", "--log-level", "trace", ...flags);
    expectHarmless(stdout + stderr, `sync ${flags.join(" ")}`);
  }
});
