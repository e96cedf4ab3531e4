import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { crowd } from "../support/crowd.ts";
import { changePerson, changeTeam, personOf, withMembers } from "../support/directory.ts";
import { install } from "../support/installation.ts";
import { startSandboxProvider } from "./provider.ts";
import { type Exchange, startRelay } from "./relay.ts";

test("with sixteen at once in a storm, requests to one resource never overlap, and others do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-overlap-"));
  const provider = await startSandboxProvider(folder, 1);
  const relay = await startRelay(provider.baseUrl);
  const server = { ...provider, baseUrl: relay.baseUrl, name: "sandbox", requestCount: () => 0 };
  const installation = await install(server, { limits: { concurrency: 16 } });
  onTestFinished(async () => {
    await relay.close();
    await provider.close();
    await installation.remove();
    rmSync(folder, { recursive: true });
  });
  let underWay = 0;
  let most = 0;
  const onStep = (step: string, { fault }: Exchange): void => {
    if (fault !== undefined) return;
    if (step === "arrived") underWay += 1;
    if (step === "done") underWay -= 1;
    most = Math.max(most, underWay);
  };
  const before = crowd(48, 6);
  // Everybody changes, some swap their names, and all groups move.
  const moved = before.people.reduce((changed, { id }, at) => {
    const next = before.people[at % 2 === 0 ? at + 1 : at - 1]?.id ?? id;
    return changePerson(changed, id, { email: personOf(before, next).email, title: "Moved", manager: next });
  }, before);
  const after = before.teams.reduce(
    (changed, { id, members }, at) =>
      changeTeam(withMembers(changed, id, ...members.slice(2), `p${at}`, `p${at + 20}`), id, {
        name: before.teams[(at + 1) % before.teams.length]!.name,
      }),
    moved,
  );
  for (const [run, directory] of [before, after].entries()) {
    const faults = ["429:0.02:0", "slow:0.3:20", "lost:0.02", "502:0.02"];
    relay.setWeather({ run, faults, seed: run, onStep });
    await installation.sync(directory);
  }
  expect(relay.overlaps).toEqual([]);
  expect(most).toBeGreaterThan(4);
});
