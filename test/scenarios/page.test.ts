import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { accountProviders, teamProviders } from "../support/providers.ts";

const root = new URL("../..", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");

/** What has to be played through at every server. */
const scenarios = [
  "joiner",
  "mover",
  "rename",
  "userName swap",
  "leaver by each cause",
  "rehire",
  "group rename",
  "member before user",
  "target drift",
  "account deleted at the target",
  "mapping changed",
  "scope narrowed",
  "state lost",
  "key re-anchored",
  "two targets of one provider",
];

/** The rows of each table of a page, by the heading of its first column; cells without blanks at their ends. */
function tablesOf(page: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const tables = page.split("\n\n").filter((part) => part.startsWith("|"));
  return new Map(
    tables.map((table) => {
      const [head, , ...rows] = table.trim().split("\n").map(cellsOf);
      return [head?.[0] ?? "", rows] as const;
    }),
  );
}

function cellsOf(row: string): readonly string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** What in a test expects that nothing is left to plan or to send. */
const ends = /\b(?:bring|share|expectNoRequests|expectSettled|expectReconciled)\(/;

/** What is wrong with a test that has to be run at every server and to end with an empty plan. */
function faultOf(named: string): string | undefined {
  const [file = "", around = "", name = ""] = named.split(" › ");
  try {
    return faultIn(read(file), around, name);
  } catch {
    return "no such file";
  }
}

function faultIn(text: string, around: string, name: string): string | undefined {
  const each = new RegExp(String.raw`^describe\.each\((\w+)\)\(\s*"${escaped(around)}",`, "m").exec(text);
  if (each === null) return `no describe.each "${around}"`;
  const [, list = ""] = each;
  // A list of its own has to have all of the common one in it.
  const isWhole =
    /^(?:account|team)Providers$/.test(list) ||
    new RegExp(String.raw`^const ${list} = \[\.\.\.(?:account|team)Providers,`, "m").test(text);
  if (!isWhole) return `"${around}" is not run at every server`;
  const [block = ""] = text.slice(each.index).split(/^\}?\);$/m);
  const [, body] = block.split(new RegExp(String.raw`^ +(?:test|describe)\(\s*"${escaped(name)}",`, "m"));
  if (body === undefined) return `no test "${name}" that is run wherever "${around}" is`;
  const [own = ""] = body.split(/^ {2}(?:test|describe)\b/m);
  return ends.test(own) ? undefined : `"${name}" does not end with an empty plan`;
}

const tables = tablesOf(read("docs/scenarios.md"));
const rowsOf = (heading: string) => tables.get(heading) ?? [];

test("docs/scenarios.md names a test at every server, which ends with an empty plan, for every scenario", () => {
  const rows = rowsOf("scenario");
  expect([...new Set(rows.map(([scenario]) => scenario))]).toEqual(scenarios);
  const faults = rows.flatMap(([scenario, named = ""]) => {
    const fault = faultOf(named);
    return fault === undefined ? [] : [`${scenario}: ${fault}`];
  });
  expect(faults).toEqual([]);
});

test("it lists the servers, and what each does not do", () => {
  const all = [...new Map([...teamProviders, ...accountProviders].map((one) => [one.title, one])).values()];
  const listed = rowsOf("server").map(([title = ""]) => title);
  expect(listed.toSorted()).toEqual(all.map(({ title }) => title).toSorted());
  const lacking = all.flatMap(({ title, lacks = [] }) => lacks.map((ability) => `${ability}: ${title}`));
  const told = rowsOf("not every server").flatMap(([ability = "", titles = ""]) =>
    titles.split("; ").map((title) => `${ability}: ${title}`),
  );
  expect(told.toSorted()).toEqual(lacking.toSorted());
});

/** A file with one such test, and one beside it. */
function fileOf(list: string, call: string, last: string): string {
  return [
    "const some = accountProviders.filter(small);",
    `describe.each(${list})("at $title", ({ start }) => {`,
    `  ${call}("a", () => {`,
    `    ${last}`,
    "  });",
    "});",
    'test("b", () => bring());',
  ].join("\n");
}

test("a row whose test is not there, runs at some servers only, or leaves something to plan is found out", () => {
  const whole = fileOf("accountProviders", "test", "await bring(x);");
  expect(faultIn(whole, "at $title", "a")).toBeUndefined();
  expect(faultIn(whole, "at $title", "b")).toContain("no test");
  expect(faultIn(whole, "elsewhere", "a")).toContain("no describe.each");
  expect(faultIn(fileOf("some", "test", "await bring(x);"), "at $title", "a")).toContain("every server");
  for (const call of ["test.skip", "test.todo", "test.runIf(can)"])
    expect(faultIn(fileOf("teamProviders", call, "await bring(x);"), "at $title", "a")).toContain("no test");
  expect(faultIn(fileOf("teamProviders", "test", "await sync(x);"), "at $title", "a")).toContain(
    "empty plan",
  );
  expect(faultOf("test/nowhere.test.ts › x › y")).toBe("no such file");
});
