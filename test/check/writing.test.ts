import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { CheckReport } from "../../src/check/check.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { check, type Checking, suggested } from "./checking.ts";

interface Checked {
  readonly server: SandboxServer;
  readonly report: CheckReport;
}

/** A check that writes, of a sandbox with one person who is nobody's business; nothing else is there afterwards. */
async function checkWriting(
  settings: JsonObject,
  quirks: readonly QuirkName[] = [],
  checking: Checking = {},
): Promise<Checked> {
  const server = await startSandboxServer(settings, quirks);
  onTestFinished(() => server.close());
  await plainClient(server).send("POST", "/Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "stranger@x.org",
    active: true,
  });
  const before = await server.users();
  const report = await check(server, { write: true, ...checking });
  expect(await server.users()).toEqual(before);
  const hasGroups = (settings["groups"] as { support?: string } | undefined)?.support !== "none";
  if (hasGroups) expect(await server.groups()).toEqual([]);
  expect(report.remnants).toEqual([]);
  return { server, report };
}

test("a strict server: everything is as it should be, and no setting is suggested", async () => {
  const { report } = await checkWriting({});
  expect(report).toMatchObject({ ok: true, warnings: [], blocking: [], suggestions: [] });
  expect(report.probes.filter(({ verdict }) => !["ok", "notAsked"].includes(verdict))).toEqual([]);
  expect(report.requests).toBeLessThan(110);
});

describe("the settings that a service has are found, and a check with them finds no others", () => {
  const cases: readonly [JsonObject, Record<string, unknown>][] = [
    [{ users: { update: "put" } }, { "users.update": "put" }],
    [{ users: { multiValued: "whole" } }, { "users.multiValued": "whole" }],
    [{ users: { patchForm: "noPath" } }, { "users.patchForm": "noPath" }],
    [{ users: { extensionPath: "object" } }, { "users.extensionPath": "object" }],
    [{ users: { extensionPath: "dot" } }, { "users.extensionPath": "dot" }],
    [{ users: { operationsPerRequest: 1 } }, { "users.operationsPerRequest": 1 }],
    [{ users: { putOmission: "keeps" } }, { "users.putOmission": "keeps" }],
    [
      { users: { drops: ["displayName"], lowerCases: ["userName"] } },
      { "users.drops": ["displayName"], "users.lowerCases": ["userName"] },
    ],
    [{ groups: { removeMembers: "valueList" } }, { "groups.removeMembers": "valueList" }],
    [{ groups: { membersPerRequest: 1 } }, { "groups.membersPerRequest": 1 }],
    [{ groups: { membersReadable: false } }, { "groups.membersReadable": false }],
    [{ groups: { create: "thenPatch" } }, { "groups.create": "thenPatch" }],
    [{ groups: { update: "put" } }, { "groups.update": "put" }],
    [{ groups: { support: "none" } }, { "groups.support": "none" }],
    [{ endpoint: { discovery: "ignore" } }, { "endpoint.discovery": "ignore" }],
    [{ endpoint: { contentType: "application/json" } }, { "endpoint.contentType": "application/json" }],
    [{ reads: { paging: "none" } }, { "reads.paging": "none" }],
    [{ reads: { firstIndex: 0 } }, { "reads.firstIndex": 0 }],
    [{ endpoint: { etag: "always" } }, { "endpoint.etag": "always" }],
    [{ endpoint: { operationCase: "capital" } }, { "endpoint.operationCase": "capital" }],
    [{ endpoint: { booleans: "text" } }, { "endpoint.booleans": "text" }],
    [{ groups: { memberForm: "withRef" } }, { "groups.memberForm": "withRef" }],
    [{ groups: { immutable: ["displayName"] } }, { "groups.immutable": ["displayName"] }],
    [{ users: { immutable: ["userName"] } }, { "users.immutable": ["userName"] }],
    [{ users: { externalId: "ignored" } }, { "users.externalId": "ignored" }],
    [{ users: { refuses: ["name.givenName"] } }, { "users.refuses": ["name.givenName"] }],
    [{ matching: { conflictStatuses: [400] } }, { "matching.conflictStatuses": [400] }],
  ];
  test.each(cases)("%j", async (settings, expected) => {
    const { server, report } = await checkWriting(settings);
    expect(suggested(report)).toEqual(expected);
    const again = await check(server, { write: true, connector: server.connector });
    expect(suggested(again)).toEqual({});
    expect(again.blocking).toEqual([]);
    const pages = again.probes.find(({ what }) => what === "pages by startIndex");
    if (expected["reads.paging"] === undefined) expect(pages).toMatchObject({ verdict: "ok" });
  });

  test("several at once", async () => {
    const settings = {
      users: { multiValued: "whole", extensionPath: "object" },
      groups: { removeMembers: "valueList", create: "thenPatch" },
    };
    const { server, report } = await checkWriting(settings);
    expect(report.settings).toEqual(settings);
    const again = await check(server, { write: true, connector: server.connector });
    expect(again).toMatchObject({ ok: true, suggestions: [] });
  });
});

