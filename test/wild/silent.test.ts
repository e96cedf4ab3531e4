import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, setScene } from "../support/scene.ts";
import { ann, directory, enterprise, setStage, type Stage } from "../support/stage.ts";
import { changePerson, withoutPerson } from "../support/directory.ts";
import { expectAllRight, liveThrough } from "./days.ts";

const clock = () => fastClock(100);

async function stageWith(quirk: QuirkName, users: JsonObject): Promise<Stage> {
  const mapped = {
    userName: "${user.email}",
    name: { givenName: "${user.given}", familyName: "${user.family}" },
  };
  const attributes = { ...mapped, [enterprise]: { department: "${user.department}" } };
  const stage = await setStage(() => startSandboxServer({ users }, [quirk]), { attributes });
  await stage.day();
  await stage.others({
    name: { givenName: ann.given, familyName: ann.family, middleName: "M" },
    [enterprise]: { department: ann.department ?? "", costCenter: "C" },
  });
  return stage;
}

function remarksOn(folder: string): readonly (readonly string[])[] {
  const store = openStore(join(folder, "scimsync.db"));
  const remarks = store.targets.link("app", 1)?.remarks ?? [];
  store.close();
  return remarks.map(({ kind, path }) => [kind, path]);
}

function startIgnoring() {
  return startSandboxServer({}, ["deactivationNeedsNoPath"]);
}

function startHiding() {
  return startSandboxServer({ users: { update: "put" } }, ["activeHidden"]);
}

describe("2xx that did nothing, or the wrong thing, and days that end right", () => {
  const lives: readonly (readonly QuirkName[])[] = [
    ["deactivationIgnored", "writesAnswerIdOnly"],
    ["deactivationNeedsNoPath", "removeLeavesNull", "patchAnswers204"],
    ["extensionPathSplit", "dottedPathLiteral", "removeByTypeIgnored"],
    ["coreUnderUrn", "numericIds", "activeAsText"],
    ["activeHidden", "addEmailsReplaces"],
    // What we never send, and what happens on no day; see below.
    ["textBooleansIgnored", "capitalOpsIgnored", "unknownPathStored", "notAtomic"],
  ];
  test.each(lives.map((quirks) => ({ quirks })))("$quirks", async ({ quirks }) => {
    expectAllRight(await liveThrough({ quirks, clock: clock() }));
  });

  const noPath = { patchForm: "noPath" };
  const dottedKeys = { patchForm: "dottedKeys" };
  const object = { extensionPath: "object" };
  const whole = { multiValued: "whole" };
  const put = { update: "put" };
  const patch = { update: "patch" };
  const withSetting: readonly { readonly quirks: readonly QuirkName[]; readonly users: JsonObject }[] = [
    { quirks: [], users: noPath },
    { quirks: [], users: { ...noPath, ...object, ...whole } },
    { quirks: [], users: { ...dottedKeys, extensionPath: "dot" } },
    { quirks: [], users: { ...put, putOmission: "keeps" } },
    { quirks: ["nameObjectReplaces", "extensionObjectReplaces"], users: noPath },
    { quirks: ["nameObjectReplaces", "extensionObjectReplaces"], users: { ...noPath, ...object, ...patch } },
    { quirks: ["dottedKeysLiteral"], users: dottedKeys },
    { quirks: ["replaceEmailsMerges"], users: whole },
    { quirks: ["writesAnswerIdOnly", "putKeeps"], users: put },
    { quirks: ["removeByTypeIgnored", "dottedPathLiteral", "extensionPathSplit"], users: patch },
    { quirks: ["patchAnswers204", "notAtomic"], users: { operationsPerRequest: 1 } },
  ];
  test.each(withSetting)("$quirks with users: $users", async ({ quirks, users }) => {
    expectAllRight(await liveThrough({ quirks, connector: { users }, clock: clock() }));
  });
});

describe("a leaver who cannot be switched off", () => {
  test("is a failure in each run, and nobody counts as deactivated", async () => {
    const connector = { users: { update: "patch" } };
    const ending = await liveThrough({ quirks: ["deactivationIgnored"], connector, clock: clock() });
    expect(ending.codes).toEqual(["not_deactivated"]);
    expect(ending.right).toEqual(["joiners", "movers", "teams", "return"]);
    expect(ending.reports.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0, 3, 3, 0, 0]);
    expect(ending.reports.map(({ counts }) => counts.deactivated + counts.reactivated)).toEqual(
      ending.reports.map(() => 0),
    );
  });

  test("is switched off in the way that worked for the first", async () => {
    const scene = await setScene(startIgnoring, {}, clock());
    await scene.sync(directory);
    const before = scene.server.requestCount();
    await scene.sync(withoutPerson(directory, "a1"));
    const first = scene.server.requestCount() - before;
    await scene.sync(directory);
    const middle = scene.server.requestCount();
    const report = await scene.sync(withoutPerson(directory, "a1"));
    expect(done(report)).toEqual({ deactivated: 1 });
    expect(scene.server.requestCount() - middle).toBeLessThan(first);
  });

  test("is not switched on by a PUT of a server that does not tell who is active", async () => {
    const scene = await setScene(startHiding, {}, clock());
    await scene.sync(directory);
    for (const round of [1, 2, 3]) {
      expect(done(await scene.sync(withoutPerson(directory, "a1"))), `round ${round}`).toEqual({
        deactivated: 1,
      });
      expect((await scene.server.users())[0]).toMatchObject({ userName: ann.email, active: false });
      await scene.expectNoRequests();
      expect(done(await scene.sync(directory)), `round ${round}`).toEqual({ reactivated: 1 });
      expect((await scene.server.users())[0]).toMatchObject({ userName: ann.email, active: true });
    }
  });
});

