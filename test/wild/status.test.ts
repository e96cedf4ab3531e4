import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { person } from "../support/company.ts";
import { changePerson, type Directory, withoutPerson } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import type { TargetSettings } from "../support/installation.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, type Scene, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { expectAllRight, liveThrough } from "./days.ts";

const clock = () => fastClock(100);
const bob = person("b1", "Bob", "Birch");
const ann = person("a1", "Ann", "Ash");
const both: Directory = { people: [ann, bob], teams: [] };

describe("status codes that lie, and days that end right", () => {
  const lives: readonly (readonly QuirkName[])[] = [
    ["patchAppliesWith500"],
    ["unknownPath404", "extensionPatch501"],
    ["noServiceProviderConfig", "jsonRefused", "closesConnections"],
    ["patchClaimed"],
    // What most of these lie about happens on no day; see below.
    ["duplicate500", "renameConflict500", "unknownId500", "deleteAnswers200", "htmlErrors", "jsonHangs"],
    ["duplicateWithoutScimType", "alwaysInvalidSyntax", "errorsWithoutStatus", "etagOfBody"],
    ["versionsIgnored"],
    ["ifMatchDemanded"],
  ];
  test.each(lives.map((quirks) => ({ quirks })))("$quirks", async ({ quirks }) => {
    expectAllRight(await liveThrough({ quirks, clock: clock() }));
  });

  // Slower, because what is repeated has to come when the others are done, which they are in real time.
  test.each(["resetsParallelWrites", "lockedParallelWrites"] as const)("%s", async (quirk) => {
    expectAllRight(await liveThrough({ quirks: [quirk], clock: fastClock(5) }));
  });

  const withSetting: readonly { readonly quirks: readonly QuirkName[]; readonly users: JsonObject }[] = [
    { quirks: ["unknownPath404"], users: { update: "patch" } },
    { quirks: ["patchClaimed", "versionsIgnored", "extensionPatch501"], users: { update: "put" } },
    { quirks: ["ifMatchDemanded"], users: { update: "put" } },
  ];
  test.each(withSetting)("$quirks with users: $users", async ({ quirks, users }) => {
    expectAllRight(await liveThrough({ quirks, connector: { users }, clock: clock() }));
  });

  test("one request at a time: nothing is reset or locked", async () => {
    const quirks: readonly QuirkName[] = ["resetsParallelWrites", "lockedParallelWrites"];
    const ending = await liveThrough({ quirks, settings: { limits: { concurrency: 1 } }, clock: clock() });
    expectAllRight(ending);
    expect(ending.reports.map(({ requests }) => requests.retried)).toEqual(ending.reports.map(() => 0));
  });
});

describe("what a connector forbids to get round ends in a clear failure", () => {
  test.each(["patchClaimed", "extensionPatch501"] as const)("%s without PUT", async (quirk) => {
    const connector = { users: { update: "patch" } };
    const ending = await liveThrough({ quirks: [quirk], connector, clock: clock() });
    expect(ending.codes).toEqual(["unsupported"]);
    expect(ending.refused).toEqual([]);
  });

  test.each(["jsonRefused", "jsonHangs"] as const)("%s and application/json", async (quirk) => {
    const settings = await startSandboxServer({ endpoint: { contentType: "application/json" } });
    onTestFinished(() => settings.close());
    async function start() {
      return { ...(await startSandboxServer({}, [quirk])), connector: settings.connector };
    }
    const limits = { limits: { timeout: "250ms" } };
    const scene = await setScene(start, limits, clock());
    const report = await scene.sync(both);
    expect(report.exitCode).toBe(3);
    const code = quirk === "jsonRefused" ? "rejected_by_target" : "no_answer";
    expect(report.failures.map((one) => [one.key, one.code])).toEqual([
      ["a1", code],
      ["b1", code],
    ]);
    expect(report.requests.total).toBeLessThan(30);
    expect(await scene.server.users()).toEqual([]);
  });
});

async function setPair(quirks: readonly QuirkName[], settings: TargetSettings = {}): Promise<Scene> {
  const scene = await setScene(() => startSandboxServer({}, quirks), settings, clock());
  await scene.sync(both);
  return scene;
}

const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];