describe("what a service does against the RFC", () => {
  const cases: readonly [QuirkName, Record<string, unknown>][] = [
    ["patchClaimed", { "users.update": "put", "groups.update": "put" }],
    ["extensionPatch501", { "users.update": "put" }],
    ["extensionPathSplit", { "users.extensionPath": "object" }],
    ["dottedPathLiteral", { "users.patchForm": "noPath" }],
    ["deactivationIgnored", { "users.update": "put" }],
    ["deactivationNeedsNoPath", { "users.patchForm": "noPath" }],
    ["removeByTypeIgnored", { "users.multiValued": "whole" }],
    ["removeLeavesNull", { "users.multiValued": "whole" }],
    ["putKeeps", { "users.putOmission": "keeps" }],
    ["membersDroppedOnCreate", { "groups.create": "thenPatch" }],
    ["membersHidden", { "groups.membersReadable": false }],
    ["removeNeedsValueList", { "groups.removeMembers": "valueList" }],
    ["cursorLosesLast", { "reads.paging": "index" }],
    ["createWithoutId", {}],
    ["patchAnswers204", {}],
    ["writesAnswerIdOnly", {}],
    ["coreUnderUrn", {}],
    ["numericIds", {}],
    ["readdDuplicates", {}],
  ];
  test.each(cases)("%s", async (quirk, expected) => {
    const { report } = await checkWriting({}, [quirk]);
    expect(suggested(report)).toEqual(expected);
    expect(report.ok).toBe(true);
  });

  test("a form of removal that takes out everybody is never suggested, and is no way to go on", async () => {
    const { report } = await checkWriting({}, ["pathFilterRemovesAll"]);
    expect(suggested(report)).toEqual({ "groups.removeMembers": "replace" });
    const stated = await startSandboxServer({}, ["valueListRemovesAll"]);
    onTestFinished(() => stated.close());
    expect(suggested(await check(stated, { write: true }))).toEqual({});
  });

  test("who is in force and takes out everybody makes the check end badly", async () => {
    const other = await startSandboxServer({ groups: { removeMembers: "valueList" } });
    onTestFinished(() => other.close());
    const { report } = await checkWriting({}, ["valueListRemovesAll"], {
      connector: other.connector,
    });
    expect(suggested(report)).toEqual({ "groups.removeMembers": "pathFilter" });
    expect(report.blocking).toEqual([
      expect.stringMatching(/^taking one member out takes out others .*everybody/),
    ]);
  });

  test.each<[QuirkName, RegExp]>([
    ["noUniqueness", /a userName may be given twice here/],
    ["patchAppliesWith500", /writes are answered with 500 although they are done/],
    ["renameGroup409", /a group cannot be renamed: 409/],
    ["randomOrder", /the order of lists changes/],
    ["idIsName", /the id of a user changes with its name/],
  ])("%s is told in plain words", async (quirk, said) => {
    const { report } = await checkWriting({}, [quirk]);
    expect(report.warnings).toContainEqual(expect.stringMatching(said));
    expect(report.suggestions).toEqual([]);
  });
});
