import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { config, type Desk, openDesk, people, writeDirectory } from "./desk.ts";

let desk: Desk;

// Nothing here changes the state but the one sync below.
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => {
  writeDirectory(desk);
  desk.write("scimsync.yaml", ...config(desk.sandbox));
});
afterAll(() => desk.close());

const manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value";

/** The row of a path, of a record of `--json`. */
function row(record: { readonly attributes: readonly { readonly path: string }[] }, path: string) {
  return record.attributes.find((one) => one.path === path);
}

describe("before the first run", () => {
  it("shows the first in scope, whose mapping failed included, and leaves nothing behind", async () => {
    const before = desk.files();
    const { code, stdout, stderr } = await desk.runBare("map");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^app\n {2}\+ user e1 \(ann@x\.org\): create\n {6}in scope: assign\.groups: member of Staff\n/,
    );
    expect(stdout).toMatch(/^ {8}userName +ann@x\.org$/m);
    expect(stdout).toMatch(/^ {4}user e4\n {6}not mappable: userName is empty; the account stays as it is$/m);
    expect(stdout).not.toContain("user e3");
    expect(stdout).toContain("all that are in scope, of 4 users");
    expect(desk.files()).toEqual(before);
    expect(desk.sandbox.requests().total).toBe(0);
  });

  it("--limit: no more than that many, and says that there are more", async () => {
    const { stdout } = await desk.run("map", "--limit", "1");
    expect(stdout).toContain("user e1");
    expect(stdout).not.toContain("user e2");
    expect(stdout).toContain("the first in scope, of 4 users (--limit, or KEYs)");
  });

  it("shows whom a reference means, and no secret", async () => {
    const { stdout } = await desk.run("map", "e2");
    expect(stdout).toMatch(/urn:…:enterprise:2\.0:User:manager\.value +\(id of e1\)$/m);
    expect(stdout).toMatch(/password +•••$/m);
    const { targets } = await desk.json("map", "e2");
    const [record] = targets[0].records;
    expect(row(record, manager)).toMatchObject({ after: { ref: "e1" } });
    expect(JSON.stringify(targets) + stdout).not.toContain("pw-two");
    expect(record).toMatchObject({
      kind: "user",
      key: "e2",
      outcome: "desired",
      account: null,
      does: ["create"],
    });
  });

  it("with a KEY says who is out of scope, and why", async () => {
    const { targets } = await desk.json("map", "e3");
    expect(targets[0].records).toEqual([
      {
        kind: "user",
        key: "e3",
        name: null,
        outcome: "outOfScope",
        clause: "no clause of assign holds",
        account: null,
        does: [],
      },
    ]);
  });

  it("says so when nobody is in scope", async () => {
    desk.write("scimsync.yaml", ...config(desk.sandbox, ["assign: { groups: [Nobody] }"]));
    expect((await desk.run("map")).stdout).toContain("none of 4 users is in scope");
  });

  it("groups, by KEY and with --groups", async () => {
    const { targets } = await desk.json("map", "g3", "g1");
    expect(targets[0].records).toMatchObject([
      { kind: "group", key: "g3", outcome: "outOfScope" },
      { kind: "group", key: "g1", outcome: "desired", resource: { displayName: "Staff" } },
    ]);
    const { stdout } = await desk.run("map", "--groups");
    expect(stdout).toContain("group g2 (Builders): create");
    expect(stdout).not.toContain("Cooks");
  });
});

describe("after a run", () => {
  beforeAll(async () => {
    writeDirectory(desk);
    desk.write("scimsync.yaml", ...config(desk.sandbox));
    expect(await desk.run("sync")).toMatchObject({ code: 3 }); // e4 cannot be mapped
    desk.sandbox.clearRequests();
  });

  it("old and new stand side by side: just what plan would send, and nothing is sent", async () => {
    desk.write(
      "people.csv",
      ...people.map((line) => line.replace("Fox,Dev", "Fuchs,Dev").replace("pw-two", "pw-2")),
    );
    const { targets } = await desk.json("map", "e2");
    const [record] = targets[0].records;
    expect(record).toMatchObject({ account: { state: "active" }, does: ["update"] });
    expect(row(record, "name.familyName")).toEqual({
      path: "name.familyName",
      before: "Fox",
      after: "Fuchs",
      isSent: true,
    });
    const { plans } = await desk.json("plan", "--only", "e2");
    const sent = record.attributes.filter(({ isSent }: { isSent: boolean }) => isSent);
    expect(sent.map(({ path }: { path: string }) => path).toSorted()).toEqual(
      plans[0].operations[0].changes.map(({ path }: { path: string }) => path).toSorted(),
    );
    const { stdout } = await desk.run("map", "e2");
    expect(stdout).toMatch(/^ {6}~ {2}name\.familyName +Fox +Fuchs$/m);
    expect(stdout).toMatch(/^ {6}~ {2}password +••• +•••$/m);
    expect(stdout).toMatch(/^ {9}name\.givenName +Ben$/m);
    expect(desk.sandbox.requests().total).toBe(0);
  });

  it("an attribute that is wanted no more goes, a new one comes", async () => {
    const added = ["nickName: ${user.first}"];
    const lines = config(desk.sandbox, undefined, added).map((line) =>
      line.replace("title: ${user.title}", "title: \"${user.team == 'x' ? user.title : absent()}\""),
    );
    desk.write("scimsync.yaml", ...lines);
    const { targets } = await desk.json("map", "e1");
    const [record] = targets[0].records;
    expect(row(record, "title")).toEqual({ path: "title", before: "Boss", isSent: true });
    expect(row(record, "nickName")).toEqual({ path: "nickName", after: "Ann", isSent: true });
    const { stdout } = await desk.run("map", "e1");
    expect(stdout).toMatch(/^ {6}- {2}title +Boss +\(none\)$/m);
    expect(stdout).toMatch(/^ {6}\+ {2}nickName +\(none\) +Ann$/m);
  });

  it("what is sent on create only is told, and not counted", async () => {
    desk.write("people.csv", ...people.map((line) => line.replace("Ann,Lee", "Anna,Lee")));
    const { targets } = await desk.json("map", "e1");
    expect(row(targets[0].records[0], "displayName")).toMatchObject({
      after: "Anna Lee",
      isSent: false,
      note: "sent on create only",
    });
  });

  it("an id that is known stands for a reference, so nothing changes", async () => {
    const { targets } = await desk.json("map", "e2");
    const [record] = targets[0].records;
    expect(record.does).toEqual([]);
    expect(row(record, manager)).toMatchObject({ isSent: false, after: record.attributes.at(-2).before });
  });

  it("who leaves the scope shows what becomes of the account", async () => {
    desk.write("people.csv", ...people.map((line) => line.replace("Boss,eng", "Boss,ops")));
    desk.write("memberships.csv", "group,member", "g2,e2");
    expect((await desk.run("map", "e1")).stdout).toMatch(
      /- user e1 \(ann@x\.org\): deactivate\n {6}out of scope: no clause of assign holds\n {6}account \S+, active/,
    );
  });

  it("an account under protect is left alone, and it says so", async () => {
    const target = ["assign: { everyone: true }", "protect: [e1]"];
    desk.write("scimsync.yaml", ...config(desk.sandbox, target, ["nickName: x"]));
    expect((await desk.run("map", "e1")).stdout).toContain("user e1 (ann@x.org): skipped, protected");
  });
});

