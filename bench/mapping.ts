/**
 * Users a second of mapping alone, on one core: fifteen attributes read straight off the record, the same with five of
 * them made by expressions, and the same work written by hand. Each in a process of its own.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/mapping.js [users]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../src/canonical.ts";
import type { Desired } from "../src/mapping/desired.ts";
import { createExpressionCompiler } from "../src/mapping/expression.ts";
import { compileUserMapping } from "../src/mapping/map-user.ts";
import type { TemplateProblem } from "../src/mapping/resource-template.ts";
import { measureRun } from "./measured-run.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const now = Date.UTC(2026, 0, 2);
/** Records at hand at a time: as many as a page of the store, many times over, so that none is mapped from a cache. */
const pool = 20_000;

/** The bars, in users a second. */
const bars = { direct: 250_000, expressions: 120_000 };

const direct: JsonObject = {
  userName: "${user.email}",
  externalId: "${user.employee_id}",
  displayName: "${user.display_name}",
  title: "${user.title}",
  userType: "${user.kind}",
  preferredLanguage: "${user.language}",
  locale: "${user.locale}",
  timezone: "${user.timezone}",
  name: { givenName: "${user.first_name}", familyName: "${user.last_name}" },
  emails: [{ value: "${user.email}", type: "work", primary: true }],
  phoneNumbers: [{ value: "${user.phone}", type: "work" }],
  [enterprise]: {
    department: "${user.department}",
    costCenter: "${user.cost_center}",
    employeeNumber: "${user.employee_id}",
  },
};

const expressions: JsonObject = {
  ...direct,
  userName: "${lower(user.email)}",
  displayName: '${join([user.first_name, user.last_name], " ")}',
  locale: '${replace(user.locale, "-", "_")}',
  phoneNumbers: [{ value: '${before(user.phone, "x")}', type: "work" }],
  [enterprise]: {
    department: '${user.department == null ? "None" : upper(user.department)}',
    costCenter: "${user.cost_center}",
    employeeNumber: "${user.employee_id}",
  },
};

/** As the store gives them: parsed from JSON, names in lower case, what is absent left out. */
function makeUser(number: number): JsonObject {
  const user = {
    employee_id: `e${String(number).padStart(7, "0")}`,
    email: `User${number}@Example.com`,
    display_name: `First${number % 5_000} Last${number % 20_000}`,
    first_name: `First${number % 5_000}`,
    last_name: `Last${number % 20_000}`,
    title: number % 7 === 0 ? undefined : `Title ${number % 300}`,
    kind: number % 5 === 0 ? "Contractor" : "Employee",
    language: "de",
    locale: "de-DE",
    timezone: "Europe/Berlin",
    phone: number % 3 === 0 ? undefined : `+49 30 ${1_000_000 + number}x${number % 90}`,
    department: `Department ${number % 120}`,
    cost_center: `CC${number % 800}`,
    office: `Office ${number % 40}`,
    city: `City ${number % 90}`,
  };
  return JSON.parse(JSON.stringify(user)) as JsonObject;
}

type MapOne = (user: JsonObject) => Json;

function compiled(attributes: JsonObject, known: readonly string[]): MapOne {
  const problems: TemplateProblem[] = [];
  const mapping = compileUserMapping(
    { groups: [], everyone: true },
    { attributes, createOnly: [], clearWhenEmpty: [] },
    ["targets", "app"],
    createExpressionCompiler({ user: known, groups: true }),
    problems,
  );
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return (user) => resourceOf(mapping.map({ user, groups: [], target: "app", now }));
}

function resourceOf(desired: Desired): Json {
  if (desired.kind !== "desired") throw new Error(`a user is ${desired.kind}`);
  return desired.resource;
}

function set(to: Record<string, Json>, name: string, value: string | undefined): void {
  if (value !== undefined) to[name] = value;
}

/** What the template with expressions says, as one would write it in JavaScript. */
function byHand(user: JsonObject): Json {
  const text = (name: string): string | undefined => (user[name] as string | undefined) || undefined;
  const [first, last, phone, department] = [
    text("first_name"),
    text("last_name"),
    text("phone"),
    text("department"),
  ];
  const resource: Record<string, Json> = { schemas: [core, enterprise] };
  set(resource, "userName", text("email")?.toLowerCase());
  set(resource, "externalId", text("employee_id"));
  set(resource, "displayName", [first, last].filter((part) => part !== undefined).join(" "));
  set(resource, "title", text("title"));
  set(resource, "userType", text("kind"));
  set(resource, "preferredLanguage", text("language"));
  set(resource, "locale", text("locale")?.replaceAll("-", "_"));
  set(resource, "timezone", text("timezone"));
  const name: Record<string, Json> = {};
  set(name, "givenName", first);
  set(name, "familyName", last);
  resource["name"] = name;
  resource["emails"] = [{ value: text("email") ?? "", type: "work", primary: true }];
  if (phone !== undefined) resource["phoneNumbers"] = [{ value: phone.split("x", 1)[0] ?? "", type: "work" }];
  const extension: Record<string, Json> = {};
  set(extension, "department", department === undefined ? "None" : department.toUpperCase());
  set(extension, "costCenter", text("cost_center"));
  set(extension, "employeeNumber", text("employee_id"));
  resource[enterprise] = extension;
  resource["active"] = true;
  return resource;
}

type Way = "direct" | "expressions" | "by hand";

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

function measureHere(way: Way, users: number): void {
  const records = Array.from({ length: pool }, (_, number) => makeUser(number));
  const known = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const map = way === "by hand" ? byHand : compiled(way === "direct" ? direct : expressions, known);
  if (way !== "direct" && !records.every((record) => isDeepStrictEqual(map(record), byHand(record)))) {
    throw new Error("the mapping does not give what is written by hand");
  }
  for (let index = 0; index < pool; index += 1) map(records[index]!);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  for (let number = 0; number < users; number += 1) map(records[number % pool]!);
  const { user, system } = process.cpuUsage(cpu);
  const cost: Cost = { wall: (performance.now() - began) / 1e3, cpu: (user + system) / 1e6 };
  console.log(JSON.stringify(cost));
}

async function measure(way: Way, users: number, folder: string): Promise<Cost> {
  const run = await measureRun(import.meta.filename, folder, ["--measure", way, String(users)], {});
  if (run.code !== 0) throw new Error(`${way} ended with ${run.code}\n${run.stderr}`);
  const cost = JSON.parse(run.stdout) as Cost;
  const [wall, cpu] = [cost.wall, cost.cpu].map((seconds) =>
    Math.round(users / seconds).toLocaleString("en"),
  );
  const peak = run.peakMb.toFixed(0);
  console.log(`${way.padEnd(12)} ${wall} users/s, ${cpu} users a second of CPU, peak ${peak} MB`);
  return cost;
}

async function compare(users: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-bench-"));
  try {
    console.log(`${users} users, 15 attributes; node ${process.version}`);
    const hand = await measure("by hand", users, folder);
    for (const way of ["direct", "expressions"] as const) {
      const cost = await measure(way, users, folder);
      console.log(
        `${" ".repeat(12)} ${(cost.cpu / hand.cpu).toFixed(1)} times the CPU of what is written by hand`,
      );
      // On a busy machine the wall says more of the others than of the mapping.
      if (users / Math.min(cost.wall, cost.cpu) >= bars[way]) continue;
      console.error(`below ${bars[way].toLocaleString("en")} users/s`);
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [first, way, count] = process.argv.slice(2);
if (first === "--measure") measureHere(way as Way, Number(count));
else await compare(Number(first ?? 1_000_000));
