import { describe, expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import { withPeople } from "../support/directory.ts";
import { setRefusing } from "../support/refusing.ts";

const day = 24 * 3_600_000;

describe("a target that was stopped is to blame, not its records", () => {
  const many = Array.from({ length: 45 }, (_, n) =>
    person(`p${n + 10}`, `P${n + 10}`, "Many", { email: `p${n + 10}@example.com` }),
  );
  const crowded = withPeople(company, ...many);

  test("twenty failures in a row end the run; the next one after makes them all", async () => {
    const { scene, clock, refuse, takeAll } = await setRefusing();
    refuse("POST", "/Users");
    for (let night = 0; night < 4; night += 1) {
      const stopped = await scene.sync(night === 0 ? crowded : undefined);
      expect(stopped).toMatchObject({
        exitCode: 6,
        error: { reason: "breaker" },
        counts: { quarantined: 0 },
      });
      expect(stopped.counts.failed).toBeGreaterThanOrEqual(20);
      expect(stopped.counts.failed).toBeLessThan(30);
      expect(new Set(stopped.failures.map(({ state }) => state))).toEqual(new Set(["failed"]));
      clock.pass(15 * day);
    }
    takeAll();
    await scene.bring(crowded);
  });

  test("a storm of 500 in the middle of a run, and those who were refused before it for reasons of their own", async () => {
    const { scene, clock, takeAll } = await setRefusing();
    let posts = 0;
    scene.server.meddle((method, path) => {
      if (method !== "POST" || path !== "/Users") return undefined;
      posts += 1;
      if (posts === 5) return { status: 409 };
      return posts > 15 ? { status: 500 } : undefined;
    });
    const stopped = await scene.sync(crowded);
    expect(stopped).toMatchObject({ exitCode: 6, error: { reason: "breaker" } });
    expect(stopped.counts.created).toBe(14);
    takeAll();
    clock.pass(1);
    expect((await scene.bring(crowded)).counts.created).toBe(31);
  });

  test("a token that dies in the middle marks nobody failed; the right one completes it", async () => {
    const { scene, takeAll } = await setRefusing();
    let posts = 0;
    scene.server.meddle((method, path) => {
      posts += method === "POST" && path === "/Users" ? 1 : 0;
      return posts > 12 ? { status: 401 } : undefined;
    });
    for (const today of [crowded, undefined]) {
      const stopped = await scene.sync(today);
      expect(stopped).toMatchObject({
        exitCode: 6,
        error: { reason: "credentials_refused" },
        failures: [],
        counts: { failed: 0, quarantined: 0 },
      });
    }
    takeAll();
    await scene.bring(crowded);
  });

  test("a right that is taken away in the middle (403) does the same", async () => {
    const { scene, takeAll } = await setRefusing();
    let posts = 0;
    scene.server.meddle((method, path) => {
      posts += method === "POST" && path === "/Users" ? 1 : 0;
      return posts > 12 ? { status: 403 } : undefined;
    });
    const stopped = await scene.sync(crowded);
    expect(stopped).toMatchObject({ exitCode: 6, error: { reason: "credentials_refused" } });
    expect(stopped.counts).toMatchObject({ quarantined: 0 });
    takeAll();
    await scene.bring(crowded);
  });
});
