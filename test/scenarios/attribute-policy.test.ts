import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { operationsOf } from "../../src/sync/plan-id.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { person } from "../support/company.ts";
import { changePerson, type Directory, type PersonChanges, withoutPerson } from "../support/directory.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, type Scene, setScene } from "../support/scene.ts";
import { connectorFile } from "../support/servers/installed.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { startScimmy } from "../support/servers/scimmy.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ann = person("a1", "Ann", "Ash", {
  title: "Engineer",
  phone: "1234-5678",
  privateEmail: "ann@home.example",
});
const bob = person("b1", "Bob", "Birch");
const directory: Directory = { people: [ann, bob], teams: [] };

const attributes: JsonObject = {
  userName: "${user.email}",
  externalId: "${user.id}",
  displayName: '${join([user.given, user.family], " ")}',
  title: "${user.title}",
  nickName: "${user.department}",
  emails: [
    { value: "${user.email}", type: "work", primary: true },
    { value: "${user.private_email}", type: "home" },
  ],
  [enterprise]: { costCenter: "${user.phone}" },
};

const providers: readonly { readonly title: string; readonly start: () => Promise<ScimServer> }[] = [
  { title: "sandbox", start: () => startSandboxServer() },
  { title: "sandbox, PUT", start: () => startSandboxServer({ users: { update: "put" } }) },
  {
    title: "sandbox, lists as a whole",
    start: () => startSandboxServer({ users: { multiValued: "whole", extensionPath: "object" } }),
  },
  { title: "scimmy", start: startScimmy },
];

interface Stage extends Scene {
  /** Bodies of the writes since the last run began. */
  readonly bodies: readonly string[];
  /** Runs with Ann changed since the run before, expects no failure, and that nothing is left to do. */
  day(changes?: PersonChanges): Promise<RunReport>;
  /** Lets Ann leave, and come back with changes. */
  leaveAndReturn(changes?: PersonChanges): Promise<RunReport>;
  /** Ann's account as the server holds it. */
  account(): Promise<JsonObject>;
  /** Somebody else writes to Ann's account; null removes. */
  others(changes: JsonObject): Promise<void>;
}

async function setStage(start: () => Promise<ScimServer>, policies: JsonObject): Promise<Stage> {
  const bodies: string[] = [];
  const watch = (_method: string, _path: string, body: string) => void bodies.push(body);
  const scene = await setScene(start, { users: { attributes, ...policies }, watch });
  async function run(today: Directory): Promise<RunReport> {
    bodies.length = 0;
    const report = await scene.sync(today);
    expect(report.failures).toEqual([]);
    await scene.expectNoRequests();
    return report;
  }
  const account = () => accountAt(scene.server, ann.email);
  return Object.assign(Object.create(scene) as Scene, {
    bodies,
    account,
    day: (changes: PersonChanges = {}) => run(changePerson(withAnn(scene.today), "a1", changes)),
    async leaveAndReturn(changes: PersonChanges = {}) {
      const before = withAnn(scene.today);
      await run(withoutPerson(before, "a1"));
      return run(changePerson(before, "a1", changes));
    },
    async others(changes: JsonObject) {
      const held = await account();
      await replaceAt(scene.server, held, changes);
    },
  });
}

/** A scene begins with a company of which Ann is no part. */
function withAnn(today: Directory): Directory {
  return today.people.some(({ id }) => id === "a1") ? today : directory;
}

async function accountAt(server: ScimServer, userName: string): Promise<JsonObject> {
  const found = (await server.users()).find((user) => user["userName"] === userName);
  if (found === undefined) throw new Error(`there is no ${userName}`);
  return found;
}

async function replaceAt(server: ScimServer, held: JsonObject, changes: JsonObject): Promise<void> {
  const { id, meta: _meta, groups: _groups, ...rest } = held;
  const entries = Object.entries({ ...rest, ...changes }).filter(([, value]) => value !== null);
  const { status } = await plainClient(server).send(
    "PUT",
    `/Users/${String(id)}`,
    Object.fromEntries(entries),
  );
  expect(status).toBe(200);
}