describe("a name that somebody else has", () => {
  const dan = person("d1", "Dan", "Dale");

  test.each(["duplicate500", "duplicateWithoutScimType", "alwaysInvalidSyntax", "htmlErrors"] as const)(
    "%s: a new account is a conflict that says with whom",
    async (quirk) => {
      const match = { users: { match: ["externalId"] } };
      const scene = await setScene(() => startSandboxServer({}, [quirk]), match, clock());
      const holder = { schemas, userName: dan.email, externalId: "stranger" };
      const { body } = await plainClient(scene.server).send("POST", "/Users", holder);
      const report = await scene.sync({ people: [ann, dan], teams: [] });
      expect(report.counts.created).toBe(1);
      expect(report.failures).toMatchObject([
        { key: "d1", code: "conflict", detail: expect.stringContaining(body["id"] as string) as string },
      ]);
      expect(scene.server.requestCount("POST")).toBeLessThanOrEqual(3);
      expect(await scene.server.users()).toHaveLength(2);
    },
  );

  test.each(["renameConflict500", "duplicateWithoutScimType", "errorsWithoutStatus"] as const)(
    "%s: so is a new name, and nothing is repeated",
    async (quirk) => {
      const scene = await setPair([quirk]);
      await plainClient(scene.server).send("POST", "/Users", { schemas, userName: dan.email });
      const before = scene.server.requestCount("PATCH");
      const report = await scene.sync(changePerson(both, "a1", { email: dan.email, title: "CTO" }));
      expect(report.failures).toMatchObject([{ key: "a1", operation: "update", code: "conflict" }]);
      expect(scene.server.requestCount("PATCH") - before).toBeLessThanOrEqual(2);
      expect(await scene.idOf(ann.email)).toBeDefined();
      await scene.sync(changePerson(both, "a1", { email: "anna@example.com", title: "CTO" }));
      expect(await scene.idOf("anna@example.com")).toBeDefined();
    },
  );

  test("renameConflict500: two who swap theirs", async () => {
    const scene = await setPair(["renameConflict500"]);
    const swapped = changePerson(changePerson(both, "a1", { email: bob.email }), "b1", { email: ann.email });
    expect(done(await scene.bring(swapped))).toEqual({ updated: 2 });
  });
});

describe("an account that is not there any more", () => {
  test("unknownId500: is made again", async () => {
    const scene = await setPair(["unknownId500"]);
    const id = await scene.idOf(ann.email);
    await plainClient(scene.server).send("DELETE", `/Users/${id}`);
    await scene.bring(changePerson(both, "a1", { title: "CTO" }));
    expect(await scene.idOf(ann.email)).not.toBe(id);
  });

  test.each(["unknownId500", "deleteAnswers200"] as const)("%s: needs no deleting", async (quirk) => {
    const scene = await setPair([quirk], { users: { actions: ["create", "delete"], deprovision: "delete" } });
    await plainClient(scene.server).send("DELETE", `/Users/${await scene.idOf(ann.email)}`);
    const report = await scene.sync(withoutPerson(both, "a1"));
    expect([report.failures, report.counts.deleted]).toEqual([[], 1]);
    await scene.expectNoRequests();
  });
});

describe("what was found out is kept", () => {
  test("patchClaimed: PATCH is tried once", async () => {
    const scene = await setPair(["patchClaimed"]);
    await scene.bring(changePerson(both, "a1", { title: "CTO" }));
    const after = scene.server.requestCount("PATCH");
    expect(after).toBe(1);
    await scene.bring(changePerson(both, "a1", { title: "CEO", manager: "b1" }));
    expect(scene.server.requestCount("PATCH")).toBe(after);
  });

  test("extensionPatch501: PATCH goes on for all else", async () => {
    const scene = await setPair(["extensionPatch501"]);
    await scene.bring(changePerson(both, "a1", { department: "Sales" }));
    const puts = scene.server.requestCount("PUT");
    await scene.bring(changePerson(scene.today, "a1", { title: "CTO" }));
    expect(scene.server.requestCount("PUT")).toBe(puts);
    const patches = scene.server.requestCount("PATCH");
    await scene.bring(changePerson(scene.today, "a1", { department: "Board" }));
    expect([scene.server.requestCount("PUT"), scene.server.requestCount("PATCH")]).toEqual([
      puts + 1,
      patches,
    ]);
  });

  test("If-Match: looked at or not, the first PUT shows it", async () => {
    for (const [quirks, puts] of [
      [[], 2],
      [["versionsIgnored"], 1],
    ] as const) {
      const start = () => startSandboxServer({ users: { update: "put" } }, quirks);
      const scene = await setScene(start, {}, clock());
      await scene.sync(both);
      await scene.bring(changePerson(both, "a1", { title: "CTO" }));
      expect(scene.server.requestCount("PUT")).toBe(puts);
      await scene.bring(changePerson(both, "a1", { title: "CEO" }));
      expect(scene.server.requestCount("PUT")).toBe(puts + 1);
    }
  });
});

describe("500 after it was done", () => {
  test("a new address is there once, and nothing is sent twice", async () => {
    const scene = await setPair(["patchAppliesWith500"]);
    const before = scene.server.requestCount("PATCH");
    await scene.bring(changePerson(both, "a1", { privateEmail: "ann@home.example" }));
    expect(scene.server.requestCount("PATCH") - before).toBe(1);
  });
});
