import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { configWith, connectorFolder, environment, folderWith, good, load } from "./config-file.ts";

describe("a config in order", () => {
  test("is filled with the defaults of the contract", async () => {
    const { config } = await load(good);
    const [target] = config.targets;
    expect(config.sources).toMatchObject([{ expect: { minUsers: 1, minGroups: 0 } }]);
    expect(config.sources[0]?.expect).not.toHaveProperty("maxShrink");
    expect(target).toMatchObject({
      id: "app",
      profile: { name: "generic" },
      baseUrl: "https://app.example.com/scim/v2",
      assign: { groups: [], everyone: true },
      users: {
        template: { attributes: { userName: "${user.email}" }, createOnly: [], clearWhenEmpty: [] },
        policy: {
          match: ["userName"],
          actions: ["create", "update", "deactivate"],
          deprovision: "deactivate",
          deactivateAfter: 0,
        },
      },
      groups: {
        template: { attributes: { displayName: "${group.name}" }, push: [] },
        policy: { match: ["displayName"], existing: "refuse", unpushed: "unlink", nested: "flatten" },
      },
      protect: [],
      limits: { burst: 1, concurrency: 8, timeout: 60_000 },
      guard: {
        users: { percent: 20, count: 50, floor: 5 },
        groups: { percent: 20, count: 10, floor: 2 },
        members: { percent: 30, count: 1_000_000, floor: 20 },
      },
    });
    expect(target?.limits).not.toHaveProperty("requestsPerSecond");
    expect(target?.users.policy).not.toHaveProperty("deleteAfter");
    expect(target?.credentials.kind).toBe("bearer");
    expect(config.notices).toEqual([]);
  });

  test("has paths relative to its own folder, wherever the program runs", async () => {
    const folder = await folderWith({ "scimsync.yaml": good });
    const { config } = await loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
    expect(config.file).toBe(join(folder, "scimsync.yaml"));
    expect(config.state).toBe(join(folder, "scimsync.db"));
    expect(config.sources[0]?.options).toMatchObject({ users: { files: [join(folder, "people.csv")] } });
  });

  test("keeps externalId in the default match when attributes give it", async () => {
    const { config } = await load(good.replace("attributes: {", "attributes: { externalId: x,"));
    expect(config.targets[0]?.users.policy.match).toEqual(["userName", "externalId"]);
  });

  test("reads every knob of a csv source, columns of several keys in both forms", async () => {
    const { config } = await load(`source:
  - type: csv
    users: { file: a.csv, key: id, groups: teams }
    groups: { file: /abs/g.csv, key: gid, name: n, members: { column: who, separator: "|" } }
    memberships: { file: m.csv, group: g, member: u }
    delimiter: "\\t"
    expect: { minUsers: 0, minGroups: 3, maxShrink: 12.5%, maxAge: 36h }
  - { type: csv, users: { file: b.csv, key: id } }
${good.split("\n").slice(1).join("\n")}`);
    expect(config.sources).toHaveLength(2);
    expect(config.sources[0]?.options).toMatchObject({
      users: { groups: { column: "teams", separator: ";" } },
      groups: { files: ["/abs/g.csv"], members: { column: "who", separator: "|" } },
      memberships: { group: "g", member: "u" },
      delimiter: "\t",
    });
    expect(config.sources[0]?.expect).toEqual({
      minUsers: 0,
      minGroups: 3,
      maxShrink: { users: 12.5, values: {}, floor: 5 },
      maxAge: 129_600_000,
    });
  });

  test("leaves expressions in attributes alone, ${env…} included", async () => {
    const text = good.replace('"${user.email}"', '"${env.HOME + user.email}"');
    const { config } = await load(text);
    expect(config.targets[0]?.users.template.attributes["userName"]).toBe("${env.HOME + user.email}");
  });

  test("adds delete to the default actions when deprovision is delete", async () => {
    const { config } = await load(
      good.replace("    users: {", "    users: { deprovision: delete, deleteAfter: 30d,"),
    );
    expect(config.targets[0]?.users.policy).toMatchObject({
      actions: ["create", "update", "deactivate", "delete"],
      deleteAfter: 2_592_000_000,
    });
  });
});

