import { describe, expect, test } from "vitest";
import { good, problemsOf } from "./config-file.ts";

/** `good` with one thing changed, and what is said of it. The target's own keys begin on line 4. */
const cases: readonly (readonly [string, string, string, string])[] = [
  ["misspelt key", "baseUrl:", "baseURL:", "5:5 targets.app.baseURL: unknown key; did you mean baseUrl?"],
  [
    "unknown key far from any",
    "    auth:",
    "    colour: red\n    auth:",
    "6:5 targets.app.colour: unknown key; known here: connector, baseUrl, vars, auth, allowHttp, proxy, assign, users, groups, protect, limits, verify, guard",
  ],
  [
    "source type",
    "type: csv",
    "type: toml",
    '1:11 source.type: "toml" is not known here; write csv, ldif, json, ldap or program',
  ],
  [
    "source type missing",
    "type: csv, ",
    "",
    "1:1 source.type: is missing; write csv, ldif, json, ldap or program",
  ],
  [
    "source key missing",
    ", key: id",
    "",
    "1:22 source.users.key: is missing; write text, such as employee_id (The column with the identifier of a person that never changes.)",
  ],
  [
    "wrong kind",
    "people.csv",
    "3",
    "1:31 source.users.file: write one of the forms, such as people.csv, not a number (A path relative to this file, a pattern with *, or a list of them. May be gzipped.)",
  ],
  [
    "list column with a wrong key",
    "key: id",
    "key: id, groups: { colum: x }",
    "1:68 source.users.groups.colum: unknown key; did you mean column?",
  ],
  [
    "memberships of groups that are not there",
    "key: id }",
    "key: id }, memberships: { file: m.csv, group: g, member: m }",
    "1:60 source.memberships: needs groups beside it; write groups: { file: groups.csv, key: group_id, name: name }",
  ],
  [
    "delimiter",
    "type: csv",
    'type: csv, delimiter: ";;"',
    String.raw`1:22 source.delimiter: write one character, such as ";", "," or "\t"`,
  ],
  [
    "max age without a unit",
    "type: csv",
    "type: csv, expect: { maxAge: '36' }",
    "1:32 source.expect.maxAge: write a duration with its unit, such as 30d, 36h, 10m, 60s or 500ms",
  ],
  [
    "plain http",
    "https://app",
    "http://app",
    "5:5 targets.app.baseUrl: must begin with https://; http:// would show the token to the network and is allowed for 127.0.0.1, localhost and [::1] only, unless allowHttp: true is written beside it",
  ],
  ["another scheme", "https://app", "ftp://app", "5:5 targets.app.baseUrl: must begin with https://"],
  [
    "credentials in the address",
    "https://app",
    "https://u:s3cret@app",
    "5:5 targets.app.baseUrl: credentials do not belong in a baseUrl; write them in auth",
  ],
  [
    "a query in the address",
    "/scim/v2",
    "/scim?x=1",
    "5:5 targets.app.baseUrl: must end before ? and #: paths such as /Users are put behind it",
  ],
  [
    "no address",
    "https://app.example.com/scim/v2",
    '"https://"',
    "5:5 targets.app.baseUrl: is not an address; write https://host/path",
  ],
  [
    "unset variable in the address",
    "app.example.com",
    "${env.HOST}",
    "5:5 targets.app.baseUrl: the environment variable HOST is not set, or empty; set it before the run",
  ],
  [
    "unset variable of a secret",
    "env.TOKEN",
    "env.NOPE",
    "6:13 targets.app.auth.token: the environment variable NOPE is not set, or empty; set it before the run",
  ],
  [
    "a secret in the file",
    "${env.TOKEN}",
    "abc",
    '6:13 targets.app.auth.token: write "${env.NAME}", { file: path } or { command: [program, argument] }: a secret does not stand in this file',
  ],
  [
    "missing secret file",
    '"${env.TOKEN}"',
    "{ file: gone }",
    "6:22 targets.app.auth.token.file: the secret file gone: there is no such file",
  ],
  [
    "a secret from two places",
    '"${env.TOKEN}"',
    "{ file: x, command: [y] }",
    "6:13 targets.app.auth.token: write either { file: path } or { command: [program, argument] }",
  ],
  [
    "empty command",
    '"${env.TOKEN}"',
    "{ command: [] }",
    "6:22 targets.app.auth.token.command: the list must not be empty",
  ],
  [
    "two kinds of auth",
    "auth: {",
    "auth: { username: u,",
    "6:5 targets.app.auth: is one of: token; username and password; header and value; clientId, clientSecret and tokenUrl; keep one and take the others out",
  ],
  [
    "half of basic",
    'token: "${env.TOKEN}"',
    "username: u",
    "6:5 targets.app.auth.password: is missing; username and password go together",
  ],
  [
    "header of our own",
    'token: "${env.TOKEN}"',
    'header: Host, value: "${env.TOKEN}"',
    "6:13 targets.app.auth.header: this header is set by scimsync itself",
  ],
  [
    "userName missing",
    "userName",
    "displayName",
    '7:14 targets.app.users.attributes: userName is missing; write userName: "${user.email}"',
  ],
  [
    "attributes missing",
    'users: { attributes: { userName: "${user.email}" } }',
    "users: {}",
    '7:5 targets.app.users.attributes: is missing; write at least { userName: "${user.email}" }',
  ],
  [
    "a dotted attribute inside a map",
    "attributes: {",
    "attributes: { custom: { cost.center: x },",
    "7:38 targets.app.users.attributes.custom.cost.center: is not the name of an attribute; write cost: { center: … }",
  ],
  [
    "an attribute without a value",
    "attributes: {",
    "attributes: { title: ,",
    "7:28 targets.app.users.attributes.title: has no value; write one, or leave the attribute out",
  ],
  [
    "match that is not in attributes",
    "    users: {",
    "    users: { match: [userName, externalId],",
    "7:32 targets.app.users.match[1]: externalId is not in attributes: its value could not be known; add it there, or take it out here",
  ],
  [
    "create-only that is not in attributes",
    "    users: { attributes: {",
    "    users: { createOnly: [pasword], attributes: { password: x,",
    "7:27 targets.app.users.createOnly[0]: pasword is not in attributes; did you mean password?",
  ],
  [
    "clear that is almost in attributes",
    "    users: { attributes: {",
    "    users: { clearWhenEmpty: [titel], attributes: { title: x,",
    "7:31 targets.app.users.clearWhenEmpty[0]: titel is not in attributes; did you mean title?",
  ],
  [
    "nested groups pushed as such",
    "    users: {",
    "    groups: { nested: push }\n    users: {",
    "7:15 targets.app.groups.nested: nested groups cannot be pushed as such in this version; write nested: flatten",
  ],
  [
    "delete after with leave",
    "    users: {",
    "    users: { deprovision: leave, deleteAfter: 30d,",
    "7:34 targets.app.users.deleteAfter: nothing is deleted with deprovision: leave; take deleteAfter out, or write deprovision: deactivate",
  ],
  [
    "deprovision delete against the actions",
    "    users: {",
    "    users: { deprovision: delete, actions: [create],",
    "7:14 targets.app.users.deprovision: nothing would be deleted: actions has no delete; write actions: [create, delete]",
  ],
  [
    "delete after for a cause that is left alone",
    "    users: {",
    "    users: { deprovision: { absent: leave }, deleteAfter: { absent: 30d },",
    "7:61 targets.app.users.deleteAfter.absent: nothing is deleted with deprovision: { absent: leave }; take it out, or write deprovision: { absent: deactivate }",
  ],
  [
    "a cause that there is not",
    "    users: {",
    "    users: { deprovision: { fired: delete },",
    "7:29 targets.app.users.deprovision.fired: unknown key; known here: absent, mapped, unassigned, disabled",
  ],
  [
    "unknown action",
    "    users: {",
    "    users: { actions: [creat],",
    '7:24 targets.app.users.actions[0]: "creat" is not known here; write create, update, deactivate or delete',
  ],
  [
    "double wildcard",
    "    auth",
    '    protect: ["a**"]\n    auth',
    "6:15 targets.app.protect[0]: ** means no more than *: write one *",
  ],
  [
    "empty wildcard",
    "    auth",
    '    protect: [""]\n    auth',
    "6:15 targets.app.protect[0]: must not be empty",
  ],
  [
    "regular expression",
    "everyone: true",
    'groups: ["^eng.*"]',
    "4:24 targets.app.assign.groups[0]: this is not a regular expression: * stands for any text, everything else for itself",
  ],
  [
    "wrapped expression",
    "everyone: true",
    'where: "${user.a}"',
    '4:15 targets.app.assign.where: write the expression bare, without ${ }: user.department == "R&D"',
  ],
  [
    "percent",
    "    auth",
    "    guard: { users: { percent: 101 } }\n    auth",
    "6:23 targets.app.guard.users.percent: must be at most 100",
  ],
  [
    "percent as text",
    "    auth",
    "    guard: { users: { percent: 101% } }\n    auth",
    "6:23 targets.app.guard.users.percent: write a percentage from 0 to 100, such as 20%",
  ],
  [
    "timeout",
    "    auth",
    "    limits: { timeout: 0s }\n    auth",
    "6:15 targets.app.limits.timeout: must be more than 0 and at most 1h",
  ],
  [
    "concurrency",
    "    auth",
    "    limits: { concurrency: 0 }\n    auth",
    "6:15 targets.app.limits.concurrency: must be at least 1",
  ],
  [
    "connector",
    "    auth",
    "    connector: retol\n    auth",
    '6:5 targets.app.connector: there is no connector "retol"; did you mean retool? A profile of your own is written as a path: ./my-app.yaml',
  ],
  [
    "groups at a provider without groups",
    "    auth",
    "    connector: docker-hub\n    groups: { push: [a] }\n    auth",
    "7:15 targets.app.groups.push: the connector docker-hub has no groups that can be written, so none is pushed; take it out, or extend the profile with groups: { support: full }",
  ],
  [
    "a group without a name",
    "    auth",
    "    groups: { attributes: { externalId: x } }\n    auth",
    '6:15 targets.app.groups.attributes: displayName is missing; write displayName: "${group.name}"',
  ],
  [
    "a target's id",
    "  app:",
    "  my app:",
    "3:3 targets.my app: a target's id begins with a letter or digit and has letters, digits, . _ - only, 64 at most",
  ],
];

describe("each rule says what is wrong, where, and what to write, and says no more", () => {
  test.each(cases)("%s", async (_name, part, instead, expected) => {
    expect(good).toContain(part);
    expect(await problemsOf(good.replace(part, () => instead))).toEqual([expected]);
  });
});
