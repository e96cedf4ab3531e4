import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { config, type Desk, openDesk } from "./desk.ts";

let desk: Desk;

// No source is there to be read.
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.write("scimsync.yaml", ...config(desk.sandbox)));
afterAll(() => desk.close());

const file = "app.mapping-test.yaml";

/** The file with these tests. */
function write(...tests: readonly string[]): void {
  desk.write(file, "target: app", "tests:", ...tests.map((line) => `  ${line}`));
}

const ann = "{ email: Ann@x.org, first: Ann, last: Lee, team: eng, boss: e9, secret: pw-one }";

describe("a test that passes", () => {
  it.each([
    ["names what it states, and no more", "{ userName: ann@x.org, name: { givenName: Ann } }"],
    ["says with null what must not be there", "{ title: null, phoneNumbers: null }"],
    ["has names without case", "{ USERNAME: ann@x.org, Name: { familyname: Lee } }"],
    ["states a list as a whole", "{ emails: [{ type: work, primary: true, value: Ann@x.org }] }"],
    [
      "has a reference by key",
      '{ "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: { ref: e9 } } } }',
    ],
    [
      "may state what is filled in by itself",
      '{ active: true, schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] }',
    ],
  ])("%s", async (_name, expected) => {
    write(`- given: ${ann}`, `  expect: ${expected}`);
    expect(await desk.runBare("test-mapping")).toMatchObject({ code: 0, stderr: "" });
  });

  it("exact: the whole resource, what is filled in by itself apart", async () => {
    write(
      "- name: Ann",
      "  given: { email: ann@x.org, last: Lee, team: eng }",
      "  expect:",
      "    { userName: ann@x.org, displayName: Lee, name: { familyName: Lee },",
      "      emails: [{ value: ann@x.org, type: work, primary: true }] }",
      "  exact: true",
    );
    expect(await desk.runBare("test-mapping")).toEqual({
      code: 0,
      stdout: `${file} (app)\n  ok    Ann\n1 passed, 0 failed\n`,
      stderr: "",
    });
  });

  it("is of a group, of who is out of scope, of who cannot be mapped, by groups", async () => {
    write(
      "- { kind: group, given: { name: Bakers }, expect: { displayName: Bakers } }",
      "- { kind: group, given: { name: Cooks }, outOfScope: groups.push }",
      "- { given: { email: a@x, groups: [Staff] }, expect: { userName: a@x } }",
      "- { given: { email: a@x, groups: [Cooks] }, outOfScope: true }",
      "- { given: { email: a@x, team: ops }, outOfScope: No Clause of assign }",
      "- { given: { team: eng }, rejected: username is EMPTY }",
      "- { given: { team: eng }, rejected: true }",
    );
    expect(await desk.json("test-mapping")).toMatchObject({ version: 1, passed: 7, failed: 0 });
  });

  it("happens when the file says", async () => {
    desk.write(
      "scimsync.yaml",
      ...config(desk.sandbox, ["assign: { everyone: true }"], ["active: ${!adExpired(user)}"]),
    );
    const tests = [
      "tests:",
      '  - { given: { email: a@x, accountExpires: "134090208000000000" }, outOfScope: true }',
    ];
    desk.write(file, "target: app", "now: 2025-12-01T00:00:01Z", ...tests);
    expect(await desk.runBare("test-mapping")).toMatchObject({ code: 0 });
    desk.write(file, "target: app", "now: 2025-11-30T23:59:59Z", ...tests);
    expect(await desk.runBare("test-mapping")).toMatchObject({ code: 3 });
  });
});

describe("a test that fails", () => {
  it("is told with both sides and the line of what was expected", async () => {
    write(
      "- name: Ann",
      `  given: ${ann}`,
      "  expect:",
      "    userName: Ann@x.org",
      "    title: Boss",
      "    name:",
      "      givenName: null",
      "    emails: [{ value: Ann@x.org, type: work }]",
    );
    const { code, stdout } = await desk.runBare("test-mapping");
    expect(code).toBe(3);
    expect(stdout.split("\n")).toEqual([
      `${file} (app)`,
      `  FAIL  Ann (${file}:3)`,
      `         userName (${file}:6)`,
      "           expected Ann@x.org",
      "                got ann@x.org",
      `         title (${file}:7)`,
      "           expected Boss",
      "                got (none)",
      `         name.givenName (${file}:9)`,
      "           expected (none)",
      "                got Ann",
      `         emails[type eq "work"].primary (${file}:10)`,
      "           expected (none)",
      "                got true",
      "0 passed, 1 failed",
      "",
    ]);
  });

  it.each([
    [
      "expect: { userName: x }",
      "{ team: ops, email: x }",
      "a resource",
      "out of scope: no clause of assign holds",
    ],
    [
      "rejected: true",
      "{ team: eng, email: x }",
      "not mappable",
      'in scope: assign.where: user.team == "eng"',
    ],
    [
      "outOfScope: assign.exclude",
      "{ email: x }",
      "out of scope: … assign.exclude …",
      "out of scope: no clause of assign holds",
    ],
  ])("%s, when something else becomes of the record", async (stated, given, expected, actual) => {
    write(`- given: ${given}`, `  ${stated}`);
    const { files, failed } = await desk.json("test-mapping");
    expect(failed).toBe(1);
    expect(files[0].tests).toEqual([
      { name: "test 1", line: 3, passed: false, failures: [{ expected, actual }] },
    ]);
  });

  it("exact: tells what is there besides", async () => {
    write(`- { given: ${ann}, exact: true, expect: { userName: ann@x.org } }`);
    const { files } = await desk.json("test-mapping");
    const paths = files[0].tests[0].failures.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(["displayName", "name.givenName", "password"]));
    expect(paths).not.toContain("schemas");
    expect(paths).not.toContain("active");
  });

  it("shows no secret", async () => {
    write(`- { given: ${ann}, expect: { password: pw-other } }`);
    const { code, stdout } = await desk.runBare("test-mapping");
    expect(code).toBe(3);
    expect(stdout).not.toContain("pw-");
    expect(stdout).toContain("•••");
  });
});

