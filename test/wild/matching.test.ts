import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { textAt } from "../../src/scim/attribute-value.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { company } from "../support/company.ts";
import { changePerson, type Directory, personOf } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { expectAllRight, liveThrough } from "./days.ts";

describe("who is found by a filter, over five days", () => {
  test.each<[QuirkName, ...QuirkName[]]>([
    ["userNameFindsEmail"],
    ["externalIdFindsNobody"],
    ["filterFindsOldEmail"],
    ["filterOnlyEq"],
    ["filterFindsEverybody"],
    ["filterIgnored"],
    ["filterFindsNobody"],
    ["filterRefused"],
    ["filterByCase"],
    ["uniqueByCase"],
    ["unknownFilter404"],
    ["nobodyIs404"],
    ["nobodyIs404", "filterByCase"],
    ["externalIdUnique"],
    ["deletedNamesTaken"],
    ["noUniqueness"],
    ["createWithoutId"],
    ["idIsName"],
    ["createWithoutId", "filterFindsNobody"],
    ["createWithoutId", "noUniqueness", "filterRefused"],
    ["createWithoutId", "filterIgnored", "noUniqueness"],
  ])("%s %s %s", async (...quirks) => {
    expectAllRight(await liveThrough({ quirks: quirks.filter(Boolean), requests: 1200 }));
  });

  test.each([{ filter: "list" }, { filter: "trust" }])(
    "a connector that says matching: %j",
    async (matching) => {
      expectAllRight(await liveThrough({ quirks: [], connector: { matching } }));
    },
  );

  test("a connector that says list, at a server whose filters lie", async () => {
    const connector = { matching: { filter: "list" } };
    expectAllRight(await liveThrough({ quirks: ["filterFindsNobody", "noUniqueness"], connector }));
  });
});

const zoe = personOf(company, "e01");
const finn = personOf(company, "e11");

/** An account that somebody made at the server by hand, with what its owner is recognised by. */
function byHand(userName: string, more: JsonObject = {}): JsonObject {
  const emails = [{ value: `${userName.split("@")[0]}@private.example`, type: "home" }];
  return { userName, nickName: "By Hand", active: true, emails, ...more };
}

const nameOf = (user: JsonObject) => textAt(user, "userName") ?? "";

interface Before {
  readonly quirks: readonly QuirkName[];
  readonly users: readonly JsonObject[];
  readonly connector?: JsonObject;
}

/** A server with quirks that has accounts already. */
async function setBefore({ quirks, users, connector }: Before): Promise<Scene<SandboxServer>> {
  const scene = await setScene(() => startSandboxServer(connector, quirks), {}, fastClock(50));
  const client = plainClient(scene.server);
  for (const user of users) {
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    expect((await client.send("POST", "/Users", { schemas, ...user })).status).toBe(201);
  }
  return scene;
}

async function userNames(scene: Scene): Promise<readonly string[]> {
  return (await scene.server.users()).map((user) => nameOf(user).toLowerCase()).toSorted();
}

const codes = (report: RunReport) => report.failures.map(({ key, code }) => [key, code]);
const everybody = company.people.map(({ email }) => email).toSorted();

describe("accounts that are there are linked, not doubled", () => {
  test.each<readonly [string, Before]>([
    [
      "filters that find nobody",
      { quirks: ["filterFindsNobody", "noUniqueness"], users: [byHand(zoe.email)] },
    ],
    ["filters that are refused", { quirks: ["filterRefused", "noUniqueness"], users: [byHand(zoe.email)] }],
    ["filters that are ignored", { quirks: ["filterIgnored", "noUniqueness"], users: [byHand(zoe.email)] }],
    [
      "userName that finds the e-mail address",
      { quirks: ["userNameFindsEmail", "noUniqueness"], users: [byHand(zoe.email), byHand(finn.email)] },
    ],
    ["another letter case", { quirks: ["noUniqueness"], users: [byHand(zoe.email.toUpperCase())] }],
    ["letter case that filters mind", { quirks: ["filterByCase"], users: [byHand(zoe.email.toUpperCase())] }],
    [
      "an externalId that filters do not find, and an old userName",
      {
        quirks: ["externalIdUnique", "filterFindsNobody"],
        users: [byHand("zoe@maiden.example", { externalId: zoe.id })],
      },
    ],
    [
      "filters that find nobody, and ten to a page",
      {
        quirks: ["filterFindsNobody", "noUniqueness", "pagesOfTen"],
        users: Array.from({ length: 24 }, (_, n) => byHand(n === 23 ? zoe.email : `other${n}@x.example`)),
      },
    ],
  ])("%s", async (_, before) => {
    const scene = await setBefore(before);
    const report = await scene.sync(company);
    expect(codes(report)).toEqual([]);
    expect(report.counts.linked).toBeGreaterThan(0);
    const held = await userNames(scene);
    const others = before.users.map(nameOf).filter((name) => name.startsWith("other"));
    expect(held).toEqual([...everybody, ...others].toSorted());
    await scene.expectNoRequests();
  });

  test("answers that are lost, where nothing keeps a name unique and filters find nobody", async () => {
    const scene = await setBefore({ quirks: ["noUniqueness", "filterFindsNobody"], users: [] });
    scene.server.setFaults("lost:0.3");
    await scene.sync(company);
    scene.server.setFaults();
    await scene.sync();
    await scene.sync();
    expect(await userNames(scene)).toEqual(everybody);
    await scene.expectHeld(company);
  });
});

