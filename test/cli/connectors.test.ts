import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConnector, readConnectors } from "../../src/connector/load.ts";
import { pageOf } from "../../src/connector/page.ts";
import { surveyOf } from "../../src/connector/survey.ts";
import { connectorBlocks } from "../../src/cli/connector-blocks.ts";
import { connectorTable } from "../../src/cli/render-connector-list.ts";
import { pageText } from "../../src/cli/render-page-text.ts";
import { processTerminal } from "../../src/cli/terminal.ts";
import { loadConfig } from "../../src/config/load.ts";
import { connectorFolder, folderWith } from "../config/config-file.ts";
import { runHere, runIn } from "./in-process.ts";

const read = await readConnectors(connectorFolder);
const names = read.map(({ profile }) => profile.name);
const narrow = { ...processTerminal(), columns: 80, paint: (_: string, text: string) => text };

const mine = `title: My App
# source: [vendor] https://my.example/scim
guide:
  plan: Enterprise
  before: [Make a token., Switch SCIM on.]
  # source: [secondary] a forum
  warnings: [A reset removes everybody.]
endpoint:
  # source: [vendor] https://my.example/scim
  baseUrl: https://{host}/scim/v2
  vars:
    # source: [vendor] https://my.example/scim
    host: your own host, such as acme.my.example
auth:
  # source: [vendor] https://my.example/scim
  type: header
  # source: [vendor] https://my.example/scim
  header: x-my-key
users:
  # It answers PATCH with 404.
  # source: [observed] my-app 1.0: PATCH is 404
  update: put
  # source: [vendor] https://my.example/scim
  patchForm: paths
  operationsPerRequest: 20
defaults:
  users:
    # source: [idp-doc] github:my/docs guide.md
    attributes: { userName: "\${user.email}" }
`;

test("connectors lists every shipped profile, with how much it states and how surely", async () => {
  const { code, stdout } = await runHere(["connectors"]);
  expect(code).toBe(0);
  for (const name of names) expect(stdout).toMatch(new RegExp(`^${name} +\\S`, "m"));
  expect(stdout).toMatch(/^scimmy +SCIMMY \(scimmy and scimmy-routers\) +2 of \d+ +observed 2$/m);
  const { stdout: json } = await runHere(["connectors", "list", "--json"]);
  const { connectors } = JSON.parse(json) as { readonly connectors: readonly { readonly name: string }[] };
  expect(connectors.find(({ name }) => name === "scimmy")).toEqual({
    name: "scimmy",
    title: "SCIMMY (scimmy and scimmy-routers)",
    extends: [],
    coverage: { stated: 2, of: expect.any(Number) as number },
    confidence: { observed: 2 },
  });
});

test("on 80 columns the titles of connectors are there, all but the very longest whole", () => {
  const list = connectorTable(read.map(surveyOf), narrow);
  expect(list).toContain("GitHub Enterprise Managed Users\n");
  expect(list.match(/…$/gm)?.length).toBeLessThan(5);
  const wide = connectorTable(read.map(surveyOf), { ...narrow, columns: 120 });
  expect(wide).toMatch(/^name +service +states +known from$/m);
  expect(wide.split("\n").filter((line) => line.length > 120)).toEqual([]);
});

test("the list and every page fit a terminal of 80 columns", () => {
  const list = connectorTable(read.map(surveyOf), narrow);
  expect(list.split("\n").filter((line) => line.length > 80)).toEqual([]);
  for (const [at, files] of read.entries()) {
    const lines = pageText(connectorBlocks(pageOf(files, names[at]!)), narrow).split("\n");
    // Code is copied, and what has no space in it has no place to break.
    const long = lines.filter((line) => line.length > 80 && !/^ {4}/.test(line) && /\S \S/.test(line.trim()));
    expect(long).toEqual([]);
  }
});

