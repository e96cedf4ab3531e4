import { beforeAll, describe, expect, test } from "vitest";
import { type FailureCode, remedies } from "../../src/push/failure-code.ts";
import type { ReportedFailure, RunReport } from "../../src/sync/report.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { badDay, setBadDay } from "./bad-day.ts";
import { rendered } from "./rendered.ts";

/** What a person has to be told of a failure of each code. */
interface Expected {
  readonly key: string;
  /** As the line begins. */
  readonly what: string;
  /** File and line; absent for those whom the source does not have any more. */
  readonly place?: string;
  /** Status and scimType, where something was answered. */
  readonly answer?: string;
  /** Of the words of the cause. */
  readonly cause: RegExp;
  /** Verb and path; absent where nothing was sent. */
  readonly request?: RegExp;
  /** What is typed next. */
  readonly next?: string;
}

const user = (key: string) => `User ${key.toLowerCase()}.test@example.com [${key}]`;
const person = (key: string) => {
  const at = badDay.people.findIndex(({ id }) => id === key);
  return `people.csv:${at + 2}`;
};
const team = (key: string) => `groups.csv:${badDay.teams.findIndex(({ id }) => id === key) + 2}`;

function made(key: string): Pick<Expected, "key" | "what" | "place" | "next"> {
  return { key, what: `create ${user(key)}`, place: person(key), next: `scimsync retry ${key}` };
}
function mapped(key: string, name: string): Pick<Expected, "key" | "what" | "place" | "next"> {
  return { key, what: `map ${name} [${key}]`, place: person(key), next: `scimsync explain ${key}` };
}
function changed(key: string): Pick<Expected, "key" | "what" | "place" | "next"> {
  return { ...made(key), what: `update ${user(key)}` };
}

const table: Readonly<Record<Exclude<FailureCode, "cannot_look_up">, Expected>> = {
  mapping_failed: { ...mapped("unmapped", "User unmapped"), cause: /^userName is empty/ },
  rule_broken: { ...mapped("ruled", "User ruled"), cause: /title.*40/ },
  too_many_members: {
    ...mapped("gCrowd", "Group Crowd"),
    place: team("gCrowd"),
    cause: /^would have 5 members, and this service takes 4/,
  },
  duplicate_name: {
    ...mapped("twinB", "User twinB"),
    cause: /twin@example\.com is wanted by twinA \(\S+people\.csv:\d+\) and twinB \(\S+people\.csv:\d+\)/,
  },
  duplicate_target: {
    ...made("dupTarget"),
    answer: "HTTP 200",
    cause: /^2 resources at the target have this externalId: \S+, \S+$/,
    request: /GET \/Users/,
  },
  duplicate_source: {
    ...made("dupSource"),
    answer: "HTTP 200",
    cause: /^externalId belongs to \S+, which is linked to kept/,
    request: /GET \/Users/,
  },
  conflict: {
    ...made("holder"),
    answer: "HTTP 409 uniqueness",
    cause:
      /is taken by another User; it is held by \S+ \(userName holder\.test@example\.com\), which does not match/,
    request: /POST \/Users/,
  },
  taken_unseen: {
    ...made("unseen"),
    answer: "HTTP 409 uniqueness",
    cause: /^that name is taken; this service shows only accounts/,
    request: /POST \/Users \(request id req-409\)/,
  },
  group_exists: {
    key: "gThere",
    what: "create Group There [gThere]",
    place: team("gThere"),
    answer: "HTTP 200",
    cause: /^There is there already as \S+$/,
    request: /GET \/Groups/,
    next: "scimsync retry gThere",
  },
  rejected_by_target: {
    ...made("refused"),
    answer: "HTTP 400 invalidValue",
    cause: /^phone numbers need a country$/,
    request: /POST \/Users \(request id req-400\)/,
  },
  protected: {
    ...mapped("root", ""),
    what: "protect User root [root]",
    cause: /^is protected, and would be made/,
  },
  forbidden: {
    ...changed("forbidden"),
    answer: "HTTP 403",
    cause: /^not with this token$/,
    request: /PATCH \/Users\/\S+ \(request id req-403\)/,
  },
  too_large: { ...made("large"), answer: "HTTP 413", cause: /^too much$/, request: /POST \/Users/ },
  unsupported: {
    ...made("cannot"),
    answer: "HTTP 501",
    cause: /^no such thing here$/,
    request: /POST \/Users/,
  },
  not_deactivated: {
    key: "off",
    what: `deactivate ${user("off")}`,
    answer: "HTTP 200",
    cause: /^\S+ is still active, although every write of it was taken$/,
    request: /P(?:ATCH|UT) \/Users\/\S+/,
    next: "scimsync retry off",
  },
  not_reactivated: {
    ...made("back"),
    what: `reactivate ${user("back")}`,
    answer: "HTTP 200",
    cause: /^\S+ is still inactive, although every write of it was taken$/,
    request: /P(?:ATCH|UT) \/Users\/\S+/,
  },
  by_hand: {
    key: "hand",
    what: `deactivate ${user("hand")}`,
    answer: "HTTP 400",
    cause: /^this is the last owner: Name another owner there first\.$/,
    request: /PATCH \/Users\/\S+/,
    next: "scimsync retry hand",
  },
  changed_meanwhile: {
    ...changed("changed"),
    answer: "HTTP 412",
    cause: /^somebody was faster$/,
    request: /PATCH \/Users\/\S+/,
  },
  server_error: {
    ...made("down"),
    answer: "HTTP 500",
    cause: /^the database sleeps$/,
    request: /POST \/Users/,
  },
  no_answer: { ...made("silent"), cause: /ECONNRESET|socket|closed/, request: /POST \/Users/ },
  unreadable: {
    ...changed("unreadable"),
    answer: "HTTP 200",
    cause: /is a page for people \(HTTP 200, text\/html\)$/,
    request: /PATCH \/Users\/\S+/,
  },
  removals_unsafe: {
    key: "gUnsafe",
    what: "removeMembers Group Unsafe [gUnsafe]",
    place: team("gUnsafe"),
    answer: "HTTP 204",
    cause: /took out others at this target.*; 2 were put back at once$/,
    request: /PATCH \/Groups\/\S+/,
    next: "scimsync retry gUnsafe",
  },
  missing: {
    ...changed("missing"),
    answer: "HTTP 404",
    cause: /^its account \S+ is gone at the target \(users\.missing: report\)$/,
    request: /PATCH \/Users\/\S+/,
  },
  gone: {
    key: "gGone",
    what: "update Group Gone for good [gGone]",
    place: team("gGone"),
    answer: "HTTP 404",
    cause: /gone/,
    request: /PATCH \/Groups\/\S+/,
    next: "scimsync retry gGone",
  },
};

