import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError, formatProblem } from "../../src/errors.ts";
import { compileTargets } from "../../src/sync/target.ts";
import { connectorFolder, environment, folderWith } from "./config-file.ts";
import { enterprise, withUsers } from "./users-section.ts";

const place =
  'write a path such as name.givenName, emails[type eq "work"].value or urn:…:2.0:User:department';

/** What is wrong with the lines, which begin at line 10 of the file, without the path that leads to the section. */
async function complaints(lines: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const folder = await folderWith({ "scimsync.yaml": withUsers(lines), ...files });
  try {
    const loaded = await loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
    compileTargets(loaded, { users: ["email", "active"], groups: ["name"] }, new Map());
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const texts = error.problems.map((problem) => formatProblem(problem).split("\n", 1)[0] ?? "");
    return texts.map((text) =>
      text.replaceAll(`${folder}/`, "").replaceAll(/(?<= )targets\.app\.users\./g, ""),
    );
  }
}

describe("what is wrong is told with its place and what to write", () => {
  test.each([
    [
      "name.givenName: a\n  name: { givenName: b }",
      "12:9 attributes.name.givenName: is stated at scimsync.yaml:13:17, too; keep one of the two",
    ],
    [
      "name.givenName: a\n  NAME.GivenName: b",
      "13:9 attributes.NAME.GivenName: is stated at scimsync.yaml:12:9, too; keep one of the two",
    ],
    ["username: a", "12:9 attributes.username: is stated at scimsync.yaml:11:9, too; keep one of the two"],
    [
      "name: ${user.email}\n  name.givenName: b",
      "13:9 attributes.name.givenName: all of it is stated at scimsync.yaml:12:9, too; keep one of the two",
    ],
    [
      "Name: ${user.email}\n  name: { givenName: b }",
      "13:9 attributes.name: all of it is stated at scimsync.yaml:12:9, too; keep one of the two",
    ],
    [
      "name: { givenName: b }\n  Name: ${user.email}",
      "13:9 attributes.Name: a part of it is stated at scimsync.yaml:12:9, too; keep one of the two",
    ],
    [
      'emails: ${user.email}\n  emails[type eq "work"].value: b',
      '13:9 attributes.emails[type eq "work"].value: all of it is stated at scimsync.yaml:12:9, too; keep one of the two',
    ],
    [
      'emails[type eq "work"].value: a\n  emails[type eq "WORK"].value: b',
      '13:9 attributes.emails[type eq "WORK"].value: is stated at scimsync.yaml:12:9, too; keep one of the two',
    ],
    [
      'emails: [{ value: a, type: x }, { value: b, type: x }]\n  emails[type eq "x"].primary: true',
      '13:9 attributes.emails[type eq "x"].primary: one of several such values is stated at scimsync.yaml:12:41, too; keep one of the two',
    ],
    [
      "emails.value: b",
      '12:9 attributes.emails.value: emails has several values; write emails[type eq "work"].value, or emails: [{ value: … }]',
    ],
    [
      'emails[type eq "x" or type eq "y"].value: b',
      '12:9 attributes.emails[type eq "x" or type eq "y"].value: between [ and ] only "eq" and "and" can be used here; write such as [type eq "work"] or [type eq "work" and primary eq true]',
    ],
    [
      'emails[type eq "work".value: b',
      `12:9 attributes.emails[type eq "work".value: is no path of an attribute: \`]\` is missing; ${place}`,
    ],
    [
      'emails[type eq "work"]: b',
      '12:9 attributes.emails[type eq "work"]: stands for a map of values; write emails[type eq "work"].value for one of them',
    ],
    [
      'urn:x:2.0:User:cards[kind eq "red"]: text',
      '12:9 attributes.urn:x:2.0:User:cards[kind eq "red"]: stands for a map of values; write urn:x:2.0:User:cards[kind eq "red"].value for one of them',
    ],
    [
      "name.x.y: 1",
      `12:9 attributes.name.x.y: is no path of an attribute: it is not an attribute name; ${place}`,
    ],
    [
      "name.givenName: ",
      "12:9 attributes.name.givenName: has no value; write one, or leave the attribute out",
    ],
    [
      'emails[type eq "work"].value: a ${user.emial}',
      '12:48 attributes.emails[type eq "work"].value: no user of the source has "emial"; did you mean email?',
    ],
    [
      `${enterprise}: { manager.value: b, manager: { value: c } }`,
      `12:71 attributes.${enterprise}.manager.value: is stated at scimsync.yaml:12:100, too; keep one of the two`,
    ],
  ])("%s", async (lines, expected) => {
    expect(await complaints(`attributes:\n  userName: x\n  ${lines}`)).toEqual([`scimsync.yaml:${expected}`]);
  });

  test("a key that is wrong is not told to be missing as well", async () => {
    expect(await complaints("attributes:\n  user.name.x: a\n  title: \n")).toEqual([
      `scimsync.yaml:11:9 attributes.user.name.x: is no path of an attribute: it is not an attribute name; ${place}`,
      "scimsync.yaml:12:9 attributes.title: has no value; write one, or leave the attribute out",
    ]);
  });
});

