import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandLines, complaintAbout } from "../support/command-lines.ts";
import { docsPages } from "../support/docs-pages.ts";

const root = new URL("../..", import.meta.url);
const guides = docsPages().map((name) => `docs/${name}`);
const pages = ["README.md", "SECURITY.md", "config.example.yaml", ...guides];

test.each(pages)("every command line of %s exists, with its options", (page) => {
  const lines = commandLines(readFileSync(new URL(page, root), "utf8"));
  const wrong = lines.flatMap((line) => {
    const complaint = complaintAbout(line);
    return complaint === undefined ? [] : [`${line}: ${complaint}`];
  });
  expect(wrong).toEqual([]);
});

test("a command or an option that does not exist is noticed", () => {
  const lines = commandLines(
    "`scimsync synch` and `scimsync sync --dri-run`\n```sh\nscimsync state care --json\n```\n",
  );
  expect(lines.map(complaintAbout)).toEqual([
    "there is no command synch",
    "sync has no --dri-run",
    "there is no command care",
  ]);
});