/** Three lines tell what of whom failed, where and why; what to do; which request it was, how often, and what is next. */
async function expectTold(report: RunReport, code: string, expected: Expected): Promise<void> {
  const { key, what, place, answer, cause, request, next = "" } = expected;
  const failures = report.failures.filter((one) => one.code === code && one.key === key);
  expect(failures, `${code} of ${key}`).toHaveLength(1);
  const [failure] = failures as [ReportedFailure];
  expect(failure.detail).toMatch(cause);
  expect(failure.remedy).toBe(remedies[code as FailureCode]);
  const lines = (await rendered({ ...report, failures })).split("\n");
  const [line = "", todo, course = ""] = lines.slice(lines.findIndex((one) => /^ {2}[A-Z]+: /.test(one)));
  const where = place === undefined ? "" : ` (${place})`;
  const said = answer === undefined ? "" : ` (${answer})`;
  const label = failure.state === "givenUp" ? "QUARANTINED" : "FAILED";
  expect(line.replace(/\(\S+\/(?=\w+\.csv)/, "(")).toBe(
    `  ${label}: ${what}${where}: ${code}${said}: ${failure.detail}`,
  );
  expect(todo).toBe(`          ${failure.remedy}`);
  if (request !== undefined)
    expect(course).toMatch(new RegExp(`^ {10}${request.source}(?: \\(request id [\\w-]+\\))?; `));
  else expect(failure).not.toHaveProperty("path");
  expect(course).toMatch(/since \d{4}-\d\d-\d\dT/);
  expect(course).toMatch(/in the next run|in each run|not tried again by itself|not before/);
  expect(course).toContain(`\`${next}\``);
}

describe("each failure tells object, place, cause, remedy, and what to type", () => {
  let report: RunReport;
  beforeAll(async () => {
    const scene = await setBadDay();
    report = await scene.sync(badDay);
    return () => scene.end();
  });
  test.each(Object.entries(table))("%s", (code, expected) => expectTold(report, code, expected));
});

test("cannot_look_up: where neither filters nor lists tell", async () => {
  const connector = { reads: { paging: "firstPage", pageSize: 5 } };
  const scene = await setScene(() => startSandboxServer(connector, ["filterRefused", "noUniqueness"]));
  const client = plainClient(scene.server);
  // More than a first look shows.
  const strangers = Array.from({ length: 11 }, (_, n) => ({ userName: `other${n}@x.example` }));
  await Promise.all(strangers.map((one) => client.createUser(one)));
  const report = await scene.sync({ people: badDay.people.slice(0, 1), teams: [] });
  await expectTold(report, "cannot_look_up", {
    ...made("kept"),
    cause: /^a filter does not tell whether it is there, and the list is not complete: /,
    request: /GET \/Users/,
  });
});

test("no code is left out", () => {
  expect([...Object.keys(table), "cannot_look_up"].toSorted()).toEqual(Object.keys(remedies).toSorted());
});
