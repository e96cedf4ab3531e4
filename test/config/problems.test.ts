import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/errors.ts";
import { configWith, connectorFolder, environment, folderWith, good, problemsOf } from "./config-file.ts";

test("all problems of a file come at once, from top to bottom, each with its place", async () => {
  const text = configWith(
    `    baseUrl: http://scim.example.com
    auth: { token: "\${env.NOPE}" }
    users: { atributes: {}, match: [userName] }
    limits: { burst: many }
  other:
    connector: nowhere
    users: { attributes: { displayName: x } }
`,
    "sate: x\n",
  );
  expect((await problemsOf(text)).map((problem) => problem.split(": ")[0])).toEqual([
    "2:1 sate",
    "6:5 targets.app.baseUrl",
    "7:13 targets.app.auth.token",
    "8:14 targets.app.users.atributes",
    "9:15 targets.app.limits.burst",
    "11:5 targets.other.connector",
    "12:14 targets.other.users.attributes",
  ]);
});

test("a problem in defaults is told once, where it stands", async () => {
  const target = '    baseUrl: https://a.example\n    auth: { token: "${env.NOPE}" }\n';
  const rest = "defaults: { users: { match: [title], attributes: { userName: x } } }\n";
  const text = configWith(target, rest) + `  b:\n${target}`;
  expect((await problemsOf(text)).filter((problem) => problem.includes("title"))).toEqual([
    "2:30 defaults.users.match[0]: title is not in attributes: its value could not be known; add it there, or take it out here",
  ]);
});

test("a problem in the defaults of a profile is told in the profile", async () => {
  const folder = await folderWith({
    "scimsync.yaml": good.replace("    auth", "    connector: ./mine.yaml\n    auth"),
    "mine.yaml": "defaults:\n  limits: { concurency: 2 }\n",
  });
  const loading = loadConfig(`${folder}/scimsync.yaml`, environment, connectorFolder);
  await expect(loading).rejects.toThrow(
    /^\.\/mine\.yaml:2:13 defaults\.limits\.concurency: unknown key; did you mean concurrency\?$/,
  );
});

test("a file without a target, a source, or anything says so", async () => {
  expect(await problemsOf(good.replace(/targets:[^]*/, "targets: {}\n"))).toEqual([
    "2:1 targets: there is no target; write at least one, such as my-app: { baseUrl: …, auth: …, users: … }",
  ]);
  expect((await problemsOf("")).map((problem) => problem.split(";")[0])).toEqual([
    "1:1 source: is missing",
    "1:1 targets: is missing",
  ]);
  expect(await problemsOf("- a\n")).toHaveLength(1);
});

test("a file that is not there says so", async () => {
  const error: unknown = await loadConfig("/nonexistent/scimsync.yaml", {}, connectorFolder).catch(
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toContain("/nonexistent/scimsync.yaml there is no such file");
});