describe("a JSON template is told of by line and column", () => {
  test.each([
    [
      '{ "userName": "{$user.emial}",\n  "title": "\\u0041\\n {$lowr(user.email)}" }',
      [
        '11:31 template.userName: no user of the source has "emial"; did you mean email?',
        "12:32 template.title: there is no function lowr; did you mean lower?",
      ],
    ],
    [
      '{ "userName": "x",\n  "active": {$user.active} }',
      ['12:22 template: is no JSON: a macro stands in double quotes, "{$user.active}"'],
    ],
    [
      '{ "userName": "x",\n  "title": "a" "b" }',
      ['12:24 template: is no JSON: a text stands where "," or "}" of what opens at 11:9 should be'],
    ],
    [
      '{ "userName": "x", "userName": "y",\n  "name.givenName": "a", "name": { "givenName": "b" },\n  "__proto__": {}, "t": 1e999, "q": "\\t{$user.email", "n": null }',
      [
        "11:28 template.userName: stands at 11:11, too; keep one of the two",
        "12:11 template.name.givenName: is stated at scimsync.yaml:12:44, too; keep one of the two",
        "13:11 template.__proto__: this key is not allowed",
        "13:33 template.t: is not a number that can be sent; write a smaller one, or text in quotes",
        "13:48 template.q: `{$` has no closing `}`",
        "13:63 template.n: has no value; write one, or leave the attribute out",
      ],
    ],
    ['["userName"]', ["11:9 template: is no JSON object"]],
    ["\n\n", ["10:7 template: is no JSON: it is empty"]],
    ['\n\n  { "title": "x" }', ['13:11 template: userName is missing; write userName: "${user.email}"']],
    [
      '{ "userName": "{$parameters.scimusername}" }',
      ["11:26 template.userName: Unknown variable: parameters"],
    ],
  ])("%j", async (lines, expected) => {
    expect(await complaints(`template: |\n${lines.replaceAll(/^(?=.)/gm, "  ")}`)).toEqual(
      expected.map((line) => `scimsync.yaml:${line}`),
    );
  });
  test.each([
    [
      "template: { file: gone.json }",
      "scimsync.yaml:10:19 template.file: the template gone.json: there is no such file",
    ],
    [
      "template: { file: user.json }",
      'user.json:2:22 userName: no user of the source has "emial"; did you mean email?',
    ],
    [
      "template: { file: cut.json }",
      "cut.json:1:14 is no JSON: the file ends inside the object that opens at 1:1; was it cut short?",
    ],
    ["template: { fil: user.json }", "scimsync.yaml:10:19 template.fil: unknown key; did you mean file?"],
    [
      "template: x\nattributes: { userName: x }",
      "scimsync.yaml:10:7 template: stands beside attributes at scimsync.yaml:11:7; keep one of the two",
    ],
  ])("%s", async (lines, expected) => {
    const files = { "user.json": '{\n\t"userName": "{$user.emial}" }', "cut.json": '{ "a": [ 1 ] ' };
    expect(await complaints(lines, files)).toEqual([expected]);
  });
});
