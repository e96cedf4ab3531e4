import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TargetConfig } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { connectorFolder, environment, folderWith, good, load, problemsOf } from "./config-file.ts";

async function targetOf(text: string): Promise<TargetConfig> {
  const { config } = await load(text);
  const [target] = config.targets;
  if (target === undefined) throw new Error("there is no target");
  return target;
}

/** `good` with rules under users, and more attributes. */
function withRules(rules: string, attributes = 'title: "x"'): string {
  return good.replace(
    "    users: { attributes: {",
    () => `    users: { rules: ${rules}, attributes: { ${attributes},`,
  );
}

describe("users.rules and groups.rules", () => {
  test("are read as written", async () => {
    const rules =
      "{ userName: { maxLength: 64, pattern: '[a-z]+' }, title: { required: true, enum: [a, 1] }, shoe: off }";
    const target = await targetOf(
      withRules(rules).replace(
        "    users",
        "    groups: { rules: { displayName: { single: true } } }\n    users",
      ),
    );
    expect(target.users.rules).toEqual([
      { path: "userName", off: false, by: "users.rules", maxLength: 64, pattern: "[a-z]+" },
      { path: "title", off: false, by: "users.rules", required: true, enum: ["a", 1] },
      { path: "shoe", off: true, by: "users.rules" },
    ]);
    expect(target.groups.rules).toEqual([
      { path: "displayName", off: false, by: "groups.rules", single: true },
    ]);
  });

  test.each([
    [
      "a misspelt key",
      "{ title: { maxLenght: 5 } }",
      "7:32 targets.app.users.rules.title.maxLenght: unknown key; did you mean maxLength?",
    ],
    [
      "another word",
      "{ title: of }",
      '7:23 targets.app.users.rules.title: "of" is not known here; write off',
    ],
    [
      "a length of nothing",
      "{ title: { maxLength: 0 } }",
      "7:32 targets.app.users.rules.title.maxLength: must be at least 1",
    ],
    [
      "no choice",
      "{ title: { enum: [] } }",
      "7:32 targets.app.users.rules.title.enum: the list must not be empty",
    ],
    [
      "a pattern that is none",
      "{ title: { pattern: '(a' } }",
      /^7:32 targets\.app\.users\.rules\.title\.pattern: .*missing closing \)/,
    ],
    [
      "a pattern that could take for ever",
      "{ title: { pattern: '(?=a)b' } }",
      /^7:32 targets\.app\.users\.rules\.title\.pattern: .*looking around and \\1 are not offered/,
    ],
    [
      "a path that is none",
      "{ 'emails[type eq].value': { maxLength: 5 } }",
      '7:23 targets.app.users.rules.emails[type eq].value: write the path of an attribute, such as userName or emails[type eq "work"].value',
    ],
    [
      "an attribute that is almost there",
      "{ tilte: { maxLength: 5 } }",
      "7:23 targets.app.users.rules.tilte: tilte is not in attributes; did you mean title?",
    ],
    [
      "an attribute that is not there",
      "{ nickName: { required: true } }",
      "7:23 targets.app.users.rules.nickName: nickName is not in attributes; add it there, or take it out here",
    ],
  ])("%s is told with its place", async (_, rules, expected) => {
    const matching = typeof expected === "string" ? expected : expect.stringMatching(expected);
    expect(await problemsOf(withRules(rules))).toEqual([matching]);
  });

  test("those of defaults hold for the targets that have the attribute; one that is required is missed aloud", async () => {
    const defaults =
      "defaults: { users: { rules: { title: { maxLength: 5 }, nickName: { maxLength: 5 }, locale: { required: true } } } }\n";
    const { config } = await load(
      good.replace("targets:", `${defaults}targets:`).replace("attributes: {", 'attributes: { title: "x",'),
    );
    expect(config.targets[0]?.users.rules.map(({ path }) => path)).toEqual(["title"]);
    expect(config.notices).toEqual([
      expect.stringMatching(
        /scimsync\.yaml:8:14 targets\.app\.users\.attributes: locale must have a value \(users\.rules\), and attributes does not give it$/,
      ),
    ]);
  });
});

