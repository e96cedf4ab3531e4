import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { knobList } from "../src/connector/knob-list.ts";
import { profileSections } from "../src/connector/profile-schema.ts";
import { mappingFunctions } from "../src/mapping/functions.ts";
import { userFunctions } from "../src/mapping/user-functions.ts";
import { remedies } from "../src/push/failure-code.ts";
import { exitCodes } from "../src/sync/exit-code.ts";
import { stopRemedies } from "../src/sync/stop-remedies.ts";

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("| `"));

test("docs/mapping.md lists exactly the functions there are", () => {
  const expected = [...mappingFunctions, ...userFunctions].map(
    ({ signature, description }) => `| \`${signature}\` | ${description} |`,
  );
  expect(rows(read("docs/mapping.md"))).toEqual(expected);
});

test("docs/errors.md lists exactly the failure codes there are, with their remedies", () => {
  const expected = Object.entries(remedies).map(([code, remedy]) => `| \`${code}\` | ${remedy} |`);
  expect(rows(read("docs/errors.md"))).toEqual(expected);
});

test("docs/errors.md lists exactly the reasons for which a target is stopped, with what to do", () => {
  const { stale_plan: _, ...reasons } = stopRemedies;
  const found = [...read("docs/errors.md").matchAll(/^\| (\w+_?\w*) \| [^|]+ \| ([^|]+) \|$/gm)];
  const stated = found
    .map(([, reason, remedy]) => [reason, remedy])
    .filter(([reason]) => reason !== "reason");
  expect(Object.fromEntries(stated)).toMatchObject(reasons);
});

// What each row says is compared in test/connector/pages.test.ts.
test("docs/connectors.md states every knob of a connector", () => {
  const named = rows(read("docs/connectors.md")).map((row) => row.split("`")[1]);
  const guide = Object.keys(profileSections.guide.shape).map((key) => `guide.${key}`);
  expect(named).toEqual(expect.arrayContaining([...knobList().map(({ name }) => name), ...guide]));
});

test("README names every exit code that the commands of this version give", () => {
  const readme = read("README.md");
  for (const code of Object.values(exitCodes)) expect(readme).toContain(`| ${code} |`);
});

test("every file that README and docs link to is there", () => {
  for (const page of [
    "README.md",
    "docs/lifecycle.md",
    "docs/connectors.md",
    "docs/wire.md",
    "docs/check.md",
  ]) {
    const folder = page.slice(0, page.lastIndexOf("/") + 1);
    const links = [...read(page).matchAll(/\]\(([^)h#][^)#]*)[^)]*\)/g)].map(
      ([, link]) => folder + (link ?? ""),
    );
    for (const link of links.filter((found) => !found.endsWith("/"))) expect(() => read(link)).not.toThrow();
  }
});

const pages = readdirSync(new URL("../docs/", import.meta.url)).filter((name) => name.endsWith(".md"));

test.each(["README.md", ...pages.map((name) => `docs/${name}`)])(
  "every file of ours that %s names is there",
  (page) => {
    const named = [...read(page).matchAll(/`((?:src|test|bench|connectors|examples|schema)\/[\w./-]+)`/g)];
    const missing = named
      .map(([, path]) => path!)
      .filter((path) => !path.includes("NAME") && !existsSync(new URL(`../${path}`, import.meta.url)));
    expect(missing).toEqual([]);
  },
);
