import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { connectorFile } from "../support/servers/installed.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { ann, enterprise, setStage } from "../support/stage.ts";

async function droppy(users: JsonObject): Promise<ScimServer> {
  const server = await startSandboxServer({ users });
  // What scimsync goes by says nothing of it, as life has it.
  return { ...server, connector: connectorFile("generic") };
}

describe("what a target does not keep", () => {
  test("is noted once, flagged twice, and not sent again until it changes", async () => {
    const stage = await setStage(() => droppy({ drops: ["nickName", `${enterprise}:costCenter`] }), {});
    const first = await stage.day();
    expect(first.notSticky).toEqual([]);
    const again = await stage.leaveAndReturn();
    expect(stage.bodies.join()).toContain(ann.department);
    const example = { key: "a1", name: ann.email, sent: ann.department, found: null };
    expect(again.notSticky).toEqual([
      { resource: "User", path: "nickName", count: 1, example },
      {
        resource: "User",
        path: `${enterprise}:costCenter`,
        count: 1,
        example: { ...example, sent: "1234-5678" },
      },
    ]);
    // Not by whoever comes back once more, and not when mappings are reapplied.
    expect((await stage.leaveAndReturn()).notSticky).toEqual([]);
    expect(stage.bodies.join()).not.toContain(ann.department);
    expect((await stage.sync(undefined, "reapply")).requests.total).toBe(0);
    expect((await stage.day({ title: "CTO" })).notSticky).toEqual([]);
    const changed = await stage.day({ department: "Sales" });
    expect(stage.bodies.join()).toContain("Sales");
    expect(changed.notSticky).toMatchObject([{ path: "nickName", example: { sent: "Sales" } }]);
    await stage.leaveAndReturn();
    expect(stage.bodies.join()).not.toContain("Sales");
    const store = openStore(join(stage.folder, "scimsync.db"));
    expect(store.targets.countNotSticky("app")).toBe(1);
    store.close();
  });

  test("is not letter case, where the attribute has none", async () => {
    const stage = await setStage(
      () => droppy({ lowerCases: ["userName", "emails.value", "title", "displayName"] }),
      {},
    );
    const [email, title] = ["Ann.Ash@example.com", "Head of R&D"];
    await stage.day({ email, title });
    expect(await stage.account()).toMatchObject({ title: "head of r&d", displayName: "ann ash" });
    const back = await stage.leaveAndReturn();
    expect(stage.bodies).toHaveLength(1);
    expect(stage.bodies.join()).not.toMatch(/title|displayName|emails/);
    expect(back.notSticky).toEqual([]);
    // A change of case alone is a change all the same.
    await stage.day({ title: "head OF R&D" });
    expect(stage.bodies.join()).toContain("head OF R&D");
  });
});