test("connectors show tells what a file says of a service, what follows, and where it is known from", async () => {
  const folder = await folderWith({ "mine.yaml": mine });
  const { code, stdout } = await runIn(folder, ["connectors", "show", "./mine.yaml"]);
  expect(code).toBe(0);
  for (const part of [
    "My App (mine)\n  Plan: Enterprise [1]\n",
    "Warnings\n  - A reset removes everybody. [2 secondary]\n",
    "To be done there first\n   1. Make a token. [1]\n   2. Switch SCIM on. [1]\n",
    "  Address: https://{host}/scim/v2 [1]\n  {host}: your own host, such as acme.my.example [1]\n",
    "  Credentials: header. A header of the service's own, with its value. [1]\n",
    "it reads these attributes of the source: `email`. [3]\n    users:\n      attributes:\n        userName: ${user.email}\n",
    "  users.update: put (default auto) [4 observed]\n    Always PUT of the whole, laid over what is there; PATCH is never sent.\n    It answers PATCH with 404.\n    Seen: PATCH is 404.\n",
    "  users.operationsPerRequest: 20 (default 1000)\n    Operations in one PATCH at most.\n",
    "known to be so\n  - `users.patchForm: paths` [1]\n",
    "  - `users.putOmission`: What PUT does with attributes that it leaves out.",
    "  Said without a source: users.operationsPerRequest.\n",
    "  [1] vendor https://my.example/scim\n  [2] secondary a forum\n  [3] idp-doc github:my/docs guide.md\n  [4] observed my-app 1.0\n",
  ])
    expect(stdout).toContain(part);

  const { stdout: starter } = await runIn(folder, ["connectors", "show", "./mine.yaml", "--starter"]);
  expect(parse(starter)).toMatchObject({
    targets: {
      mine: {
        connector: "./mine.yaml",
        vars: { host: "HOST" },
        auth: { value: "${env.MINE_TOKEN}" },
      },
    },
  });
  const { stdout: json } = await runIn(folder, ["connectors", "show", "./mine.yaml", "--json"]);
  expect(JSON.parse(json)).toMatchObject({
    version: 1,
    connector: {
      name: "mine",
      coverage: { stated: 7 },
      unknown: [
        { name: "users.putOmission", said: false },
        { name: "deactivate.effect", said: false },
        { name: "groups.membersReadable", said: false },
      ],
      config: starter,
    },
  });
});

test("what one profile says over another it builds on: the nearer one holds, and both are sources", async () => {
  const folder = await folderWith({
    "mine.yaml": `extends: ./base.yaml
guide:
  # source: [vendor] https://mine.example/
  before: [Mine.]
users:
  # source: [vendor] https://mine.example/
  rules: { title: { maxLength: 10 } }
`,
    "base.yaml": `guide:
  # source: [vendor] https://base.example/
  before: [Base., And more.]
users:
  # source: [idp-doc] https://base.example/
  rules: { userName: { maxLength: 20 } }
  # source: [idp-doc] https://base.example/
  update: put
`,
  });
  const page = pageOf(await readConnector("./mine.yaml", connectorFolder, folder), "./mine.yaml");
  expect(page).toMatchObject({
    extends: ["base"],
    before: [{ text: "Mine." }],
    confidence: { vendor: 2, "idp-doc": 1 },
  });
  expect(page.differences.map(({ name, value, sources }) => [name, value, sources.length])).toEqual([
    ["users.rules", { title: { maxLength: 10 }, userName: { maxLength: 20 } }, 2],
    ["users.update", "put", 1],
  ]);
});

test("a source that cannot be read is told with its place, and ends with 2", async () => {
  const folder = await folderWith({});
  writeFileSync(
    join(folder, "mine.yaml"),
    "users:\n  # source: [certain] https://my.example/\n  update: put\n",
  );
  const { code, stderr } = await runIn(folder, ["connectors", "show", "./mine.yaml"]);
  expect(code).toBe(2);
  expect(stderr).toContain('mine.yaml:2 users.update: "certain" does not tell how sure a fact is');
  expect((await runHere(["connectors", "show", "nobody"])).stderr).toContain(
    'there is no connector "nobody"',
  );
});

test.each(names)("the config to start with of %s is one", async (name) => {
  const { config } = pageOf(read[names.indexOf(name)]!, name);
  const variables = Object.fromEntries(
    [...config.matchAll(/\$\{env\.(\w+)\}/g)].map(([, one]) => [one!, "x"]),
  );
  const folder = await folderWith({ "scimsync.yaml": config });
  const loaded = await loadConfig(join(folder, "scimsync.yaml"), variables, connectorFolder);
  expect(loaded.config.targets.map(({ id }) => id)).toEqual([name]);
});
