import { expect, test } from "vitest";
import { company } from "../support/company.ts";
import { changePerson, withMembers } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { startFront } from "../support/front.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { setScene } from "../support/scene.ts";

test("a group of which nobody can learn what it holds is left alone, and keeps nothing else from being done", async () => {
  const scene = await setScene(async () => startFront(await startSandboxServer()), {}, fastClock(200));
  await scene.bring(company);
  const group = `/Groups/${await scene.idOf("Engineering")}`;
  // The answer to the addition is lost, and the group cannot be read after it.
  scene.server.meddle((method, path) => {
    if (path !== group) return undefined;
    return method === "PATCH" ? "lost" : { status: 500 };
  });
  const grown = withMembers(company, "g1", "e01", "e02", "e03", "e10");
  expect((await scene.sync(grown)).exitCode).toBe(3);

  // Somebody else's title is changed all the same, also in the runs after it; the group is not written to.
  const next = changePerson(grown, "e11", { title: "Treasurer" });
  const report = await scene.sync(next);
  expect(report).toMatchObject({ exitCode: 3, counts: { updated: 1, failed: 1 } });
  expect(report.failures).toMatchObject([
    { key: "g1", detail: expect.stringContaining("cannot be learnt") as string },
  ]);
  expect(report.requests.byMethod).toMatchObject({ PATCH: 1 });
  expect(report).not.toHaveProperty("error");

  scene.server.meddle(() => undefined);
  await scene.bring(next);
});
