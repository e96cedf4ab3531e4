import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/sqlite/store.ts";
import { operationsOf } from "../../src/sync/planning/plan-id.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { changePerson } from "../support/directory.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done, setScene } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { ann, attributes, directory, enterprise, setStage, type Stage } from "../support/stage.ts";

/** What the stage has written to disk and said, as text. */
function written(stage: Stage, reports: readonly RunReport[]): string {
  const store = openStore(join(stage.folder, "scimsync.db"));
  onTestFinished(() => store.close());
  const shown = reports.flatMap(({ runId }) => [...operationsOf(store, runId)]);
  const files = ["scimsync.db", "scimsync.db-wal"].map((name) =>
    readFileSync(join(stage.folder, name)).toString("latin1"),
  );
  // The copy of the directory has the column itself; what is asked is where else it went.
  const copies = /"phone":"[^"]*"/g;
  return files.map((file) => file.replaceAll(copies, "")).join("\n") + JSON.stringify([reports, shown]);
}

describe("what is wanted of a secret", () => {
  const users = {
    attributes: {
      ...attributes,
      password: "pw-${user.phone}",
      [enterprise]: { costCenter: "${user.phone}", division: "${user.department}" },
    },
    secret: [`${enterprise}:costCenter`],
  };

  test.each([
    ["PATCH", {}],
    ["PUT", { users: { update: "put" } }],
  ])("by %s: sent when it changed, and written down nowhere", async (_verb, settings) => {
    const stage = await setStage(() => startSandboxServer(settings), users);
    const reports = [await stage.day()];
    expect(stage.bodies.join()).toContain("pw-1234-5678");
    expect(await stage.account()).toMatchObject({ [enterprise]: { costCenter: "1234-5678" } });
    reports.push(await stage.day({ title: "CTO" }));
    expect(stage.bodies.join()).not.toContain("pw-");
    if (Object.keys(settings).length === 0) expect(stage.bodies.join()).not.toContain("1234-5678");
    reports.push(await stage.day({ phone: "8765-4321" }));
    expect(stage.bodies.join()).toContain("pw-8765-4321");
    expect(await stage.account()).toMatchObject({ [enterprise]: { costCenter: "8765-4321" } });
    reports.push(await stage.leaveAndReturn({ title: "CEO" }));
    expect(stage.bodies.join()).not.toContain("pw-");
    const text = written(stage, reports);
    expect(text).not.toMatch(/1234-5678|8765-4321/);
    expect(text).toContain("•••");
  });

  test("whoever has an account keeps the password, until it changes in the directory", async () => {
    const stage = await setStage(() => startSandboxServer(), users);
    await plainClient(stage.server).createUser({ userName: ann.email });
    expect(done(await stage.day())).toEqual({ linked: 1, created: 1 });
    expect(stage.bodies.join()).not.toContain("pw-1234");
    await stage.day({ phone: "8765-4321" });
    expect(stage.bodies.join()).toContain("pw-8765-4321");
  });

  test("an account that is gone is made again with all that is sent on create", async () => {
    const stage = await setStage(() => startSandboxServer(), { ...users, createOnly: ["nickName"] });
    await stage.day();
    const { id } = await stage.account();
    await plainClient(stage.server).send("DELETE", `/Users/${id as string}`);
    await stage.day({ title: "CTO" });
    expect(stage.bodies.join()).toContain("pw-1234-5678");
    expect(await stage.account()).toMatchObject({
      nickName: ann.department,
      title: "CTO",
      [enterprise]: { costCenter: "1234-5678" },
    });
  });

  test("a refusal that repeats it is told without it", async () => {
    const scene = await setScene(() => startSandboxServer(), {
      users: {
        attributes: { ...attributes, title: '${user.title == "bad" ? [user.phone] : [user.title]}' },
        secret: ["title"],
      },
    });
    const report = await scene.sync(changePerson(directory, "a1", { title: "bad" }));
    expect(report.failures).toHaveLength(2);
    expect(report.failures[0]?.detail).toContain("•••");
    expect(JSON.stringify(report)).not.toContain("1234-5678");
  });
});