describe("what cannot be known is not guessed", () => {
  const strangers = Array.from({ length: 25 }, (_, n) => byHand(`other${n}@x.example`));

  test.each<readonly [string, readonly QuirkName[], JsonObject]>([
    ["the first page alone", ["filterFindsNobody", "everyPageIsFirst"], {}],
    ["a list in random order", ["filterRefused", "randomOrder"], { reads: { pageSize: 5 } }],
    ["a list that does not say how long it is", ["filterIgnored", "noTotal"], { reads: { pageSize: 5 } }],
    ["a connector that says first page", ["filterRefused"], { reads: { paging: "firstPage", pageSize: 5 } }],
  ])("%s and filters that do not work: nobody is made", async (_, quirks, connector) => {
    const scene = await setBefore({ quirks: [...quirks, "noUniqueness"], users: strangers, connector });
    const report = await scene.sync(company);
    expect(new Set(codes(report).map(([, code]) => code))).toEqual(new Set(["cannot_look_up"]));
    expect(report.counts.created).toBe(0);
    expect(report.failures[0]?.remedy).toContain("matching.filter");
    expect(await userNames(scene)).toEqual(strangers.map(nameOf).toSorted());
    // Asked once, and not for each of the twelve.
    expect(report.requests.total).toBeLessThan(60);
  });

  test("who is in an incomplete list is linked all the same", async () => {
    const quirks: readonly QuirkName[] = ["filterFindsNobody", "everyPageIsFirst", "noUniqueness"];
    const scene = await setBefore({ quirks, users: [byHand(zoe.email), ...strangers] });
    const report = await scene.sync(company);
    expect(report.counts.linked).toBe(1);
    expect(codes(report)).not.toContainEqual([zoe.id, "cannot_look_up"]);
    expect((await userNames(scene)).filter((name) => name === zoe.email)).toHaveLength(1);
  });

  test("a connector that says trust makes them, and the server refuses who is there", async () => {
    const scene = await setBefore({
      quirks: ["filterFindsNobody", "everyPageIsFirst"],
      users: [...strangers, byHand(zoe.email)],
      connector: { matching: { filter: "trust" } },
    });
    const report = await scene.sync(company);
    expect(report.failures).toMatchObject([
      { key: zoe.id, code: "conflict", detail: expect.stringContaining("this token cannot see") },
    ]);
    expect(report.counts.created).toBe(11);
  });

  test("two accounts of one name are one too many", async () => {
    const scene = await setBefore({
      quirks: ["uniqueByCase"],
      users: [byHand(zoe.email), byHand(zoe.email.toUpperCase())],
    });
    const report = await scene.sync(company);
    expect(codes(report)).toEqual([[zoe.id, "duplicate_target"]]);
    expect((await scene.server.users()).filter(({ nickName }) => nickName === "By Hand")).toHaveLength(2);
  });
});

describe("a name that is taken", () => {
  test("by somebody else, who is named", async () => {
    const quirks: readonly QuirkName[] = ["duplicateWithoutScimType"];
    const scene = await setBefore({ quirks, users: [byHand(zoe.email, { externalId: "somebody else" })] });
    scene.configure({ users: { match: ["externalId"] } });
    const report = await scene.sync(company);
    const id = await scene.idOf(zoe.email);
    expect(report.failures).toMatchObject([
      { key: zoe.id, code: "conflict", detail: expect.stringContaining(`${id} (userName ${zoe.email})`) },
    ]);
  });

  test("by an account that was deleted, which nobody can see", async () => {
    const scene = await setBefore({ quirks: ["deletedNamesTaken"], users: [] });
    await scene.sync(company);
    await plainClient(scene.server).send("DELETE", `/Users/${await scene.idOf(finn.email)}`);
    const report = await scene.sync(changePerson(company, finn.id, { title: "Fellow" }));
    expect(report.failures).toMatchObject([
      { key: finn.id, code: "conflict", detail: expect.stringContaining("this token cannot see") },
    ]);
    expect(await scene.server.users()).toHaveLength(11);
  });

  test("what filters are worth is found out once, and not in the next run", async () => {
    const scene = await setBefore({ quirks: ["filterFindsNobody"], users: [byHand("other@x.example")] });
    const one: Directory = { people: company.people.slice(11), teams: [] };
    const two: Directory = { people: company.people.slice(10), teams: [] };
    await scene.sync(one);
    const report = await scene.sync(two);
    // ServiceProviderConfig, the list, the account: no filter is tried again.
    expect([report.counts.created, report.requests.byMethod]).toEqual([1, { GET: 2, POST: 1 }]);
  });
});
