import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { bigConfig, writeBigDirectory } from "../../bench/big-directory.ts";
import { measureRun } from "../../bench/measured-run.ts";

const bin = fileURLToPath(new URL("../../bin/scimsync.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "scimsync-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * The bar is 300 MB for 100,000 users, measured by `npm run test:memory`. Here a fifth of it, because a test should
 * take seconds; memory that grows with the directory, or time with its square, shows at this size too.
 */
const size = { users: 20_000, groups: 200, memberships: 40_000 };

function planIdIn(text: string): string | undefined {
  return /plan (\S+)\n/.exec(text)?.[1];
}

it("20,000 users: a first plan, and one on a directory in another order, stay small and quick", async () => {
  await writeBigDirectory(folder, size);
  writeFileSync(join(folder, "scimsync.yaml"), bigConfig("http://127.0.0.1:9/scim/v2"));
  const first = await measureRun(bin, folder, ["plan"], { SCIM_TOKEN: "none" });
  await writeBigDirectory(folder, size, { order: "reversed" });
  const other = await measureRun(bin, folder, ["plan"], { SCIM_TOKEN: "none" });
  console.log(
    [first, other]
      .map(({ seconds, peakMb }) => `${seconds.toFixed(1)} s, ${peakMb.toFixed(0)} MB`)
      .join("; "),
  );
  for (const run of [first, other]) {
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/20,000 users to create/);
    expect(run.peakMb).toBeLessThan(240);
    expect(run.seconds).toBeLessThan(20);
  }
  expect(planIdIn(other.stdout)).toBe(planIdIn(first.stdout));
}, 60_000);

it("a first plan of three times as many users needs no more memory, written to a file either", async () => {
  // With so small a heap garbage cannot be mistaken for growth.
  const env = { SCIM_TOKEN: "none", NODE_OPTIONS: "--max-old-space-size=64" };
  const peaks: number[] = [];
  for (const users of [20_000, 60_000]) {
    const place = join(folder, String(users));
    mkdirSync(place);
    await writeBigDirectory(place, { users, groups: 0, memberships: 0 });
    writeFileSync(join(place, "scimsync.yaml"), bigConfig("http://127.0.0.1:9/scim/v2"));
    const run = await measureRun(bin, place, ["plan", "--out", "plan.json"], env);
    expect(run.code, run.stderr).toBe(0);
    expect(statSync(join(place, "plan.json")).size).toBeGreaterThan(users * 300);
    peaks.push(run.peakMb);
  }
  console.log(`${peaks.map((peak) => peak.toFixed(0)).join(" and ")} MB`);
  const [few = 0, many = 0] = peaks;
  expect(many).toBeLessThan(few * 1.3);
}, 60_000);
