import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { connectorFolder, environment, folderWith, good, load, problemsOf } from "./config-file.ts";

function withLimits(limits: string): string {
  return good.replace("    auth", `    limits: ${limits}\n    auth`);
}

test("limits of a method, an endpoint, an hour, and how long to wait", async () => {
  const rates =
    "{ requests: 180, every: 1m, burst: 20, methods: [POST, PATCH], of: users }, { requests: 10, every: 1h, of: /Groups/*, perResource: true }";
  const { config } = await load(withLimits(`{ rates: [${rates}], maxWait: 2h }`));
  expect(config.targets[0]?.limits).toEqual({
    burst: 1,
    concurrency: 8,
    timeout: 60_000,
    maxWait: 7_200_000,
    rates: [
      { requests: 180, every: 60_000, burst: 20, methods: ["POST", "PATCH"], of: "users" },
      { requests: 10, every: 3_600_000, of: "/Groups/*", perResource: true },
    ],
  });
});

test("those of a connector hold until a target states its own", async () => {
  const files = {
    "mine.yaml": "defaults:\n  limits: { rates: [{ requests: 20, every: 1m, methods: [POST] }] }\n",
    "scimsync.yaml": good.replace("    auth", "    connector: ./mine.yaml\n    auth"),
    "own.yaml": withLimits("{ rates: [] }").replace("    auth", "    connector: ./mine.yaml\n    auth"),
  };
  const folder = await folderWith(files);
  async function rates(file: string): Promise<unknown> {
    const { config } = await loadConfig(join(folder, file), environment, connectorFolder);
    return config.targets[0]?.limits.rates;
  }
  expect(await rates("scimsync.yaml")).toEqual([{ requests: 20, every: 60_000, methods: ["POST"] }]);
  expect(await rates("own.yaml")).toEqual([]);
});

test.each([
  ["{ rates: [{ every: 1m }] }", "6:23 targets.app.limits.rates[0].requests: is missing; write"],
  [
    "{ rates: [{ requests: 0, every: 1m }] }",
    "6:25 targets.app.limits.rates[0].requests: must be at least 1",
  ],
  ["{ rates: [{ requests: 5, every: 0s }] }", "6:38 targets.app.limits.rates[0].every: must be more than 0"],
  ["{ rates: [{ requests: 5, every: 60 }] }", "6:38 targets.app.limits.rates[0].every: write"],
  [
    "{ rates: [{ requests: 5, every: 1m, of: Users }] }",
    "6:49 targets.app.limits.rates[0].of: write users, groups, or a path below baseUrl",
  ],
  [
    "{ rates: [{ requests: 5, every: 1m, methods: [HEAD] }] }",
    "6:59 targets.app.limits.rates[0].methods[0]: ",
  ],
  ["{ maxWait: 0h }", "6:15 targets.app.limits.maxWait: must be more than 0"],
])("%s is refused", async (limits, problem) => {
  const problems = await problemsOf(withLimits(limits));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});
