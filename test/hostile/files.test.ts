import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../cli/desk.ts";

let desk: Desk;
beforeEach(async () => void (desk = await openDesk()));
afterEach(() => desk.close());

const source = "source: { type: csv, users: { file: people.csv, key: key } }";

function config(...target: readonly string[]): readonly string[] {
  return [
    source,
    "targets:",
    "  app:",
    `    baseUrl: ${desk.sandbox.url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    "    assign: { everyone: true }",
    ...target.map((line) => `    ${line}`),
  ];
}

const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]", ..."bcdefghi".split("").map(bombLine)];

function bombLine(name: string): string {
  const before = String.fromCodePoint(name.codePointAt(0)! - 1);
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`;
}

/** Texts that are YAML, and no settings. */
const hurtful: readonly (readonly [what: string, lines: readonly string[]])[] = [
  ["a bomb of aliases", bomb],
  ["a tag that makes code", ['title: !!js/function "function () { process.exit(77) }"']],
  ["lists within lists", ["title: " + "[".repeat(20_000)]],
  ["merge keys", ["x: &x { title: t }", "<<: *x"]],
  ["keys of prototypes", ["__proto__: { polluted: true }", "constructor: { prototype: { polluted: true } }"]],
  ["a key twice", ["title: a", "title: b"]],
  ["a hundred megabytes", ["x".repeat(100_000_000)]],
];

describe.each(hurtful)("%s", (_what, lines) => {
  test("in scimsync.yaml, in a profile, and in a mapping test ends with exit code 2 and a place", async () => {
    desk.write("people.csv", "key,name", "1,Ann");
    desk.write("hurt.yaml", ...lines);
    desk.write("hurt.mapping-test.yaml", ...lines);
    desk.write("scimsync.yaml", ...lines);
    expectRefused(await desk.run("validate"), "scimsync.yaml");
    desk.write(
      "scimsync.yaml",
      ...config("connector: ./hurt.yaml", "users: { attributes: { userName: '${user.name}' } }"),
    );
    expectRefused(await desk.run("validate"), "hurt.yaml");
    desk.write("scimsync.yaml", ...config("users: { attributes: { userName: '${user.name}' } }"));
    expectRefused(await desk.run("test-mapping", "hurt.mapping-test.yaml"), "hurt.mapping-test.yaml");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

function expectRefused({ code, stderr }: { code: number; stderr: string }, file: string): void {
  expect({ code, stderr: stderr.slice(0, 300) }).toEqual({ code: 2, stderr: expect.stringContaining(file) });
  expect(stderr.length).toBeLessThan(20_000);
}

describe("a profile", () => {
  test.each([
    ['auth: { token: "${env.SCIM_TOKEN}" }', "defaults.auth"],
    ["auth: { token: { command: [sh, -c, 'echo x > ran'] } }", "defaults.auth"],
    ["auth: { token: { file: /etc/hostname } }", "defaults.auth"],
    ["proxy: http://evil.example:3128", "defaults.proxy"],
    ["allowHttp: true", "defaults.allowHttp"],
    ["users: { template: { file: ../../etc/passwd } }", "defaults.users.template.file"],
    ["groups: { template: { file: /etc/passwd } }", "defaults.groups.template.file"],
  ])("may not say %s", async (said, path) => {
    desk.write("people.csv", "key,name", "1,Ann");
    desk.write("given.yaml", "extends: generic", `defaults: { ${said} }`);
    desk.write(
      "scimsync.yaml",
      ...config("connector: ./given.yaml", "users: { attributes: { userName: '${user.name}' } }"),
    );
    const { code, stderr } = await desk.run("sync");
    expect(code).toBe(2);
    expect(stderr).toContain(path);
    expect(stderr).not.toContain("root:");
    expect(desk.files()).not.toContain("ran");
    expect(desk.sandbox.requests().total).toBe(0);
  });

  test.each([
    "../../../etc/passwd",
    "..",
    "generic/../../not-there.yaml",
    "/etc/passwd",
    "no\u0000.yaml",
    "~/x.yaml",
    "%2e%2e",
  ])("that is called %s is not found, and nothing of a file is shown", async (name) => {
    desk.write("people.csv", "key,name", "1,Ann");
    desk.write(
      "scimsync.yaml",
      ...config(`connector: ${JSON.stringify(name)}`, "users: { attributes: { userName: '${user.name}' } }"),
    );
    const { code, stderr } = await desk.run("validate");
    expect(code).toBe(2);
    expect(stderr).not.toContain("root:");
  });
});

test.each(["/etc/passwd", "../table.csv", "a/../../table.csv"])(
  "lookup() does not read %s, which stands elsewhere",
  async (table) => {
    desk.write("people.csv", "key,name", "1,Ann");
    const lookup = `\${lookup(${JSON.stringify(table)}, user.key)}`;
    desk.write(
      "given.yaml",
      "extends: generic",
      `defaults: { users: { attributes: { userName: '\${user.name}', title: '${lookup}' } } }`,
    );
    desk.write("scimsync.yaml", ...config("connector: ./given.yaml"));
    const { code, stderr } = await desk.run("sync");
    expect(code).toBe(2);
    expect(stderr).toContain("beside the config");
    expect(stderr).not.toContain("root:");
    expect(desk.sandbox.requests().total).toBe(0);
  },
);

test("a source cannot name a file: what LDIF says stands elsewhere is refused, through links and dots too", async () => {
  const inside = desk.path("photos");
  mkdirSync(inside);
  desk.write("secret.txt", "root:x:0:0");
  symlinkSync(desk.path("secret.txt"), join(inside, "link.txt"));
  const said = [
    `source: { type: ldif, file: all.ldif, users: { key: uid, filter: "(uid=*)" } }`,
    `source: { type: ldif, file: all.ldif, fileUrls: photos, users: { key: uid, filter: "(uid=*)" } }`,
  ];
  const urls = [
    "/etc/passwd",
    join(inside, "link.txt"),
    `${inside}/../secret.txt`,
    `${inside}/%2e%2e/secret.txt`,
  ];
  for (const line of said) {
    const target = config("users: { attributes: { userName: '${user.uid}', title: '${user.title}' } }").slice(
      1,
    );
    desk.write("scimsync.yaml", line, ...target);
    for (const url of urls) {
      desk.write("all.ldif", "dn: uid=a", "uid: a", `title:< file://${url}`, "");
      const { code, stderr } = await desk.run("sync");
      expect({ code, url, stderr }).toMatchObject({ code: 5, url });
      expect(stderr).not.toContain("root:x");
    }
  }
  expect(desk.sandbox.requests().total).toBe(0);
});
