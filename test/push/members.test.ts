import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { phases } from "../../src/plan/operation.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import type { SourceKey } from "../../src/source/record.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { person } from "../support/company.ts";
import type { Directory } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type SandboxServer, startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";

const many = Array.from({ length: 24 }, (_, at) => {
  const id = `p${String(at).padStart(2, "0")}`;
  return person(id, "P", id, { email: `${id}@example.com` });
});
const keys = many.map(({ id }) => id);
/** One team with so many of the people. */
function crew(count: number): Directory {
  return { people: many, teams: [{ id: "g1", name: "Crew", members: keys.slice(0, count) }] };
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

interface Crew extends Scene<SandboxServer> {
  /** What was written to groups since the last look, oldest first. */
  written(): readonly Sent[];
  /** Source keys of the members of the team at the server, sorted; somebody in it twice stands here twice. */
  members(): Promise<readonly string[]>;
}

async function setCrew(
  quirks: readonly QuirkName[],
  connector: JsonObject = {},
  groups: JsonObject = {},
): Promise<Crew> {
  const writes: Sent[] = [];
  const watch = (method: string, path: string, body: string) =>
    void (path.includes("/Groups") && writes.push({ method, path, body }));
  const start = () => startSandboxServer(connector, quirks);
  // Crews shrink as they like, several times a day.
  const target = { guard: { members: { floor: 100 } } };
  const scene = await setScene(start, { watch, groups, target }, fastClock(50));
  return Object.assign(Object.create(scene) as Scene<SandboxServer>, {
    written: () => writes.splice(0),
    async members() {
      const users = new Map((await scene.server.users()).map((user) => [user["id"], user["externalId"]]));
      const [group] = await scene.server.groups();
      const listed = (group?.["members"] ?? []) as readonly JsonObject[];
      return listed.map(({ value }) => text(users.get(value ?? ""))).sort();
    },
  });
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** How many members each of the writes names. */
function sizes(writes: readonly Sent[]): readonly number[] {
  return writes
    .filter(({ method }) => method === "PATCH")
    .map(({ body }) => {
      const { Operations } = JSON.parse(body) as {
        readonly Operations: readonly { readonly value?: unknown }[];
      };
      return Operations.reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0);
    });
}

/** Deletes an account at the target, as somebody there may do by hand. */
async function deleteAccount({ server }: Crew, key: string): Promise<void> {
  const user = (await server.users()).find(({ externalId }) => externalId === key);
  const { status } = await plainClient(server).send("DELETE", `/Users/${text(user?.["id"])}`);
  expect(status).toBe(204);
}

describe("a limit of members a request that nobody told", () => {
  test("is found by halving, remembered, and used at once in later runs", async () => {
    const scene = await setCrew(["threeMembersARequest"]);
    expect((await scene.sync(crew(10))).failures).toEqual([]);
    // 10, 5 and 3 of them, of which three are the first that are taken; then 4 is tried once.
    expect(sizes(scene.written())).toEqual([10, 5, 3, 2, 4, 2, 2, 1]);
    expect(await scene.members()).toEqual(keys.slice(0, 10));
    expect((await scene.sync(crew(20))).failures).toEqual([]);
    expect(sizes(scene.written())).toEqual([3, 3, 3, 1]);
    expect((await scene.sync(crew(14))).failures).toEqual([]);
    expect(sizes(scene.written())).toEqual([1, 3, 2]);
    expect(await scene.members()).toEqual(keys.slice(0, 14));
  });

  test("is told from one of bytes by nothing, and found as well", async () => {
    const scene = await setCrew(["smallBodies"]);
    expect((await scene.sync(crew(24))).failures).toEqual([]);
    expect(await scene.members()).toEqual(keys);
    expect(scene.server.requests().byStatus["413"]).toBeLessThan(5);
    await scene.expectNoRequests();
  });

  test("of bytes is kept when the connector says it", async () => {
    const scene = await setCrew(["smallBodies"], { groups: { bytesPerRequest: 1000 } });
    expect((await scene.sync(crew(19))).failures).toEqual([]);
    expect((await scene.sync(crew(1))).failures).toEqual([]);
    expect(await scene.members()).toEqual(["p00"]);
    expect(scene.server.requests().byStatus["413"]).toBeUndefined();
  });
});

describe("a member the target cannot take", () => {
  test.each<readonly QuirkName[]>([[], ["unknownMember500"], ["unknownMembersDropped"]])(
    "is named, keeps nobody else out, and gets a new account: %s",
    async (...quirks) => {
      const scene = await setCrew(quirks);
      await scene.sync(crew(0));
      await deleteAccount(scene, "p05");
      const report = await scene.sync(crew(9));
      expect(report.failures).toMatchObject([{ key: "g1", operation: "addMembers", code: "gone" }]);
      expect(report.failures[0]?.detail).toMatch(/^not added: p05; its account \S+ is gone at the target$/);
      expect(report.counts.membersAdded).toBe(8);
      expect(await scene.members()).toEqual(keys.slice(0, 9).filter((key) => key !== "p05"));
      expect((await scene.sync()).failures).toEqual([]);
      expect(await scene.members()).toEqual(keys.slice(0, 9));
      await scene.expectNoRequests();
    },
  );
});

describe("a group that is full", () => {
  test("takes whom it takes; the others fail once, in a few requests, and are tried again in the next run", async () => {
    const scene = await setCrew(["membersCapped"]);
    const first = await scene.sync(crew(24));
    expect(first.failures).toMatchObject([{ key: "g1", code: "rejected_by_target", httpStatus: 400 }]);
    expect(first.failures[0]?.detail).toMatch(
      /^not added: p\d\d, p\d\d, p\d\d, p\d\d, p\d\d and 9 more; .*a group has 10 members at most$/,
    );
    expect(await scene.members()).toHaveLength(10);
    expect(scene.written().length).toBeLessThan(20);
    await scene.sync();
    expect(scene.written().length).toBeLessThan(12);
    expect(await scene.members()).toHaveLength(10);
    // It was no limit of requests, so that none is remembered.
    await scene.sync(crew(0));
    scene.written();
    await scene.sync(crew(9));
    expect(sizes(scene.written())).toEqual([9]);
  });
});

describe("taking out", () => {
  test("tries one member first, then several, and reads nothing once both are proven", async () => {
    const scene = await setCrew([]);
    await scene.sync(crew(20));
    scene.written();
    const before = scene.server.requestCount("GET");
    await scene.sync(crew(15));
    expect(sizes(scene.written())).toEqual([1, 4]);
    // ServiceProviderConfig, Schemas; the group before, after one, after several.
    expect(scene.server.requestCount("GET") - before).toBeLessThanOrEqual(5);
    const proven = scene.server.requestCount("GET");
    expect((await scene.sync(crew(5))).requests.byMethod).toMatchObject({ PATCH: 1 });
    expect(scene.server.requestCount("GET") - proven).toBeLessThanOrEqual(2);
    expect(await scene.members()).toEqual(keys.slice(0, 5));
  });

  test("looks at several, too, when that comes runs later", async () => {
    const scene = await setCrew(["firstRemovalOnly"]);
    await scene.sync(crew(12));
    await scene.sync(crew(11));
    scene.written();
    expect((await scene.sync(crew(8))).failures).toEqual([]);
    expect(sizes(scene.written())).toEqual([3, 1, 1]);
    expect((await scene.sync(crew(6))).failures).toEqual([]);
    expect(sizes(scene.written())).toEqual([1, 1]);
    expect(await scene.members()).toEqual(keys.slice(0, 6));
  });

  test("is tried again when the first answer tells nothing", async () => {
    const scene = await setCrew([]);
    await scene.sync(crew(12));
    scene.server.setFaults("500:0.4", "lost:0.2");
    await scene.sync(crew(9));
    scene.server.setFaults();
    expect((await scene.sync()).failures).toEqual([]);
    expect(await scene.members()).toEqual(keys.slice(0, 9));
    scene.written();
    expect((await scene.sync(crew(7))).failures).toEqual([]);
    expect(sizes(scene.written())).toEqual([2]);
  });

  test("puts others back at once, by the run that saw them go", async () => {
    const scene = await setCrew(["pathFilterRemovesAll"]);
    await scene.sync(crew(12));
    scene.written();
    const report = await scene.sync(crew(9));
    expect(report.failures).toMatchObject([{ key: "g1", code: "removals_unsafe" }]);
    expect(report.counts.membersRemoved).toBe(1);
    expect(sizes(scene.written())).toEqual([1, 11]);
    expect(await scene.members()).toHaveLength(11);
    expect((await scene.sync(crew(6))).failures).toMatchObject([{ key: "g1", code: "removals_unsafe" }]);
    expect(scene.written()).toEqual([]);
    // Whoever was taken out is in again, and two more.
    expect((await scene.sync(crew(14))).counts.membersAdded).toBe(3);
  });

  test("with existing: overwrite puts strangers back, too, and does not take the group over", async () => {
    const scene = await setCrew(["pathFilterRemovesAll"], {}, { existing: "overwrite" });
    await scene.sync({ people: many, teams: [] });
    const users = (await scene.server.users()).map(({ id }) => text(id));
    const group = { displayName: "Crew", members: users.slice(10).map((value) => ({ value })) };
    await plainClient(scene.server).createGroup(group);
    const report = await scene.sync(crew(12));
    expect(report.failures).toMatchObject([{ key: "g1", operation: "create", code: "removals_unsafe" }]);
    expect(await scene.members()).toHaveLength(13);
  });

  test("never empties a group whose members are not told, when its name is changed by PUT", async () => {
    const scene = await setCrew(["membersHidden"], { groups: { update: "put" } });
    await scene.sync(crew(5));
    const [team] = crew(5).teams;
    await scene.sync({ people: many, teams: [{ ...team!, name: "Squad" }] });
    expect((await scene.server.groups()).map(({ displayName }) => displayName)).toEqual(["Squad"]);
    expect(await scene.members()).toEqual(keys.slice(0, 5));
  });
});

describe("answers that are lost", () => {
  test.each<readonly QuirkName[]>([["readdDuplicates"], ["readdDuplicates", "membersHidden"]])(
    "put nobody in twice: %s",
    async (...quirks) => {
      const scene = await setCrew(quirks, { groups: { membersPerRequest: 4 } });
      await scene.sync(crew(0));
      scene.server.setFaults("lost:0.4", "500:0.2");
      for (let run = 0; run < 6; run += 1) await scene.sync(crew(24));
      scene.server.setFaults();
      for (let run = 0; run < 3; run += 1) await scene.sync();
      expect(await scene.members()).toEqual(keys);
      await scene.expectNoRequests();
    },
  );
});

describe("a group of that name that is there", () => {
  test("is refused or linked by policy, also where a second one is answered with 400", async () => {
    const scene = await setCrew(["duplicateGroup400", "readdDuplicates"]);
    await scene.sync({ people: many, teams: [] });
    const users = (await scene.server.users()).map(({ id }) => text(id));
    const members = users.slice(0, 3).map((value) => ({ value }));
    await plainClient(scene.server).createGroup({ displayName: "Crew", members });
    expect((await scene.sync(crew(5))).failures).toMatchObject([{ code: "group_exists" }]);
    scene.configure({ groups: { existing: "merge" } });
    expect((await scene.sync()).counts).toMatchObject({ groupsLinked: 1, membersAdded: 2 });
    expect(await scene.members()).toEqual(keys.slice(0, 5));
  });
});

describe("a run that was killed while members were under way", () => {
  test.each<readonly QuirkName[]>([["readdDuplicates"], ["readdDuplicates", "membersHidden"]])(
    "adds nobody twice in the next one: %s",
    async (...quirks) => {
      const scene = await setCrew(quirks);
      await scene.sync(crew(6));
      await leaveUnderWay(scene, keys.slice(6, 9));
      scene.written();
      expect((await scene.sync(crew(12))).counts.membersAdded).toBe(3);
      expect(sizes(scene.written())).toEqual([3]);
      expect(await scene.members()).toEqual(keys.slice(0, 12));
      await scene.expectNoRequests();
    },
  );
});

/** Makes the state file say that these were being added when the run ended; the target has them. */
async function leaveUnderWay({ server, folder }: Crew, added: readonly string[]): Promise<void> {
  const ids = (await server.users()).filter(({ externalId }) => added.includes(text(externalId)));
  const [group] = await server.groups();
  const operation = { op: "add", path: "members", value: ids.map(({ id }) => ({ value: id ?? null })) };
  await plainClient(server).patch(`/Groups/${text(group?.["id"])}`, [operation]);
  const store = openStore(join(folder, "scimsync.db"));
  const entries = (kind: "user" | "group", names: readonly string[]) =>
    Array.from(store.directory.find(kind, names as readonly SourceKey[]).values(), ({ id }) => id);
  const [entry] = entries("group", ["g1"]);
  if (entry === undefined) throw new Error("there is no g1");
  const about = { entry, key: "g1" as SourceKey, name: "Crew", resource: "Group" } as const;
  const members = entries("user", added);
  const work = { ...about, kind: "addMembers", phase: phases.addMembers, members } as const;
  store.journal.markSent(store.journal.append("killed", "app", work), 0);
  store.journal.returnOpen("app", 0);
  store.close();
}