function emailsOf(account: JsonObject): Readonly<Record<string, Json | undefined>> {
  const emails = account["emails"] as readonly JsonObject[];
  return Object.fromEntries(emails.map((email) => [String(email["type"]), email["value"]]));
}

describe.each(providers)("policies of attributes at $title", ({ start }) => {
  test("createOnly: sent on create, then the target keeps its own, in part of a list as well", async () => {
    const policies = { createOnly: ["title", 'emails[type eq "home"]', `${enterprise}:costCenter`] };
    const stage = await setStage(start, policies);
    await stage.day();
    const made = await stage.account();
    expect(made).toMatchObject({ title: "Engineer", [enterprise]: { costCenter: "1234-5678" } });
    expect(emailsOf(made)).toEqual({ work: ann.email, home: "ann@home.example" });
    const emails = [
      { value: ann.email, type: "work", primary: true },
      { value: "own@home.example", type: "home" },
    ];
    await stage.others({ title: "Boss", emails });
    expect(done(await stage.day({ title: "CTO", phone: "2", privateEmail: undefined }))).toEqual({});
    expect(done(await stage.day({ email: "ann@new.example" }))).toEqual({ updated: 1 });
    const renamed = await accountAt(stage.server, "ann@new.example");
    expect(renamed).toMatchObject({ title: "Boss", [enterprise]: { costCenter: "1234-5678" } });
    expect(emailsOf(renamed)).toEqual({ work: "ann@new.example", home: "own@home.example" });
    expect(done(await stage.leaveAndReturn({ email: ann.email, title: "CEO" }))).toEqual({ reactivated: 1 });
    expect(await stage.account()).toMatchObject({ title: "Boss", nickName: ann.department });
    expect(emailsOf(await stage.account())).toEqual({ work: ann.email, home: "own@home.example" });
  });

  test("an account that was there keeps what is createOnly, or filled in; what is empty is filled", async () => {
    const stage = await setStage(start, {
      createOnly: ["title"],
      fillIfEmpty: ["nickName", "displayName", 'emails[type eq "home"].value'],
    });
    await plainClient(stage.server).createUser({
      userName: ann.email,
      nickName: "Nan",
      emails: [{ value: "own@home.example", type: "home" }],
    });
    expect(done(await stage.day())).toEqual({ linked: 1, created: 1 });
    const held = await stage.account();
    expect(held).toMatchObject({ nickName: "Nan", displayName: "Ann Ash", externalId: "a1" });
    expect(held).not.toHaveProperty("title");
    expect(emailsOf(held)).toEqual({ work: ann.email, home: "own@home.example" });
    // What was there is looked at again only when something else is wanted.
    const report = await stage.day({ department: "Research", privateEmail: "ann@cottage.example" });
    expect(report.counts.updated).toBe(0);
    expect(await stage.account()).toMatchObject({ nickName: "Nan" });
    expect(emailsOf(await stage.account())).toMatchObject({ home: "own@home.example" });
    await stage.others({ nickName: null });
    expect((await stage.day()).requests.total).toBe(0);
    expect(done(await stage.day({ department: "Sales" }))).toEqual({ updated: 1 });
    expect(await stage.account()).toMatchObject({ nickName: "Sales" });
  });

  test("fillIfEmpty: what we set last follows the directory until somebody else writes there", async () => {
    const stage = await setStage(start, { fillIfEmpty: ["nickName", "title"] });
    await stage.day();
    expect(done(await stage.day({ department: "Research" }))).toEqual({ updated: 1 });
    expect(await stage.account()).toMatchObject({ nickName: "Research" });
    await stage.others({ nickName: "Nan" });
    expect(done(await stage.day({ department: "Sales", title: "CTO" }))).toEqual({ updated: 1 });
    expect(await stage.account()).toMatchObject({ nickName: "Nan", title: "CTO" });
    expect(done(await stage.day({ department: undefined, title: undefined }))).toEqual({ updated: 1 });
    const held = await stage.account();
    expect(held).toMatchObject({ nickName: "Nan" });
    expect(held["title"] ?? null).toBeNull();
    // Whoever comes back finds what others wrote meanwhile.
    await stage.others({ title: "Guest" });
    expect(done(await stage.leaveAndReturn({ department: "Board", title: "CEO" }))).toEqual({
      reactivated: 1,
    });
    expect(await stage.account()).toMatchObject({ nickName: "Nan", title: "Guest", active: true });
  });

  test("clearWhenEmpty: what we never set goes, on adoption and when the policy comes later", async () => {
    const stage = await setStage(start, { clearWhenEmpty: ["title", 'emails[type eq "home"].value'] });
    const emails = [
      { value: "own@home.example", type: "home" },
      { value: "own@other.example", type: "other" },
    ];
    await plainClient(stage.server).createUser({
      userName: ann.email,
      title: "Old",
      nickName: "Nan",
      emails,
    });
    await stage.day({ title: undefined, privateEmail: undefined, department: undefined });
    const held = await stage.account();
    expect(held["title"] ?? null).toBeNull();
    expect(held).toMatchObject({ nickName: "Nan" });
    expect(emailsOf(held)).toEqual({ work: ann.email, other: "own@other.example" });
    stage.configure({ users: { attributes, clearWhenEmpty: ["title", "nickName"] } });
    expect(done(await stage.day())).toEqual({ updated: 1 });
    expect((await stage.account())["nickName"] ?? null).toBeNull();
    stage.configure({ users: { attributes, clearWhenEmpty: ["title", "nickName", "displayName"] } });
    expect((await stage.day()).requests.total).toBe(0);
  });
});

