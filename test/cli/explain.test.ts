import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SourceKey } from "../../src/source/record.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { config, type Desk, groups, memberships, openDesk, people, writeDirectory } from "./desk.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => {
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});
afterAll(() => desk.close());

/** What is said about a key at the one target. */
async function explained(key: string) {
  const { records } = await desk.json("explain", key);
  return { record: records[0], at: records[0].targets[0] };
}

describe("a user without an account", () => {
  it("from the record to what sync would do", async () => {
    const { code, stdout, stderr } = await desk.run("explain", "e2");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        "user e2 (people.csv:3)",
        "  email   ben@x.org",
        "  secret  •••",
        "  in 2 groups: Builders, Staff",
        "app",
        "  scope",
        "    in scope: assign.groups: member of Staff",
        "    yes  assign.groups: member of Staff (through Builders)",
        '    yes  assign.where: user.team == "eng"',
        "  mapping",
        "    userName                                 ${lower(user.email)}        ben@x.org",
        "    password                                 ${user.secret}              •••",
        "    urn:…:enterprise:2.0:User:manager.value  ${ref(user.boss)}           (id of e1)",
        "  account",
        "    none",
        "    + create User ben@x.org [e2]",
      ]),
    );
    expect(stdout).not.toContain("pw-two");
  });

  it("as JSON", async () => {
    const { record, at } = await explained("e2");
    expect(record).toMatchObject({
      kind: "user",
      key: "e2",
      source: {
        place: { file: "people.csv", line: 3 },
        groups: ["Builders", "Staff"],
        attributes: { secret: "•••" },
      },
    });
    expect(at).toMatchObject({
      target: "app",
      outcome: "desired",
      clause: "assign.groups: member of Staff",
      account: null,
      lastSent: null,
      attention: null,
      skipped: [],
      guard: [],
    });
    expect(at.scope[0]).toMatchObject({ holds: true, excludes: false, via: ["Builders", "Staff"] });
    const [userName] = at.mapping;
    expect(userName).toEqual({
      path: "userName",
      stated: "${lower(user.email)}",
      place: "scimsync.yaml:15",
      value: "ben@x.org",
    });
    const { plans } = await desk.json("plan", "--only", "e2");
    expect(at.operations).toEqual(plans[0].operations);
    expect(JSON.stringify([record, at])).not.toContain("pw-two");
  });

  it("out of scope: each clause, and none holds", async () => {
    const { at } = await explained("e3");
    expect(at).toMatchObject({ outcome: "outOfScope", clause: "no clause of assign holds", operations: [] });
    expect(at.scope.map(({ holds }: { holds: boolean }) => holds)).toEqual([false, false]);
  });

  it("rejected: by which attribute, and where that stands", async () => {
    const lines = config(desk.sandbox, undefined, ["nickName: ${only(split(user.first + ',x', ','))}"]);
    desk.write("scimsync.yaml", ...lines);
    const { at } = await explained("e1");
    expect(at).toMatchObject({ outcome: "rejected", reason: expect.stringMatching(/^nickName: /) });
    const failed = at.mapping.filter(({ failed }: { failed?: string }) => failed !== undefined);
    expect(failed).toEqual([
      { path: "nickName", stated: expect.any(String), place: "scimsync.yaml:23", failed: at.reason },
    ]);
    expect((await desk.run("explain", "e1")).stdout).toMatch(/fails: nickName: .* \(scimsync\.yaml:23\)$/m);
  });

  it("a clause that cannot be evaluated is neither yes nor no", async () => {
    const target = ["assign: { where: 'int(user.title) > 3' }"];
    desk.write("scimsync.yaml", ...config(desk.sandbox, target));
    expect((await desk.run("explain", "e1")).stdout).toMatch(
      /^ {4}\? {4}assign\.where: int\(user\.title\) > 3 \(/m,
    );
  });

  it("an exclusion is told as one", async () => {
    desk.write(
      "scimsync.yaml",
      ...config(desk.sandbox, ["assign: { everyone: true, exclude: { groups: [Cooks] } }"]),
    );
    const { stdout } = await desk.run("explain", "e3");
    expect(stdout).toContain("    yes  excluded by assign.exclude.groups: member of Cooks");
    expect(stdout).toContain("    out of scope: assign.exclude.groups: member of Cooks");
  });

  it("what waits for another account is told", async () => {
    desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { everyone: true }"]));
    expect((await desk.run("explain", "e3")).stdout).toMatch(
      /^ {2}then noted\n {4}waiting: .* waits for the account of e9$/m,
    );
  });
});

it("a group: who is in it, who has no account, and whom the source does not have", async () => {
  const { record, at } = await explained("g1");
  expect(record).toMatchObject({
    kind: "group",
    name: "Staff",
    source: { place: { file: "groups.csv", line: 2 } },
  });
  expect(at).toMatchObject({
    outcome: "desired",
    scope: [{ clause: "groups.push: Staff", holds: true, excludes: false }],
    mapping: [{ path: "displayName", stated: "${group.name}", value: "Staff" }],
    members: {
      users: 2,
      nested: 1,
      written: 0,
      without: { count: 2, first: ["e1", "e2"] },
      dangling: { count: 1, first: ["e77"] },
    },
  });
  expect((await explained("g3")).at).toMatchObject({ outcome: "outOfScope", scope: [{ holds: false }] });
});

