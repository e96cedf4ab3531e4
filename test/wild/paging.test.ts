import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { company } from "../support/company.ts";
import { personOf } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { expectAllRight, liveThrough } from "./days.ts";

/** With filters that are no good, so that the lists are read. */
describe("how lists are paged, over five days", () => {
  test.each<[QuirkName, JsonObject?]>([
    ["everyPageIsFirst"],
    ["pagingIgnored"],
    ["rowsPastEnd"],
    ["pastEndResets"],
    ["randomOrder"],
    ["itemsPerPageAsAsked"],
    ["countZeroFails"],
    ["zeroBased"],
    ["pagesOfTen"],
    ["totalOfPage"],
    ["totalCapped"],
    ["noTotal", { totalResults: "ignore" }],
    ["cursorOnly"],
    ["cursorLosesLast"],
    ["cursorNeedsCount"],
    ["cursorExpires"],
    ["emptyWithoutResources"],
    ["membersNull"],
    ["selectionIgnored"],
  ])("%s", async (quirk, settings = {}) => {
    const reads = { pageSize: 5, ...settings };
    const clock = fastClock(50);
    expectAllRight(await liveThrough({ quirks: [quirk, "filterFindsNobody"], connector: { reads }, clock }));
  });

  test.each<JsonObject>([
    { paging: "none" },
    { paging: "cursor", pageSize: 5 },
    { paging: "firstPage", pageSize: 5 },
    { totalResults: "ignore", pageSize: 5 },
    { excludeMembers: false },
  ])("a connector that says reads: %j", async (reads) => {
    expectAllRight(await liveThrough({ quirks: [], connector: { reads } }));
  });
});

/** With filters that are right, so that a list may stand in for them: it must not where it lies. */
describe("lists that say they are complete, over five days", () => {
  test.each<[QuirkName, ...QuirkName[]]>([
    ["listTellsNobody"],
    ["listTellsNobody", "noUniqueness"],
    ["listIsSample"],
    ["listIsSample", "noUniqueness"],
    ["listHidesInactive"],
    ["listHidesInactive", "noUniqueness"],
    ["listCutShort"],
    ["listCutShort", "noUniqueness"],
    ["listWithoutExternalId"],
    ["listWithoutExternalId", "noUniqueness"],
    ["randomOrder", "noUniqueness"],
    ["everyPageIsFirst", "noUniqueness"],
    ["totalOfPage", "noUniqueness"],
    ["zeroBased", "noUniqueness"],
    ["cursorLosesLast", "noUniqueness"],
  ])("%s %s", async (...quirks) => {
    const reads = { pageSize: 5 };
    const clock = fastClock(50);
    expectAllRight(await liveThrough({ quirks: quirks.filter(Boolean), connector: { reads }, clock }));
  });
});

/** Zoë's account is the last of many, at a server where nothing keeps a name unique. */
describe("an account at the end of a long list is linked, not doubled", () => {
  const zoe = personOf(company, "e01");
  test.each<[QuirkName, number, JsonObject]>([
    ["pagingIgnored", 24, {}],
    ["rowsPastEnd", 24, {}],
    ["pastEndResets", 24, {}],
    ["zeroBased", 24, {}],
    ["pagesOfTen", 24, { pageSize: 100 }],
    ["totalOfPage", 24, { totalResults: "ignore" }],
    ["totalCapped", 54, { totalResults: "ignore" }],
    ["noTotal", 24, { totalResults: "ignore" }],
    ["cursorOnly", 24, {}],
    ["cursorLosesLast", 24, { pageSize: 6 }],
    ["cursorNeedsCount", 24, {}],
    ["cursorExpires", 24, { pageSize: 9 }],
  ])("%s, %i others", async (quirk, others, reads) => {
    const quirks = [quirk, "filterFindsNobody", "noUniqueness"] as const;
    const start = () => startSandboxServer({ reads: { pageSize: 5, ...reads } }, quirks);
    const scene = await setScene(start, {}, fastClock(50));
    const client = plainClient(scene.server);
    for (let n = 0; n < others; n += 1) await client.createUser({ userName: `other${n}@x.example` });
    await client.createUser({ userName: zoe.email, active: true });
    const report = await scene.sync(company);
    expect(report.failures).toEqual([]);
    expect([report.counts.linked, report.counts.created]).toEqual([1, 11]);
    expect(await scene.server.users()).toHaveLength(others + 12);
  });
});