describe("a file that is wrong", () => {
  it("is told with every place and what to write", async () => {
    desk.write(
      file,
      "target: appp",
      "now: 2026-02-31T00:00:00Z",
      "tests:",
      "  - given: { email: a@x }",
      "    expects: { userName: a@x }",
      "  - given: { email: a@x, number: 0042, deep: { on: true } }",
      "    outOfScope: true",
      "    rejected: true",
      "  - { kind: group, given: { id: g }, expect: { displayName: x } }",
      "  - { given: {}, rejected: true, exact: true }",
      "  - { given: {} }",
    );
    const { code, stderr } = await desk.runBare("test-mapping");
    expect(code).toBe(2);
    const quotes = "the sources of this config give text; put the value in quotes";
    expect(stderr.trimEnd().split("\n")).toEqual([
      `${file}:1:1 target: the config has no target "appp"; did you mean app?`,
      `${file}:2:1 now: write a time in UTC, such as 2026-01-31T00:00:00Z`,
      `${file}:5:5 tests[0].expects: unknown key; did you mean expect?`,
      `${file}:6:5 tests[1]: write one of expect, outOfScope or rejected`,
      `${file}:6:26 tests[1].given.number: ${quotes}`,
      `${file}:6:48 tests[1].given.deep.on: ${quotes}`,
      `${file}:9:20 tests[2].given: a group has a name; write given: { name: … }`,
      `${file}:10:34 tests[3].exact: goes with expect; take it out`,
      `${file}:11:5 tests[4]: write one of expect, outOfScope or rejected`,
    ]);
  });

  it("numbers are what they are where a source is JSON", async () => {
    const [, , , ...rest] = config(desk.sandbox);
    const source = ["source:", "  type: json", "  file: people.json", "  users: { key: id }"];
    desk.write("scimsync.yaml", ...source, ...rest.slice(rest.indexOf("targets:")));
    write("- { given: { email: a@x, team: eng, title: 7 }, expect: { title: 7 } }");
    expect(await desk.runBare("test-mapping")).toMatchObject({ code: 0 });
  });

  it("is told beside others that are wrong", async () => {
    desk.write("b.yaml", "target: app", "tests: []");
    desk.write("c.yaml", "target: app", "tests: [{ given: 1 }]");
    const { code, stderr } = await desk.runBare("test-mapping", "b.yaml", "c.yaml", "d.yaml");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^b\.yaml:2:1 .*\nc\.yaml:2:11 .*\nd\.yaml there is no such file\n$/);
  });
});

it("runs the files named, or all beside the config", async () => {
  write("- { given: { email: a@x, team: eng }, expect: { userName: a@x } }");
  desk.write("other.mapping-test.yaml", "target: app", "tests: [{ given: {}, outOfScope: true }]");
  expect((await desk.json("test-mapping")).files).toHaveLength(2);
  expect((await desk.json("test-mapping", file)).files).toHaveLength(1);
});

it("says so when there is none", async () => {
  const empty = await openDesk();
  empty.write("scimsync.yaml", ...config(desk.sandbox));
  expect(await empty.runBare("test-mapping")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no *.mapping-test.yaml stands beside scimsync.yaml"),
  });
  await empty.close();
});

it("a mapping that is wrong is told before any test", async () => {
  write("- { given: {}, outOfScope: true }");
  desk.write("scimsync.yaml", ...config(desk.sandbox, undefined, ["nickName: ${lowr(user.first)}"]));
  expect(await desk.runBare("test-mapping")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("targets.app.users.attributes.nickName"),
  });
});

it("the file that docs/mapping.md shows is one, and passes", async () => {
  const guide = readFileSync(new URL("../../docs/mapping.md", import.meta.url), "utf8");
  const [, example] = /```yaml\n(target: my-app\n[^`]*)```/.exec(guide) ?? [];
  desk.write(file, example!);
  const target = ["assign: { groups: [engineering] }"];
  const lines = config(desk.sandbox, target).map((line) =>
    line.replace("  app:", "  my-app:").replace('"B*"', '"eng-*"'),
  );
  desk.write("scimsync.yaml", ...lines);
  expect(await desk.runBare("test-mapping", file)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("4 passed, 0 failed"),
  });
});

it("--help says what 3 means here", async () => {
  expect((await desk.runBare("test-mapping", "--help")).stdout).toMatch(/^ {2}3 +some tests failed$/m);
});