it("groups nested in a circle come to an end", async () => {
  desk.write("groups.csv", groups[0]!, "g1,Staff,g2", "g2,Builders,g1", "g3,Cooks,");
  expect((await explained("g1")).at.members).toMatchObject({ users: 2, nested: 1 });
  expect((await explained("e2")).at.scope[0]).toMatchObject({ via: ["Builders", "Staff"] });
});

it("an unknown key is told with what may be meant", async () => {
  expect(await desk.run("explain", "e22")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("did you mean e2?"),
  });
  expect(await desk.run("explain", "e77")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("memberships name it, but the source has no such record"),
  });
});

describe("after a run", () => {
  beforeAll(async () => {
    writeDirectory(desk);
    desk.write("scimsync.yaml", ...config(desk.sandbox));
    expect(await desk.run("sync")).toMatchObject({ code: 3 }); // e4 cannot be mapped
    desk.sandbox.clearRequests();
  });

  it("what was last sent stands beside what is wanted, and nothing is sent", async () => {
    desk.write("people.csv", ...people.map((line) => line.replace("Fox,Dev", "Fox,Lead")));
    const { at } = await explained("e2");
    expect(at).toMatchObject({ account: { origin: "created", state: "active" }, lastSent: { title: "Dev" } });
    expect(at.operations).toMatchObject([
      { kind: "update", changes: [{ path: "title", before: "Dev", after: "Lead" }] },
    ]);
    expect((await desk.run("explain", "e2")).stdout).toMatch(/^ {4}~ {2}title +Dev +Lead$/m);
    expect(desk.sandbox.requests().total).toBe(0);
    expect(JSON.stringify(at)).not.toContain("pw-two");
  });

  it("plans and keeps nothing: sync still does it", async () => {
    const before = await desk.json("status");
    await desk.run("explain", "e2");
    expect((await desk.json("status")).targets).toEqual(before.targets);
  });

  it("why a record is thought about again, since when, and when next", async () => {
    const { at } = await explained("e4");
    expect(at.attention).toMatchObject({
      reason: "rejected",
      code: "mapping_failed",
      detail: "userName is empty",
    });
    expect((await desk.run("explain", "e4")).stdout).toMatch(
      /^ {4}rejected, mapping_failed: userName is empty; since \S+; thought about again in the next run$/m,
    );
  });

  it("members that are in the group, and what becomes of the memberships of who leaves", async () => {
    expect((await explained("g1")).at.members).toMatchObject({
      users: 2,
      written: 2,
      without: { count: 0, first: [] },
    });
    desk.write("people.csv", ...people.map((line) => line.replace("Dev,eng,e1,pw-two", "Dev,ops,e1,pw-two")));
    desk.write("memberships.csv", ...memberships.filter((line) => line !== "g2,e2"));
    const { at } = await explained("e2");
    expect(
      at.operations.map(({ kind, resource }: { kind: string; resource: string }) => [kind, resource]),
    ).toEqual([
      ["deactivate", "User"],
      ["removeMembers", "Group"],
      ["removeMembers", "Group"],
    ]);
  });

  it("who is gone from the source is still known by the account", async () => {
    desk.write("people.csv", ...people.filter((line) => !line.startsWith("e2")));
    const { record, at } = await explained("e2");
    expect(record.source).toEqual({ place: null, attributes: null, groups: expect.any(Array) });
    expect(at).toMatchObject({
      outcome: "absent",
      lastSent: { userName: "ben@x.org" },
      mapping: [],
      scope: [],
    });
    expect(at.operations[0]).toMatchObject({ kind: "deactivate" });
    const { stdout } = await desk.run("explain", "e2");
    expect(stdout).toMatch(/^user e2: not in the source any more\n/);
    expect(stdout).toContain("out of scope: not in the source any more");
  });

  it("what the target did not keep is told", async () => {
    const store = openStore(desk.path("scimsync.db"));
    const id = store.directory.find("user", ["e1" as SourceKey]).get("e1" as SourceKey)!.id;
    const link = store.targets.link("app", id)!;
    const remark = {
      kind: "notKept",
      path: "title",
      sent: "Chief",
      found: null,
      times: 2,
      run: "r",
    } as const;
    store.targets.putLink("app", "user", id, { ...link, remarks: [remark] });
    store.close();
    expect((await explained("e1")).at.account.remarks).toEqual([remark]);
    expect((await desk.run("explain", "e1")).stdout).toContain(
      "    did not keep title: sent Chief, found (none), in 2 runs",
    );
    desk.write("people.csv", ...people.map((line) => line.replace("Boss", "Chief")));
    expect((await desk.run("map", "e1")).stdout).toContain(
      "Chief (the target did not keep it, so it is not sent again)",
    );
  });

  it("what protection keeps from being done is told", async () => {
    const target = ["assign: { groups: [Nobody] }", "protect: [ann@x.org]"];
    desk.write("scimsync.yaml", ...config(desk.sandbox, target));
    expect((await desk.run("explain", "e1")).stdout).toContain("    skipped: protected");
  });
});