describe("what a target inherits", () => {
  const target = `    baseUrl: https://app.example.com
    auth: { token: "\${env.TOKEN}" }
    users: { attributes: { userName: x, name: { givenName: y } } }
    guard: { users: { count: 7 } }
    protect: [a]
`;

  test("defaults are merged key by key under the target, lists replaced", async () => {
    const rest =
      "defaults: { protect: [b, c], guard: { users: { percent: 5%, count: 1 } }, limits: { burst: 3 } }\n";
    const { config } = await load(configWith(target, rest));
    expect(config.targets[0]).toMatchObject({
      protect: ["a"],
      guard: { users: { percent: 5, count: 7, floor: 5 } },
      limits: { burst: 3, concurrency: 8 },
    });
  });

  test("attributes, auth and assign are one statement each: nothing is added to them", async () => {
    const rest = `defaults:
  users: { attributes: { userName: d, title: d, name: { familyName: d } } }
  assign: { everyone: true }
  auth: { username: u, password: "\${env.TOKEN}" }
`;
    const text = configWith(target, rest).replace(
      "assign: { everyone: true }\n    base",
      "assign: { groups: [x] }\n    base",
    );
    const { config } = await load(text);
    expect(config.targets[0]?.users.template.attributes).toEqual({ userName: "x", name: { givenName: "y" } });
    expect(config.targets[0]?.assign).toEqual({ groups: ["x"], everyone: false });
    expect(config.targets[0]?.credentials.kind).toBe("bearer");
  });

  test("the profile stands under defaults, and its lists speak only of attributes that are there", async () => {
    const folder = await folderWith({
      "scimsync.yaml": configWith(
        target.replace("    protect", "    connector: ./mine.yaml\n    protect"),
        "defaults: { limits: { burst: 3 } }\n",
      ),
      "mine.yaml": `defaults:
  limits: { burst: 9, concurrency: 2 }
  users: { match: [externalId, userName], createOnly: [password, name.givenName] }
`,
    });
    const { config } = await loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
    expect(config.targets[0]?.profile).toMatchObject({ name: "mine", users: { update: "auto" } });
    expect(config.targets[0]?.limits).toMatchObject({ burst: 3, concurrency: 2 });
    expect(config.targets[0]?.users.policy.match).toEqual(["userName"]);
    expect(config.targets[0]?.users.template.createOnly).toEqual(["name.givenName"]);
  });
});

describe("what is put right or told without stopping", () => {
  test("https:// is put in front, slashes at the end go", async () => {
    const { config } = await load(
      good.replace("https://app.example.com/scim/v2", "app.example.com:8443/scim//"),
    );
    expect(config.targets[0]?.baseUrl).toBe("https://app.example.com:8443/scim");
    expect(config.notices).toEqual([
      expect.stringMatching(
        /scimsync\.yaml:5:5 targets\.app\.baseUrl: https:\/\/ was missing and is put in front$/,
      ),
    ]);
  });

  test("Bearer in the variable is left out, with a notice that does not show the token", async () => {
    const { config } = await load(good, { TOKEN: "Bearer c4nary" });
    expect(config.notices).toEqual([
      expect.stringContaining("6:13 targets.app.auth.token: Bearer in front of the token is left out"),
    ]);
    expect(config.notices.join("")).not.toContain("c4nary");
  });

  test("nobody assigned and no credentials are notices", async () => {
    const text = good.replace("assign: { everyone: true }", "protect: []").replace(/ {4}auth.*\n/, "");
    const { config } = await load(text);
    expect(config.notices.map((notice) => notice.replace(/^.*scimsync\.yaml:/, ""))).toEqual([
      "3:3 targets.app.assign: nobody is assigned, so nobody gets an account; write groups, where, or everyone: true",
      "3:3 targets.app.auth: no auth is stated: requests are sent without credentials",
    ]);
    expect(config.targets[0]?.credentials).toEqual({ kind: "none" });
  });
});

describe("locate", () => {
  test("finds a part in the target, in defaults, or in a profile", async () => {
    const rest = "defaults: { users: { attributes: { userName: x } } }\n";
    const target = '    connector: docker-hub\n    auth: { token: "${env.TOKEN}" }\n';
    const { locate } = await load(configWith(target, rest));
    expect(locate(["targets", "app", "connector"])).toMatchObject({ line: 6, column: 5 });
    expect(locate(["targets", "app", "users", "attributes", "userName"])).toMatchObject({
      line: 2,
      column: 36,
      path: "defaults.users.attributes.userName",
    });
    expect(locate(["targets", "app", "baseUrl"])).toMatchObject({ file: "docker-hub.yaml" });
  });
});

test("config.example.yaml loads without a notice", async () => {
  const example = join(import.meta.dirname, "../../config.example.yaml");
  const variables = { RETOOL_SCIM_TOKEN: "a", DOCKER_SCIM_TOKEN: "b" };
  const { config } = await loadConfig(example, variables, connectorFolder);
  expect(config.targets.map(({ id, profile }) => [id, profile.name])).toEqual([
    ["retool", "retool"],
    ["docker", "docker-hub"],
  ]);
  expect(config.notices).toEqual([]);
  expect(await readFile(example, "utf8")).toMatch(
    /^# yaml-language-server: \$schema=\.\/schema\/config\.schema\.json\n/,
  );
});