describe("--row", () => {
  it("maps a record without reading a source, names without case, unknown ones absent", async () => {
    desk.write("people.csv", "not a source at all");
    const given = { EMAIL: "Zoe@x.org", First: " Zoë ", groups: ["Staff"], boss: "e1" };
    const { code, stdout } = await desk.runBare("map", "--row", JSON.stringify(given));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\+ user row \(zoe@x\.org\): create\n {6}in scope: assign\.groups: member of Staff/,
    );
    expect(stdout).toMatch(/name\.givenName +Zoë$/m);
    expect(stdout).toMatch(/manager\.value +\(id of e1\)$/m);
    expect(stdout).not.toContain("title");
  });

  it("numbers are text where the sources give text", async () => {
    const { targets } = await desk.json("map", "--row", '{"email":"a@x","team":"eng","title":7}');
    expect(targets[0].records[0].resource.title).toBe("7");
  });

  it("maps a group with --groups", async () => {
    expect((await desk.run("map", "--groups", "--row", '{"name":"Baker"}')).stdout).toContain(
      "in scope: groups.push",
    );
    expect(await desk.run("map", "--groups", "--row", "{}")).toMatchObject({ code: 2 });
  });

  it.each([["{"], ["[1]"], ['"text"']])("%s is refused", async (text) => {
    const { code, stderr } = await desk.run("map", "--row", text);
    expect(code).toBe(2);
    expect(stderr).toContain("--row");
  });

  it("does not go with a KEY", async () => {
    expect(await desk.run("map", "e1", "--row", "{}")).toMatchObject({ code: 2 });
  });
});

it("each target under its name, or only those asked for", async () => {
  const [app, ...more] = config(desk.sandbox, ["assign: { everyone: true }"]).slice(6);
  desk.write("scimsync.yaml", ...config(desk.sandbox), app!.replace("app", "other"), ...more);
  const all = await desk.json("map", "e3");
  expect(all.targets.map((one: { target: string }) => one.target)).toEqual(["app", "other"]);
  expect(all.targets.map((one: { records: { outcome: string }[] }) => one.records[0]!.outcome)).toEqual([
    "outOfScope",
    "desired",
  ]);
  const one = await desk.json("map", "e3", "--target", "other");
  expect(one.targets).toHaveLength(1);
  expect(await desk.run("map", "--target", "othr")).toMatchObject({ code: 2 });
});

it("an unknown KEY is told with what may be meant", async () => {
  expect(await desk.run("map", "e11", "Ben@x.org")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /key e11; did you mean e1\?\n.*key Ben@x\.org; the user e2 has it as email/,
    ),
  });
});

it("a name that the source does not have is an error with its place", async () => {
  desk.write("scimsync.yaml", ...config(desk.sandbox, undefined, ["nickName: ${user.frist}"]));
  expect(await desk.run("map")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^scimsync\.yaml:\d+:\d+ targets\.app\.users\.attributes\.nickName: .*did you mean first\?/,
    ),
  });
});

it("a read that sync would refuse is told, and ends with 5", async () => {
  const lines = config(desk.sandbox);
  desk.write("scimsync.yaml", ...lines.slice(0, 5), "  expect: { minUsers: 9 }", ...lines.slice(5));
  const { code, stdout } = await desk.run("map", "e1");
  expect(code).toBe(5);
  expect(stdout).toMatch(/^sync would refuse this read: /);
  expect(stdout).toContain("user e1");
});
