import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { connectorFolder, environment, folderWith, good, problemsOf } from "./config-file.ts";

const target = good.split("\n").slice(1).join("\n");

async function sourcesOf(source: string, rest = "") {
  const folder = await folderWith({ "scimsync.yaml": `source:\n${source}\n${rest}${target}` });
  const variables = { ...environment, LDAP_PASSWORD: "p4ss" };
  const { config } = await loadConfig(join(folder, "scimsync.yaml"), variables, connectorFolder);
  return { config, folder };
}

describe("a source of each kind, as the engine takes it", () => {
  test("csv with patterns, lists, filters and names by another attribute", async () => {
    const { config, folder } = await sourcesOf(`  type: csv
  encoding: windows-1252
  users: { file: [a.csv, "b-*.csv.gz"], key: id, filter: "(active=true)", lists: { phones: "|" } }
  groups: { file: g.csv, key: id, name: n, members: { column: who, by: mail }, parent: { column: up, by: name } }
  memberships: { file: m.csv, group: g, groupBy: name, member: u, memberBy: mail }
  expect:
    maxShrink: { users: 20%, groups: 10, members: 50%, values: { Department: 30% }, floor: 3 }
    sha256: "{file}.sha256"
    rows: "{file}.count"
    trailer: "END {rows}"
    finalNewline: true`);
    expect(config.sources).toEqual([
      {
        name: "csv",
        enriches: false,
        mayHave: [],
        expect: {
          minUsers: 1,
          minGroups: 0,
          maxShrink: { users: 20, groups: 10, members: 50, values: { department: 30 }, floor: 3 },
        },
        options: {
          type: "csv",
          encoding: "windows-1252",
          proof: {
            sha256: "{file}.sha256",
            rows: "{file}.count",
            trailer: "END {rows}",
            finalNewline: true,
          },
          users: {
            files: [join(folder, "a.csv"), join(folder, "b-*.csv.gz")],
            key: "id",
            filter: "(active=true)",
            lists: { phones: "|" },
          },
          groups: {
            files: [join(folder, "g.csv")],
            key: "id",
            name: "n",
            members: { column: "who", separator: ";", by: "mail" },
            parent: { column: "up", separator: ";", by: "name" },
          },
          memberships: {
            files: [join(folder, "m.csv")],
            group: "g",
            groupBy: "name",
            member: "u",
            memberBy: "mail",
          },
        },
      },
    ]);
  });

  test("ldif with the usual filters and attributes filled in", async () => {
    const { config, folder } = await sourcesOf(`  type: ldif
  file: all.ldif
  users: { key: entryUUID, memberOf: true }
  groups: { key: cn, primary: gidNumber }
  fileUrls: photos`);
    expect(config.sources[0]?.options).toEqual({
      type: "ldif",
      files: [join(folder, "all.ldif")],
      fileUrls: join(folder, "photos"),
      users: {
        key: "entryUUID",
        memberOf: "memberOf",
        filter:
          "(&(|(objectClass=person)(objectClass=inetOrgPerson)(objectClass=user)(objectClass=posixAccount))(!(objectClass=computer))(!(objectClass=contact)))",
      },
      groups: {
        key: "cn",
        name: "cn",
        primary: "gidNumber",
        filter:
          "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))",
        members: [
          { attribute: "member", by: "dn" },
          { attribute: "uniqueMember", by: "dn" },
          { attribute: "memberUid", by: "uid" },
        ],
      },
    });
  });

  test("ldap with its password fetched when it is needed, and shown nowhere", async () => {
    const { config, folder } = await sourcesOf(`  type: ldap
  url: ldaps://ldap.example.com/
  bind: { dn: "cn=reader,dc=example,dc=com", password: "\${env.LDAP_PASSWORD}" }
  ca: ca.pem
  timeout: 10s
  attributes: [pwdAccountLockedTime]
  users: { base: "ou=people,dc=example,dc=com", key: entryUUID, scope: one }
  groups: { base: "ou=groups,dc=example,dc=com", key: entryUUID, members: [memberUid, { attribute: owner }] }`);
    const options = config.sources[0]?.options;
    expect(options).toMatchObject({
      url: "ldaps://ldap.example.com",
      ca: join(folder, "ca.pem"),
      startTls: false,
      pageSize: 500,
      timeout: 10_000,
      users: { scope: "one" },
      groups: {
        scope: "sub",
        members: [
          { attribute: "memberUid", by: "uid" },
          { attribute: "owner", by: "dn" },
        ],
      },
    });
    expect(JSON.stringify(options)).not.toContain("p4ss");
    expect(options?.type === "ldap" && (await options.bind?.password())).toBe("p4ss");
  });

  test("json with one file for all lists, or files of their own", async () => {
    const { config, folder } = await sourcesOf(`  type: json
  file: all.json
  users: { key: id, groups: { path: org.teams, value: name, by: name } }
  groups: { key: id, name: displayName, members: members }
  memberships: { file: m.json, at: data.rows, group: g, member: u }`);
    expect(config.sources[0]?.options).toEqual({
      type: "json",
      users: {
        files: [join(folder, "all.json")],
        key: "id",
        groups: { path: "org.teams", value: "name", by: "name" },
      },
      groups: {
        files: [join(folder, "all.json")],
        key: "id",
        name: "displayName",
        members: { path: "members" },
      },
      memberships: { files: [join(folder, "m.json")], at: "data.rows", group: "g", member: "u" },
    });
  });

  test("several, merged, with groups of those who satisfy an expression", async () => {
    const { config } = await sourcesOf(
      `  - { type: csv, name: hr, users: { file: a.csv, key: id } }
  - { type: csv, users: { file: b.csv, key: id }, enriches: true }
  - { type: csv, users: { file: c.csv, key: id } }`,
      `merge: { prefer: hr, attributes: { Mail: csv } }
dynamicGroups: { rnd: { where: 'user.department == "R&D"' }, ops: { where: "user.ops", name: Operations } }
`,
    );
    expect(config.sources.map(({ name, enriches }) => [name, enriches])).toEqual([
      ["hr", false],
      ["csv", true],
      ["csv-2", false],
    ]);
    expect(config.merge).toEqual({ prefer: "hr", attributes: { mail: "csv" } });
    expect(config.dynamicGroups).toEqual([
      { key: "rnd", name: "rnd", where: 'user.department == "R&D"' },
      { key: "ops", name: "Operations", where: "user.ops" },
    ]);
  });
});