describe("what others wrote survives", () => {
  test.each([
    ["nameObjectReplaces", { patchForm: "noPath" }],
    ["nameObjectReplaces", { patchForm: "noPath", update: "patch" }],
    ["extensionObjectReplaces", { extensionPath: "object" }],
    ["extensionObjectReplaces", { extensionPath: "object", update: "patch" }],
  ] as const)("%s, %o", async (quirk, users) => {
    const stage = await stageWith(quirk, users);
    for (const [given, department] of [
      ["Anna", "Sales"],
      ["Anne", "Board"],
    ] as const) {
      await stage.day({ given, department });
      expect(await stage.account()).toMatchObject({
        name: { givenName: given, familyName: ann.family, middleName: "M" },
        [enterprise]: { department, costCenter: "C" },
      });
    }
    // Once it is known what an object does there, it is whole at once.
    await stage.day({ given: "Annika" });
    expect(stage.bodies).toHaveLength(1);
  });
});

describe("a type that is not kept", () => {
  test.each([{}, { multiValued: "whole" }, { update: "put" }])(
    "emailTypeOther, %o: addresses are right and their own all the same",
    async (users) => {
      const start = () => startSandboxServer({ users }, ["emailTypeOther"]);
      const scene = await setScene(start, {}, clock());
      await scene.sync(directory);
      expect(remarksOn(scene.folder)).toContainEqual(["notKept", "emails"]);
      let today = directory;
      for (const privateEmail of ["one@home.example", "two@home.example", undefined]) {
        today = changePerson(today, "a1", { privateEmail });
        const report = await scene.sync(today);
        expect(report.failures).toEqual([]);
        await scene.expectNoRequests();
        const [account] = await scene.server.users();
        const { emails = [] } = account ?? {};
        const values = (emails as readonly JsonObject[]).map(({ value }) => value);
        expect(new Set(values)).toEqual(
          new Set([ann.email, privateEmail].filter((one) => one !== undefined)),
        );
        expect(values).toHaveLength(privateEmail === undefined ? 1 : 2);
      }
    },
  );
});

describe("a PATCH that is refused halfway", () => {
  /** The sandbox knows no shoeSize; it is sent only to those who have a private address. */
  const attributes = {
    userName: "${user.email}",
    title: "${user.title}",
    emails: [{ value: "${user.private_email}", type: "home" }],
    shoeSize: "${user.private_email}",
  };

  test.each([
    ["notAtomic", {}],
    ["numericIds", { operationsPerRequest: 1 }],
  ] as const)("%s, %o: what was done is not sent again", async (quirk, users) => {
    const connector = { users: { ...users, update: "patch" }, endpoint: { schemas: "ignore" } };
    const bodies: string[] = [];
    const watch = (_method: string, _path: string, body: string) => void bodies.push(body);
    const plain = changePerson(directory, "a1", { privateEmail: undefined });
    const scene = await setScene(
      () => startSandboxServer(connector, [quirk]),
      { users: { attributes }, watch },
      clock(),
    );
    await scene.bring(plain).catch(() => {});
    const first = await scene.sync(
      changePerson(plain, "a1", { title: "CTO", privateEmail: "ann@home.example" }),
    );
    expect(first.failures).toMatchObject([
      {
        key: "a1",
        code: "rejected_by_target",
        detail: expect.stringContaining("2 of 3 changes were made") as string,
      },
    ]);
    expect(bodies.join()).toContain("CTO");
    bodies.length = 0;
    const second = await scene.sync();
    expect(second.failures).toMatchObject([{ key: "a1", code: "rejected_by_target" }]);
    expect(bodies.join()).not.toMatch(/CTO|emails/);
    expect(bodies.join()).toContain("shoeSize");
    const [account] = await scene.server.users();
    expect(account).toMatchObject({ title: "CTO", emails: [{ value: "ann@home.example", type: "home" }] });
  });
});

test("at a server that answers with nothing, each shape is read back once", async () => {
  const scene = await setScene(() => startSandboxServer({}, ["patchAnswers204"]), {}, clock());
  await scene.sync(directory);
  for (const [title, gets] of [
    ["CTO", 1],
    ["CEO", 0],
  ] as const) {
    const report = await scene.bring(changePerson(directory, "a1", { title }));
    // One GET is for ServiceProviderConfig.
    expect(report.requests.byMethod).toEqual({ GET: 1 + gets, PATCH: 1 });
  }
});
