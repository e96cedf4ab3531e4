import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { loadConnector } from "../../src/connector/load.ts";
import { ConfigError, formatProblem } from "../../src/errors.ts";
import { readLookupTables } from "../../src/sync/read/lookup-tables.ts";
import { compileTargets } from "../../src/sync/target.ts";
import { connectorFolder } from "../config/config-file.ts";
import { blocksOf, configAround, type Level, levelOf } from "./settings.ts";
import { docsPages } from "../support/docs-pages.ts";

const root = new URL("../../", import.meta.url);
/** Pages that the code writes. */
const generated = /^(?:connectors|reference)\//;
const written = docsPages()
  .filter((name) => !generated.test(name))
  .map((name) => `docs/${name}`);
const pages = ["README.md", ...written.toSorted()]
  .map((path) => ({ path, blocks: blocksOf(readFileSync(new URL(path, root), "utf8")) }))
  .filter(({ blocks }) => blocks.length > 0);

/** What examples name besides: tables, and a profile of the reader's own. */
const besides = {
  "countries.csv": "code,name\nDE,Germany\n",
  "user.json": '{ "userName": "{$user.email}" }',
  "my-app.yaml": `title: My App
users: { putOmission: unknown }
deactivate: { effect: unknown }
groups: { membersReadable: unknown }
defaults:
  users:
    attributes:
      userName: \${user.email}
      title: \${user.title}
      phoneNumbers: [{ type: home, value: "\${user.phone}" }]
      emails: [{ type: work, value: "\${user.email}" }]
`,
};

/** Read by others, or tested elsewhere: test/cli/test-mapping.test.ts. */
const notOurs: ReadonlySet<Level> = new Set(["workflow", "prometheus", "mappingTest"]);

async function complaintsAbout(text: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(besides)) await writeFile(join(folder, name), content);
  const level = levelOf(text);
  if (notOurs.has(level)) return [];
  try {
    if (level === "profile") {
      await writeFile(join(folder, "profile.yaml"), text);
      await loadConnector("./profile.yaml", connectorFolder, folder);
      return [];
    }
    const file = join(folder, "scimsync.yaml");
    await writeFile(file, JSON.stringify(configAround(text, level)));
    const environment = Object.fromEntries(
      [...text.matchAll(/\$\{env\.(\w+)\}/g)].map(([, name]) => [name!, "x"]),
    );
    const loaded = await loadConfig(file, { TOKEN: "t", ...environment }, connectorFolder, "source");
    compileTargets(loaded, "any", await readLookupTables(loaded.config));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem);
  }
}

test.each(pages)("settings in $path are such as there are", async ({ blocks }) => {
  const wrong = await Promise.all(
    blocks.map(async ({ line, text }) =>
      (await complaintsAbout(text)).map((said) => `block at line ${line}: ${said}`),
    ),
  );
  expect(wrong.flat()).toEqual([]);
});

test("a key that does not exist is noticed, wherever a block belongs", async () => {
  const found = await Promise.all(
    [
      "notify: [{ on: [guard], comand: [x] }]",
      "limits: { requestPerSecond: 3 }",
      "groups: { pushed: [a] }",
      "deprovision: { absent: remove }",
      "userName: ${user.email +}",
      "title: X\nextends: generic\nusers: { updates: put }",
    ].map(complaintsAbout),
  );
  expect(found.map((said) => said.length > 0)).toEqual(found.map(() => true));
});
