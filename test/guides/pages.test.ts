import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { readPage } from "./page.ts";

const root = new URL("../../", import.meta.url);
const pages = readdirSync(new URL("docs/guides/", root)).map((name) => name.replace(/\.md$/, ""));

test("every guide is followed by a test of its name", () => {
  expect(pages.toSorted()).toEqual(["docker-hub", "oracle-cloud", "pendo", "retool"]);
  for (const page of pages) expect(existsSync(new URL(`test/guides/${page}.test.ts`, root)), page).toBe(true);
});

test.each(pages)("%s shows a config, people and what commands print, and links to what is there", (name) => {
  const { text, steps } = readPage(`docs/guides/${name}.md`);
  const files = steps.flatMap((step) => (step.kind === "file" ? [step.name] : []));
  expect(files).toEqual(expect.arrayContaining(["scimsync.yaml", "people.csv"]));
  const shown = steps.filter((step) => step.kind === "command" && step.shown.length > 0);
  expect(shown.length).toBeGreaterThan(4);
  const links = [...text.matchAll(/\]\(([^)h#][^)#]*)/g)].map(([, link]) => link!);
  const missing = links.filter((link) => !existsSync(new URL(`docs/guides/${link}`, root)));
  expect(missing).toEqual([]);
});