describe("what is wrong with sources is told where it stands", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "merge with a source that is not there",
      `source: { type: csv, users: { file: a.csv, key: id } }\nmerge: prefer hr\n`,
      '2:1 merge: there is no source "hr"; the sources are: csv',
    ],
    [
      "two of one name",
      `source:\n  - { type: csv, name: hr, users: { file: a.csv, key: id } }\n  - { type: csv, name: hr, users: { file: b.csv, key: id } }\n`,
      '3:18 source[1].name: "hr" is the name of another source',
    ],
    [
      "enriching what nothing is merged with",
      `source: { type: csv, enriches: true, users: { file: a.csv, key: id } }\n`,
      "1:22 source.enriches: needs merge; write merge: prefer NAME",
    ],
    [
      "a password in the clear",
      `source: { type: ldap, url: "ldap://ldap.example.com", bind: { dn: cn=x, password: "\${env.TOKEN}" }, users: { base: dc=x, key: uid } }\n`,
      "1:23 source.url: would show the password to the network; write ldaps:// or startTls: true",
    ],
    [
      "encrypted twice",
      `source: { type: ldap, url: "ldaps://ldap.example.com", startTls: true, users: { base: dc=x, key: uid } }\n`,
      "1:56 source.startTls: an ldaps:// connection is encrypted already; take this away",
    ],
    [
      "an unset variable",
      `source: { type: ldap, url: "ldaps://ldap.example.com", bind: { dn: cn=x, password: "\${env.NOBODY_SET}" }, users: { base: dc=x, key: uid } }\n`,
      "1:74 source.bind.password: the environment variable NOBODY_SET is not set",
    ],
    [
      "a filter without parentheses",
      `source: { type: ldif, file: a.ldif, users: { key: uid, filter: objectClass=person } }\n`,
      "1:56 source.users.filter: write an LDAP filter in parentheses, such as (objectClass=person)",
    ],
    [
      "a json source without a file",
      `source: { type: json, users: { key: id } }\n`,
      "1:1 source.file: is required, here or under users; write file: directory.json",
    ],
  ];
  test.each(cases)("%s", async (_what, source, message) => {
    const [first = "", ...others] = await problemsOf(source + target);
    expect([first.slice(0, message.length), others]).toEqual([message, []]);
  });
});
