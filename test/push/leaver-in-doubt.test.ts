import { expect, test } from "vitest";
import { company, person } from "../support/company.ts";
import { withoutPerson, withPeople } from "../support/directory.ts";
import { fastClock } from "../support/fast-clock.ts";
import { type Front, startFront } from "../support/front.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { type Scene, setScene } from "../support/scene.ts";

const newcomer = person("n1", "Nora", "New");
const grown = withPeople(company, newcomer);

/** A run in which the newcomer's create is sent, and nothing more is to be learnt of it. */
async function setDoubt(wasMade: boolean): Promise<Scene<Front>> {
  const scene = await setScene(async () => startFront(await startSandboxServer()), {}, fastClock(200));
  await scene.bring(company);
  let isOut = false;
  scene.server.meddle((method) => {
    if (method === "POST") isOut = true;
    if (!isOut) return undefined;
    return method === "POST" && wasMade ? "lost" : { status: 500 };
  });
  expect((await scene.sync(grown)).exitCode).toBe(3);
  scene.server.meddle(() => undefined);
  return scene;
}

async function activeOf(scene: Scene, userName: string): Promise<unknown> {
  return (await scene.server.users()).find((user) => user["userName"] === userName)?.["active"];
}

test.each(["sync", "reapply"] as const)(
  "who leaves while their create is in doubt has no access: %s",
  async (mode) => {
    const scene = await setDoubt(true);
    expect(await activeOf(scene, newcomer.email)).toBe(true);
    const report = await scene.sync(withoutPerson(grown, newcomer.id), mode);
    expect(report).toMatchObject({ exitCode: 0, failures: [], counts: { deactivated: 1 } });
    expect(await activeOf(scene, newcomer.email)).toBe(false);
    await scene.expectNoRequests();
    expect((await scene.sync(grown)).counts.reactivated).toBe(1);
    expect(await activeOf(scene, newcomer.email)).toBe(true);
  },
);

test("where no account was made, nothing is left to do", async () => {
  const scene = await setDoubt(false);
  const report = await scene.sync(withoutPerson(grown, newcomer.id));
  expect(report).toMatchObject({ exitCode: 0, failures: [] });
  expect(await activeOf(scene, newcomer.email)).toBeUndefined();
  await scene.expectNoRequests();
});
