import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectorBlocks } from "../../src/cli/connector-blocks.ts";
import { knownFrom } from "../../src/cli/render-connector-list.ts";
import { escaped, pageMarkdown } from "../../src/cli/render-page-markdown.ts";
import { type ConnectorFiles, readConnectors } from "../../src/connector/load.ts";
import { pageOf } from "../../src/connector/page.ts";
import { type Survey, surveyOf } from "../../src/connector/survey.ts";
import { connectorFolder } from "../config/config-file.ts";
import { knobTables } from "./knob-tables.ts";

const docs = join(import.meta.dirname, "../../docs");
const pages = join(docs, "connectors");
/** `SCIMSYNC_WRITE_DOCS=1` writes the pages instead of comparing them: `npm run docs:connectors`. */
const isWriting = process.env["SCIMSYNC_WRITE_DOCS"] === "1";
const GENERATED = "<!-- Written by `npm run docs:connectors` from the profile; edit that. -->";

const read = await readConnectors(connectorFolder);
const connectors = new Map(read.map((files) => [files.profile.name, files]));
const names = [...connectors.keys()];

async function compare(path: string, text: string): Promise<void> {
  if (isWriting) await writeFile(path, text);
  const written = await readFile(path, "utf8").catch(() => "");
  expect(written, "else: npm run docs:connectors").toBe(text);
}

if (isWriting) await mkdir(pages, { recursive: true });

test.each(names)(
  "docs/connectors/%s.md is what its profile says (else: npm run docs:connectors)",
  async (name) => {
    const text = pageMarkdown(connectorBlocks(pageOf(connectors.get(name)!, name)));
    await compare(join(pages, `${name}.md`), `${GENERATED}\n\n${text}`);
  },
);

test("every page in docs/connectors is of a profile, or the index", async () => {
  const expected = new Set(["README.md", ...names.map((name) => `${name}.md`)]);
  const others = (await readdir(pages)).filter((file) => !expected.has(file));
  if (isWriting) for (const file of others) await rm(join(pages, file));
  else expect(others).toEqual([]);
});

test("docs/connectors/README.md lists the profiles (else: npm run docs:connectors)", async () => {
  const rows = names.filter((name) => name !== "generic").map((name) => indexRow(connectors.get(name)!));
  const text = [
    "<!-- Written by `npm run docs:connectors` from the profiles; edit those. -->",
    "",
    "# Services",
    "",
    `${rows.length} profiles, each a file in \`connectors/\`; \`scimsync connectors show NAME\` shows the same pages. *States* counts the`,
    "settings that a profile states, *known from* its facts by their best source. What the settings mean:",
    "[connectors.md](../connectors.md). A service that is not here: [writing-a-connector.md](../writing-a-connector.md).",
    "",
    "| connector | service | groups | switching off | states | known from |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
  await compare(join(pages, "README.md"), text);
});

function indexRow(files: ConnectorFiles): string {
  const survey: Survey = surveyOf(files);
  const { groups, deactivate } = files.profile;
  const cells = [
    `[\`${survey.name}\`](${survey.name}.md)`,
    escaped(survey.title),
    groups.support,
    deactivate.effect,
    `${survey.coverage.stated} of ${survey.coverage.of}`,
    knownFrom(survey),
  ];
  return `| ${cells.join(" | ")} |`;
}

test("docs/connectors.md states every setting, its values and who needs it (else: npm run docs:connectors)", async () => {
  const path = join(docs, "connectors.md");
  const generic = connectors.get("generic")!.files[0]!.written;
  const surveys = [...connectors.values()].map(surveyOf);
  const page = await readFile(path, "utf8");
  const [before, after] = [page.split("<!-- settings -->")[0], page.split("<!-- /settings -->")[1]];
  const region = `<!-- settings -->\n\n${knobTables(generic, surveys)}\n\n<!-- /settings -->`;
  await compare(path, `${before}${region}${after}`);
});
