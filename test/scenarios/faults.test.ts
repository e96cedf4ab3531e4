import { describe, expect, test } from "vitest";
import { person } from "../support/company.ts";
import type { Directory } from "../support/directory.ts";
import { accountOf } from "../support/holdings.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";
import { simulateTime } from "../support/simulated-time.ts";

/** 150 people and 5 teams of 40, each person in one or two. Managers come before and after their reports. */
const many: Directory = {
  people: Array.from({ length: 150 }, (_, n) =>
    person(`p${n}`, `Given${n}`, `Family${n}`, {
      email: `person${n}@example.com`,
      ...(n % 10 === 0 ? {} : { manager: `p${(Math.ceil(n / 10) * 10) % 150}` }),
    }),
  ),
  teams: Array.from({ length: 5 }, (_, n) => ({
    id: `t${n}`,
    name: `Team ${n}`,
    members: Array.from({ length: 40 }, (_, m) => `p${(n * 30 + m) % 150}`),
  })),
};

/** The same people a day later: 10 of another title, 3 gone, and a team that lost some and got some. */
const aDayLater: Directory = {
  people: many.people
    .filter(({ id }) => !["p11", "p22", "p33"].includes(id))
    .map((one, n) => (n % 15 === 0 ? { ...one, title: "Promoted" } : one)),
  teams: many.teams.map((team, n) => ({
    ...team,
    members: team.members
      .filter((id) => !["p11", "p22", "p33"].includes(id))
      .filter((_id, at) => n !== 2 || at % 4 > 0)
      .concat(n === 2 ? ["p1", "p2", "p3"] : []),
  })),
};

const left = many.people.filter(({ id }) => ["p11", "p22", "p33"].includes(id));

describe("faults of the server", () => {
  test.each([
    ["a storm of 429 with Retry-After in seconds", ["429:0.3:1"]],
    ["a storm of 429 with Retry-After as a date", ["429-date:0.05:0"]],
    ["a limit of rate", ["limit:150:20"]],
    ["500 before the write", ["500:0.1"]],
    ["502, 503 with and without Retry-After", ["502:0.04", "503:0.04", "503:0.04:1"]],
    ["resets before the write", ["reset:0.1"]],
    ["answers lost after the write", ["lost:0.1"]],
    ["all of them", ["429:0.05:1", "500:0.04", "reset:0.04", "lost:0.05"]],
  ])("%s: every account once, and the right members", async (_name, faults) => {
    const { dispatcher, serverClock, during } = simulateTime();
    const scene = await setScene(() => startSandboxServer({}, [], serverClock), { dispatcher });
    let repeated = 0;
    for (const directory of [many, aDayLater]) {
      const besides = directory === many ? {} : { left: left.map((one) => accountOf(many, one)) };
      scene.server.setFaults(...faults);
      const report = await during(scene.sync(directory));
      scene.server.setFaults();
      repeated += report.requests.retried;
      expect(report.error).toBeUndefined();
      expect([0, 3]).toContain(report.exitCode);
      // Whatever failed for good is tried again in the next run, when the server is well.
      await during(scene.bring(directory, besides));
    }
    expect(repeated).toBeGreaterThan(0);
  });
});
