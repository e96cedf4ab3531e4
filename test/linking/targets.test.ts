import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { openOffice, type Office } from "./office.ts";

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

function yaml(): string {
  return readFileSync(office.path("scimsync.yaml"), "utf8");
}

test("a target that the config no longer has is left as it is, told by status, and forgotten when somebody says so", async () => {
  expect((await office.run("sync")).code).toBe(0);
  expect((await office.run("state", "forget-target", "app")).stderr).toContain("app is in the config");
  office.write("scimsync.yaml", yaml().replace("  app:", "  other:"));
  office.verbs();
  const { stdout } = await office.run("status");
  expect(stdout).toContain("app: not in the config any more, and nothing there is touched");
  expect(stdout).toContain("4 accounts, 2 groups; last run");
  expect((await office.json("status")).leftBehind).toMatchObject([{ target: "app", accounts: 4, groups: 2 }]);
  expect((await office.run("state", "forget-target", "app")).stdout).toContain(
    "4 accounts and 2 groups are linked no more",
  );
  expect((await office.json("status")).leftBehind).toEqual([]);
  expect((await office.run("state", "verify")).code).toBe(0);
  expect((await office.run("runs", "verify")).code).toBe(0);
  expect(office.verbs()).toEqual({});
  expect((await office.run("state", "forget-target", "app")).code).toBe(2);
});

test("another baseUrl is refused, and accepted once the same accounts were read there; other credentials need nothing", async () => {
  expect((await office.run("sync")).code).toBe(0);
  const { url } = office.sandbox;
  const before = yaml();
  office.write(
    "scimsync.yaml",
    before.replace(
      'auth: { token: "${env.SCIM_TOKEN}" }',
      'auth: { header: X-Api-Key, value: "${env.SCIM_TOKEN}" }',
    ),
  );
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });

  const stranger = await startSandbox({ seed: 2, token: office.sandbox.token });
  onTestFinished(() => stranger.close());
  office.write("scimsync.yaml", before.replace(url, stranger.url));
  expect((await office.run("sync")).stdout).toContain("scimsync state moved app");
  const refused = await office.run("state", "moved", "app");
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain("of 4 accounts of app, 4 are not at");
  office.write("scimsync.yaml", before.replace(url, url.replace("127.0.0.1", "localhost")));
  expect((await office.run("sync")).code).toBe(6);
  office.verbs();
  expect((await office.run("state", "moved", "app")).stdout).toContain(
    "4 accounts read there by id, all as they were",
  );
  expect(Object.keys(office.verbs())).toEqual(["GET"]);
  expect(await office.json("sync")).toMatchObject({ runs: [{ exitCode: 0, requests: { total: 0 } }] });
  expect((await office.run("state", "moved", "app")).stderr).toContain("app has not moved");
});

test("of two targets with one baseUrl only one keeps a person, and the other one says so", async () => {
  const [head = "", target = ""] = yaml().split("  app:\n");
  const apart = (id: string, where: string) =>
    `  ${id}:\n${target.replace("everyone: true", `where: '${where}'`)}`;
  const both = (a: string, b: string) =>
    office.write(
      "scimsync.yaml",
      `${head}${apart("aa", a)}\n${apart("bb", b)}`.replaceAll(
        'groups: { push: ["*"], existing: merge }',
        "groups: {}",
      ),
    );
  both('user.title == "Dev"', 'user.title != "Dev"');
  expect((await office.run("validate")).stderr).toContain("targets aa, bb have the same baseUrl");
  expect((await office.run("sync")).code).toBe(0);
  expect(office.sandbox.users()).toHaveLength(4);
  expect(await office.json("sync")).toMatchObject({
    runs: [{ requests: { total: 0 } }, { requests: { total: 0 } }],
  });

  both('user.title == "Dev"', 'user.title != "Ops"');
  const { runs } = await office.json("sync");
  expect(runs[1].failures.map(({ key, code }: { key: string; code: string }) => `${key} ${code}`)).toEqual([
    "e2 duplicate_source",
    "e4 duplicate_source",
  ]);
  expect(runs[1].failures[0].detail).toContain("scimsync detach e2 --target aa");
  expect((await office.json("import", "bb")).imports[0].users).toMatchObject({ linked: 0, alone: 2 });
  expect((await office.run("detach", "e2", "e4", "--target", "aa")).code).toBe(0);
  expect(await office.json("sync")).toMatchObject({
    runs: [{ exitCode: 0 }, { exitCode: 0, counts: { linked: 2 } }],
  });
  expect(office.sandbox.users()).toHaveLength(4);
  expect(await office.json("sync")).toMatchObject({
    runs: [{ requests: { total: 0 } }, { requests: { total: 0 } }],
  });
});
