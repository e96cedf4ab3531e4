import { describe, expect, test } from "vitest";
import { notRun, reasonFor } from "./not-run.ts";
import { readPage } from "./page.ts";
import { doneIn } from "./page-steps.ts";
import { openSite } from "./site.ts";
import { worlds } from "./worlds.ts";
import { docsPages } from "../support/docs-pages.ts";

/** Pages that the code writes; what stands in them is compared with it elsewhere. */
const generated = /^(?:connectors|reference)\//;
/** Pages that a test of their own follows, which looks at the service besides. */
const followed = /^docs\/(?:getting-started|guides\/.+)\.md$/;

const written = docsPages()
  .filter((name) => !generated.test(name))
  .map((name) => `docs/${name}`);
const pages = ["README.md", "SECURITY.md", ...written.toSorted()];
const withCommands = pages.filter((path) => readPage(path).steps.some(({ kind }) => kind === "command"));

// The first one loads the whole program.
describe("every command of a page does what the page says:", { timeout: 60_000 }, () => {
  test.each(withCommands.filter((path) => !followed.test(path)))("%s", async (path) => {
    const { steps } = readPage(path);
    const world = worlds[path] ?? {};
    const startsItself = steps.some((step) => step.kind === "command" && step.line.startsWith("sandbox "));
    const site = await openSite(world, startsItself);
    const before = new Map(Object.entries(world.before ?? {}));
    for (const step of steps) {
      if (step.kind === "command") {
        const lines = before.get(step.line) ?? [];
        before.delete(step.line);
        for (const one of doneIn("sh", lines.join("\n"))) await site.take(one, world.words);
      }
      await site.take(step, world.words);
    }
    expect([...before.keys()], "commands that the page does not have").toEqual([]);
  });
});

test("each world is that of a page with commands", () => {
  expect(Object.keys(worlds).filter((path) => !withCommands.includes(path))).toEqual([]);
});

test("each command that is not run stands in a page", () => {
  const steps = pages.flatMap((path) => readPage(path).steps);
  const used = new Set(steps.map((step) => (step.kind === "elsewhere" ? reasonFor(step.line) : undefined)));
  expect(notRun.filter((one) => !used.has(one))).toEqual([]);
});

test("a line that nobody can run is noticed, and so is output without a command", () => {
  expect(() => doneIn("sh", "curl http://127.0.0.1/\n")).toThrow("curl");
  expect(() => doneIn("console", "valid: 3 users\n$ scimsync validate\n")).toThrow("valid: 3 users");
});