describe("what is wanted of a secret", () => {
  const users = {
    attributes: {
      ...attributes,
      password: "pw-${user.phone}",
      [enterprise]: { costCenter: "${user.phone}", division: "${user.department}" },
    },
    secret: [`${enterprise}:costCenter`],
  };

  /** What the stage has written to disk and said, as text. */
  function written(stage: Stage, reports: readonly RunReport[]): string {
    const store = openStore(join(stage.folder, "scimsync.db"));
    onTestFinished(() => store.close());
    const shown = reports.flatMap(({ runId }) => [...operationsOf(store, runId)]);
    const files = ["scimsync.db", "scimsync.db-wal"].map((name) =>
      readFileSync(join(stage.folder, name)).toString("latin1"),
    );
    // The copy of the directory has the column itself; what is asked is where else it went.
    const copies = /"phone":"[^"]*"/g;
    return files.map((file) => file.replaceAll(copies, "")).join("\n") + JSON.stringify([reports, shown]);
  }

  test.each([
    ["PATCH", {}],
    ["PUT", { users: { update: "put" } }],
  ])("by %s: sent when it changed, and written down nowhere", async (_verb, settings) => {
    const stage = await setStage(() => startSandboxServer(settings), users);
    const reports = [await stage.day()];
    expect(stage.bodies.join()).toContain("pw-1234-5678");
    expect(await stage.account()).toMatchObject({ [enterprise]: { costCenter: "1234-5678" } });
    reports.push(await stage.day({ title: "CTO" }));
    expect(stage.bodies.join()).not.toContain("pw-");
    if (Object.keys(settings).length === 0) expect(stage.bodies.join()).not.toContain("1234-5678");
    reports.push(await stage.day({ phone: "8765-4321" }));
    expect(stage.bodies.join()).toContain("pw-8765-4321");
    expect(await stage.account()).toMatchObject({ [enterprise]: { costCenter: "8765-4321" } });
    reports.push(await stage.leaveAndReturn({ title: "CEO" }));
    expect(stage.bodies.join()).not.toContain("pw-");
    const text = written(stage, reports);
    expect(text).not.toMatch(/1234-5678|8765-4321/);
    expect(text).toContain("•••");
  });

  test("whoever has an account keeps the password, until it changes in the directory", async () => {
    const stage = await setStage(() => startSandboxServer(), users);
    await plainClient(stage.server).createUser({ userName: ann.email });
    expect(done(await stage.day())).toEqual({ linked: 1, created: 1 });
    expect(stage.bodies.join()).not.toContain("pw-1234");
    await stage.day({ phone: "8765-4321" });
    expect(stage.bodies.join()).toContain("pw-8765-4321");
  });

  test("an account that is gone is made again with all that is sent on create", async () => {
    const stage = await setStage(() => startSandboxServer(), { ...users, createOnly: ["nickName"] });
    await stage.day();
    const { id } = await stage.account();
    await plainClient(stage.server).send("DELETE", `/Users/${String(id)}`);
    await stage.day({ title: "CTO" });
    expect(stage.bodies.join()).toContain("pw-1234-5678");
    expect(await stage.account()).toMatchObject({
      nickName: ann.department,
      title: "CTO",
      [enterprise]: { costCenter: "1234-5678" },
    });
  });

  test("a refusal that repeats it is told without it", async () => {
    const scene = await setScene(() => startSandboxServer(), {
      users: {
        attributes: { ...attributes, title: '${user.title == "bad" ? [user.phone] : [user.title]}' },
        secret: ["title"],
      },
    });
    const report = await scene.sync(changePerson(directory, "a1", { title: "bad" }));
    expect(report.failures).toHaveLength(2);
    expect(report.failures[0]?.detail).toContain("•••");
    expect(JSON.stringify(report)).not.toContain("1234-5678");
  });
});

