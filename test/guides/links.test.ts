import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { docsPages } from "../support/docs-pages.ts";

const root = new URL("../../", import.meta.url);
/** Pages that the code writes. */
const generated = /^(?:connectors|reference)\//;
const written = docsPages()
  .filter((name) => !generated.test(name))
  .map((name) => `docs/${name}`);
const pages = ["README.md", "SECURITY.md", ...written.toSorted()];

/** The anchor that a heading gets: in small letters, without what is neither letter, digit, hyphen nor space. */
function anchorOf(heading: string): string {
  const plain = heading.replaceAll(/[`*]|\]\([^)]*\)|\[/g, "");
  return plain
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, "")
    .replaceAll(" ", "-");
}

const anchors = (file: URL) =>
  [...readFileSync(file, "utf8").matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

test.each(pages)("what %s links to is there, down to the heading", (page) => {
  const file = new URL(page, root);
  const text = readFileSync(file, "utf8").replaceAll(/^```[^]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^\w+:/.test(link));
  const missing = links.filter((link) => {
    const [path = "", anchor] = link.split("#");
    const to = path === "" ? file : new URL(path, file);
    if (!existsSync(to)) return true;
    return anchor !== undefined && !anchors(to).includes(anchor);
  });
  expect(missing).toEqual([]);
});
