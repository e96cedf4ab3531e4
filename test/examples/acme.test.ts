import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { type Ended, root, runScript } from "./program.ts";

const demo = "examples/acme/demo.js";
const acme = path.join(root, "examples", "acme");
const minute = 120_000;

test("the generator writes the committed files, byte for byte", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "acme-"));
  try {
    const { code, stderr } = await runScript("examples/acme/generate.js", [folder]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    for (const day of ["monday", "tuesday", "wednesday"]) {
      const names = await readdir(path.join(acme, day));
      expect(await readdir(path.join(folder, day))).toEqual(names);
      for (const name of names) {
        const [made, committed] = await Promise.all(
          [folder, acme].map((place) => readFile(path.join(place, day, name))),
        );
        expect(made?.equals(committed!), `${day}/${name}`).toBe(true);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test(
  "the demo ends well and leaves nothing behind",
  async () => {
    const ended = await runScript(demo, []);
    expect(ended.stdout + ended.stderr).toContain("check: the provider saw 0 requests");
    expect(ended.stdout.match(/check: every field as the CSV files say/g)).toHaveLength(4);
    expect(ended.code).toBe(0);
    await expectNothingLeft(ended);
  },
  minute,
);

test(
  "an interrupted demo ends its sandbox and removes its files",
  async () => {
    let interrupted = false;
    const ended = await runScript(demo, [], {
      onText(stdout, child) {
        if (interrupted || !stdout.includes("$ scimsync sync")) return;
        interrupted = true;
        child.kill("SIGTERM");
      },
    });
    expect(ended.code).toBe(143);
    expect(ended.stdout).toContain("demo interrupted");
    await expectNothingLeft(ended);
  },
  minute,
);

async function expectNothingLeft({ stdout, stderr }: Ended): Promise<void> {
  const folder = /^in (\S+);/.exec(stdout)?.[1];
  const page = /http:\/\/127\.0\.0\.1:\d+\//.exec(stderr)?.[0];
  expect(folder).toBeDefined();
  expect(page).toBeDefined();
  expect(existsSync(folder!)).toBe(false);
  await expect(fetch(page!)).rejects.toThrow("fetch failed");
}
