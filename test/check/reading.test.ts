import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { CheckReport } from "../../src/check/check.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { check, suggested } from "./checking.ts";

/** A check, without writing, of a sandbox with some people and two teams. */
async function checkPeople(
  settings: JsonObject,
  quirks: readonly QuirkName[] = [],
  people = 7,
): Promise<CheckReport> {
  const server = await startSandboxServer(settings, quirks);
  onTestFinished(() => server.close());
  const { createUser, createGroup } = plainClient(server);
  const ids: unknown[] = [];
  for (let at = 0; at < people; at += 1)
    ids.push(
      await createUser({
        userName: `Person${at}@x.org`,
        externalId: `e${at}`,
        active: true,
        emails: [{ value: `p${at}@mail.org`, type: "work" }],
      }),
    );
  if (settings["groups"] === undefined)
    for (const name of ["Staff", "Cooks", "Guards"])
      await createGroup({ displayName: name, members: ids.map((id) => ({ value: String(id) })) });
  const before = JSON.stringify([await server.users()]);
  const report = await check(server);
  expect(JSON.stringify([await server.users()])).toBe(before);
  return report;
}

function seenOf({ probes }: CheckReport, what: string): string | undefined {
  return probes.find((probe) => probe.what === what)?.seen;
}

test("a strict server: everything is as it should be, in no more than 30 requests", async () => {
  const report = await checkPeople({});
  expect(report).toMatchObject({ ok: true, warnings: [], blocking: [], suggestions: [] });
  expect(report.probes.filter(({ verdict }) => !["ok", "notAsked"].includes(verdict))).toEqual([]);
  expect(report.requests).toBeLessThanOrEqual(30);
  expect(seenOf(report, "users in a page, when no count is given")).toBe("7 of 7");
  expect(seenOf(report, "a page behind the end")).toBeUndefined();
  expect(seenOf(report, "excludedAttributes=members")).toBe("members stay away");
  expect(seenOf(report, "GET of an id that nothing has")).toBe("404, a SCIM error");
});

test("nobody is there: what cannot be seen is unknown, and nothing is suggested", async () => {
  const report = await checkPeople({ groups: { support: "full" } }, [], 0);
  expect(report).toMatchObject({ ok: true, suggestions: [] });
  const unknown = report.probes.filter(({ verdict }) => verdict === "unknown").map(({ what }) => what);
  expect(unknown).toEqual(["pages by startIndex", "filters"]);
});

describe("settings that reading alone finds", () => {
  const cases: readonly [QuirkName, Record<string, unknown>][] = [
    ["noServiceProviderConfig", { "endpoint.discovery": "ignore" }],
    ["pagingIgnored", { "reads.paging": "none" }],
    ["totalOfPage", { "reads.totalResults": "ignore" }],
    ["noTotal", { "reads.totalResults": "ignore" }],
    ["filterIgnored", { "matching.filter": "list" }],
    ["filterFindsNobody", { "matching.filter": "list" }],
    ["filterRefused", { "matching.filter": "list" }],
    ["selectionIgnored", { "reads.excludeMembers": false }],
    // Fine with what is in force, or healed by it.
    ["itemsPerPageAsAsked", {}],
    ["userNameFindsEmail", {}],
    ["externalIdFindsNobody", {}],
    ["cursorOnly", {}],
    ["htmlErrors", {}],
    ["coreUnderUrn", {}],
    ["numericIds", {}],
  ];
  test.each(cases)("%s", async (quirk, expected) => {
    expect(suggested(await checkPeople({}, [quirk]))).toEqual(expected);
  });

  test("a list that has more than its one page", async () => {
    const report = await checkPeople({}, ["everyPageIsFirst"], 30);
    expect(suggested(report)).toEqual({ "reads.paging": "firstPage" });
  });

  test("startIndex from 0 is told", async () => {
    const report = await checkPeople({}, ["zeroBased"]);
    expect(report.warnings).toEqual([expect.stringContaining("startIndex counts from 0")]);
  });

  test("no groups", async () => {
    const report = await checkPeople({ groups: { support: "none" } });
    expect(suggested(report)).toEqual({ "groups.support": "none" });
    expect(report.ok).toBe(false);
  });
});