describe("what a target does not keep", () => {
  const droppy = async (users: JsonObject): Promise<ScimServer> => {
    const server = await startSandboxServer({ users });
    // What scimsync goes by says nothing of it, as life has it.
    return { ...server, connector: connectorFile("generic") };
  };

  test("is noted once, flagged twice, and not sent again until it changes", async () => {
    const stage = await setStage(() => droppy({ drops: ["nickName", `${enterprise}:costCenter`] }), {});
    const first = await stage.day();
    expect(first.notSticky).toEqual([]);
    const again = await stage.leaveAndReturn();
    expect(stage.bodies.join()).toContain(ann.department);
    const example = { key: "a1", name: ann.email, sent: ann.department, found: null };
    expect(again.notSticky).toEqual([
      { resource: "User", path: "nickName", count: 1, example },
      {
        resource: "User",
        path: `${enterprise}:costCenter`,
        count: 1,
        example: { ...example, sent: "1234-5678" },
      },
    ]);
    // Not by whoever comes back once more, and not when mappings are reapplied.
    expect((await stage.leaveAndReturn()).notSticky).toEqual([]);
    expect(stage.bodies.join()).not.toContain(ann.department);
    expect((await stage.sync(undefined, "reapply")).requests.total).toBe(0);
    expect((await stage.day({ title: "CTO" })).notSticky).toEqual([]);
    const changed = await stage.day({ department: "Sales" });
    expect(stage.bodies.join()).toContain("Sales");
    expect(changed.notSticky).toMatchObject([{ path: "nickName", example: { sent: "Sales" } }]);
    await stage.leaveAndReturn();
    expect(stage.bodies.join()).not.toContain("Sales");
    const store = openStore(join(stage.folder, "scimsync.db"));
    expect(store.targets.countNotSticky("app")).toBe(1);
    store.close();
  });

  test("is not letter case, where the attribute has none", async () => {
    const stage = await setStage(
      () => droppy({ lowerCases: ["userName", "emails.value", "title", "displayName"] }),
      {},
    );
    const [email, title] = ["Ann.Ash@example.com", "Head of R&D"];
    await stage.day({ email, title });
    expect(await stage.account()).toMatchObject({ title: "head of r&d", displayName: "ann ash" });
    const back = await stage.leaveAndReturn();
    expect(stage.bodies).toHaveLength(1);
    expect(stage.bodies.join()).not.toMatch(/title|displayName|emails/);
    expect(back.notSticky).toEqual([]);
    // A change of case alone is a change all the same.
    await stage.day({ title: "head OF R&D" });
    expect(stage.bodies.join()).toContain("head OF R&D");
  });
});