describe("rules of a connector", () => {
  const profile = `
users:
  rules:
    userName: { maxLength: 64, required: true }
    title: { pattern: '[A-Z].*' }
    name.familyName: { required: true }
    locale: { maxLength: 5 }
`;

  async function loadWith(target: string, connector = profile): ReturnType<typeof loadConfig> {
    const folder = await folderWith({ "scimsync.yaml": target, "mine.yaml": connector });
    return loadConfig(join(folder, "scimsync.yaml"), environment, connectorFolder);
  }

  test("lie under those of the config, which win key by key", async () => {
    const rules = "{ userName: { maxLength: 100 }, title: off }";
    const { config } = await loadWith(
      withRules(rules).replace("    auth", "    connector: ./mine.yaml\n    auth"),
    );
    expect(config.targets[0]?.users.rules).toEqual([
      { path: "userName", off: false, by: "users.rules", maxLength: 100, required: true },
      { path: "title", off: true, by: "users.rules" },
    ]);
    expect(config.notices).toEqual([
      expect.stringContaining(
        "name.familyName must have a value (the connector mine), and attributes does not give it",
      ),
    ]);
  });

  test("are merged over those of the profile it extends, and told with their place when wrong", async () => {
    const folder = await folderWith({
      "scimsync.yaml": good.replace("    auth", "    connector: ./mine.yaml\n    auth"),
      "mine.yaml": "extends: ./base.yaml\nusers: { rules: { userName: { pattern: a } } }\n",
      "base.yaml": profile,
    });
    const file = join(folder, "scimsync.yaml");
    const { config } = await loadConfig(file, environment, connectorFolder);
    expect(config.targets[0]?.users.rules).toEqual([
      { path: "userName", off: false, by: "the connector mine", maxLength: 64, required: true, pattern: "a" },
    ]);
    await writeFile(join(folder, "mine.yaml"), "users:\n  rules:\n    userName: { pattern: '(' }\n");
    await expect(loadConfig(file, environment, connectorFolder)).rejects.toThrow(
      /\.\/mine\.yaml:3:17 users\.rules\.userName\.pattern: .*missing closing \)/,
    );
  });
});

describe("assign.exclude", () => {
  test("is read as written", async () => {
    const exclude = 'exclude: { groups: ["contr*"], where: user.a == "x" }';
    const target = await targetOf(good.replace("everyone: true", () => `everyone: true, ${exclude}`));
    expect(target.assign).toEqual({
      groups: [],
      everyone: true,
      exclude: { groups: ["contr*"], where: 'user.a == "x"' },
    });
    const bare = await targetOf(good.replace("everyone: true", "everyone: true, exclude: {}"));
    expect(bare.assign.exclude).toEqual({ groups: [] });
  });

  test("is no assignment", async () => {
    const { config } = await load(good.replace("everyone: true", "exclude: { groups: [a] }"));
    expect(config.notices).toEqual([expect.stringContaining("nobody is assigned")]);
  });

  test.each([
    [
      "a misspelt key",
      "exclude: { group: [a] }",
      "4:42 targets.app.assign.exclude.group: unknown key; did you mean groups?",
    ],
    [
      "everyone",
      "exclude: { everyone: true }",
      "4:42 targets.app.assign.exclude.everyone: unknown key; known here: groups, where",
    ],
    [
      "a wrapped expression",
      'exclude: { where: "${user.a}" }',
      '4:42 targets.app.assign.exclude.where: write the expression bare, without ${ }: user.department == "R&D"',
    ],
  ])("%s is told with its place", async (_, exclude, expected) => {
    expect(await problemsOf(good.replace("everyone: true", () => `everyone: true, ${exclude}`))).toEqual([
      expected,
    ]);
  });

  test("of defaults does not hold under a target's own assign, and that is said", async () => {
    const defaults = "defaults: { assign: { everyone: true, exclude: { groups: [contractors] } } }\n";
    const { config } = await load(good.replace("targets:", `${defaults}targets:`));
    expect(config.targets[0]?.assign.exclude).toBeUndefined();
    expect(config.notices).toEqual([
      expect.stringMatching(
        /targets\.app\.assign: the exclude that is stated for all targets does not hold here/,
      ),
    ]);
    const inherited = good
      .replace("targets:", `${defaults}targets:`)
      .replace("    assign: { everyone: true }\n", "");
    expect((await targetOf(inherited)).assign.exclude).toEqual({ groups: ["contractors"] });
  });
});
