import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LoadedConfig } from "../../src/config/load.ts";
import { loadConfig } from "../../src/config/load.ts";
import { compileTargets } from "../../src/sync/target.ts";
import { configWith, connectorFolder, environment, folderWith, load } from "./config-file.ts";
import { enterprise, withUsers } from "./users-section.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";

const nested = `attributes:
  userName: \${user.email}
  active: \${user.status == "on"}
  title: "Mx \${user.title}"
  name: { givenName: "\${user.first}", familyName: "\${user.last}" }
  emails: [{ type: work, primary: true, value: "\${user.email}" }]
  addresses: [{ type: work, locality: "\${user.city}" }]
  ${enterprise}:
    department: \${user.department}
    manager: { value: "\${ref(user.boss)}" }
  urn:okta:acme:1.0:user:custom: { isFederatedUser: true, level: 3 }
`;

const paths = `attributes:
  userName: \${user.email}
  active: \${user.status == "on"}
  ${core}:title: Mx \${user.title}
  name.givenName: \${user.first}
  name.familyName: \${user.last}
  emails[type eq "work" and primary eq "True"].value: \${user.email}
  addresses[type eq "work"].locality: \${user.city}
  ${enterprise}:department: \${user.department}
  ${enterprise}:manager.value: \${ref(user.boss)}
  urn:okta:acme:1.0:user:custom:isFederatedUser: true
  urn:okta:acme:1.0:user:custom:level: 3
`;

const mixed = `attributes:
  ${core}: { userName: "\${user.email}", active: '\${user.status == "on"}' }
  emails[type eq "Work"].primary: true
  title: "Mx \${user.title}"
  Name.familyName: \${user.last}
  name: { givenName: "\${user.first}" }
  emails: [{ value: "\${user.email}", type: work }]
  addresses[type eq "work"]: { type: work, locality: "\${user.city}" }
  ${enterprise}: { department: "\${user.department}", manager.value: "\${ref(user.boss)}" }
  urn:okta:acme:1.0:user:custom: { isFederatedUser: true }
  urn:okta:acme:1.0:user:custom:level: 3
`;

const json = `{
  "userName": "{$user.email}",
  "active": "{$user.status == \\"on\\"}",
  "title": "Mx {$user.title}",
  "name": { "givenName": "{$user.first}", "familyName": "{$user.last}" },
\t"emails": [{ "type": "work", "primary": true, "value": "{$user.email}" }],
  "addresses": [{ "type": "work", "locality": "{$user.city}" }],
  "${enterprise}": {
    "department": "{$user.department}", "manager": { "value": "{$ref(user.boss)}" }
  },
  "urn:okta:acme:1.0:user:custom:level": 3,
  "urn:okta:acme:1.0:user:custom:isFederatedUser": true
}
`;

const users = [
  {
    email: "ann@x.org",
    status: "on",
    title: "Head",
    first: "Ann",
    last: "Bo",
    city: "Ulm",
    department: "R&D",
    boss: "7",
  },
  { email: "bo@x.org", status: "on" },
  { email: "cy@x.org", status: "off", title: "Temp" },
  { status: "on", first: "Dee" },
  { email: ["eve@x.org"], status: "on", first: ["E", "V"] },
];

/** What a loaded config makes of the users, and of the paths by which it treats attributes apart. */
function behaviour(loaded: LoadedConfig): unknown {
  const [target] = compileTargets(loaded, "any", new Map());
  const desired = users.map((user) => target!.users.map({ user, groups: [], target: "app", now: 0 }));
  return { desired, managed: target!.managedUser, print: target!.fingerprint };
}

async function loadWith(text: string, files: Readonly<Record<string, string>>): Promise<LoadedConfig> {
  const folder = await folderWith({ "scimsync.yaml": text, ...files });
  return loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
}

describe("one template in many spellings", () => {
  test.each([
    ["paths", paths],
    ["paths and maps mixed", mixed],
    ["JSON", `template: |\n${json.replaceAll(/^(?=.)/gm, "  ")}`],
    ["JSON in quotes", `template: '${json.replaceAll(/\s+/g, " ")}'`],
  ])("%s", async (_, spelling) => {
    expect(behaviour(await load(withUsers(spelling)))).toEqual(behaviour(await load(withUsers(nested))));
  });
  test("JSON in a file of its own, with the mark that Windows puts before it", async () => {
    const files = { "user.json": `\uFEFF${json}` };
    const loaded = await loadWith(withUsers("template: { file: user.json }"), files);
    expect(behaviour(loaded)).toEqual(behaviour(await load(withUsers(nested))));
  });
  test("those of docs/mapping.md", async () => {
    const page = await readFile(join(import.meta.dirname, "../../docs/mapping.md"), "utf8");
    const blocks = [...page.matchAll(/^```yaml\n((?:attributes|template):.*?)^```$/gms)].map(
      ([, yaml]) => yaml ?? "",
    );
    const spelt = await Promise.all(blocks.map(async (yaml) => attributesOf(await load(withUsers(yaml)))));
    expect(spelt).toHaveLength(3);
    expect(spelt).toEqual(Array(3).fill(spelt[0]));
  });
  test("the template of a provider's guide works once its parameter is a user's attribute", async () => {
    const guide =
      '{ "schemas": [ "urn:ietf:params:scim:schemas:core:2.0:User" ], "userName": "{$parameters.scimusername}", "name": { "givenName": "{$ user.firstname}", "familyName": "{$user.lastname}" }, "emails": [ { "value": "{$user.email}", "primary": true } ] }';
    const loaded = await load(
      withUsers(`template: '${guide.replace("parameters.scimusername", "user.email")}'`),
    );
    const user = { email: "ann@x.org", firstname: "Ann", lastname: "Bo" };
    const [target] = compileTargets(loaded, "any", new Map());
    expect(target!.users.map({ user, groups: [], target: "app", now: 0 })).toMatchObject({
      kind: "desired",
      resource: {
        schemas: [core],
        userName: "ann@x.org",
        name: { givenName: "Ann", familyName: "Bo" },
        emails: [{ value: "ann@x.org", primary: true }],
        active: true,
      },
    });
  });
  test("a profile names its file from its own folder, and what a target states replaces it", async () => {
    const folder = await folderWith({
      "app.yaml": "defaults: { users: { template: { file: user.json } } }",
      "user.json": '{ "userName": "{$user.email}", "title": "from the profile" }',
    });
    const text = (users: string): string =>
      configWith(`    connector: ${join(folder, "app.yaml")}
    baseUrl: https://app.example.com/scim/v2
    auth: { token: "\${env.TOKEN}" }
    users: ${users}
`);
    const inherited = await load(text("{}"));
    expect(attributesOf(inherited)).toEqual({ userName: "${user.email}", title: "from the profile" });
    const own = await load(text("{ attributes: { userName: x } }"));
    expect(attributesOf(own)).toEqual({ userName: "x" });
    expect(inherited.locate(["targets", "app", "users", "attributes", "title"], 1)).toMatchObject({
      line: 1,
      column: 43,
      path: "title",
    });
  });
  test("groups have the same spellings", async () => {
    const spelt = [
      'attributes: { displayName: "${group.name}", urn:x:2.0:Group: { kind: team } }',
      "attributes:\n  displayName: ${group.name}\n  urn:x:2.0:Group:kind: team",
      'template: \'{ "displayName": "{$group.name}", "urn:x:2.0:Group": { "kind": "team" } }\'',
    ];
    const loaded = await Promise.all(spelt.map((lines) => load(withGroups(lines))));
    const templates = loaded.map(({ config }) => config.targets[0]!.groups.template.attributes);
    expect(templates).toEqual(Array(3).fill(templates[0]));
    expect(templates[0]).toEqual({ displayName: "${group.name}", "urn:x:2.0:Group": { kind: "team" } });
  });
});

function withGroups(lines: string): string {
  return `${withUsers(nested)}    groups:\n${lines.replaceAll(/^(?=.)/gm, "      ")}\n`;
}

function attributesOf({ config }: LoadedConfig): unknown {
  return config.targets[0]?.users.template.attributes;
}

describe("what a key stands for", () => {
  test.each([
    ["an extension with a version", `${enterprise}: "\${user.all}"`, { [enterprise]: "${user.all}" }],
    ["an extension without one", "urn:x:User: { a: 1 }", { "urn:x:User": { a: 1 } }],
    ["an attribute of it", "urn:x:User:a: 1", { "urn:x:User": { a: 1 } }],
    [
      "a map that belongs to an extension stated elsewhere",
      "urn:x:User:a: 1\n  urn:x:User:b: { c: 2 }",
      { "urn:x:User": { a: 1, b: { c: 2 } } },
    ],
    [
      "one of several values of an extension",
      'urn:x:2.0:User:cards[kind eq "red" and level eq 3].id: "7"',
      { "urn:x:2.0:User": { cards: [{ kind: "red", level: 3, id: "7" }] } },
    ],
    [
      "a value beside an expression",
      'emails: ["${user.mail}"]\n  emails[type eq "x"].value: y',
      {
        emails: ["${user.mail}", { type: "x", value: "y" }],
      },
    ],
    [
      "several values, kept in order",
      'emails[type eq "b"].value: 1\n  emails[type eq "a"].value: 2',
      {
        emails: [
          { type: "b", value: 1 },
          { type: "a", value: 2 },
        ],
      },
    ],
    [
      "values that are typed",
      "a: 2026-01-02\n  b: 1.5\n  c: false\n  d: [x, 1]",
      {
        a: "2026-01-02",
        b: 1.5,
        c: false,
        d: ["x", 1],
      },
    ],
  ])("%s", async (_, lines, expected) => {
    const loaded = await load(withUsers(`attributes:\n  userName: x\n  ${lines}`));
    expect(attributesOf(loaded)).toEqual({ userName: "x", ...expected });
  });
});
