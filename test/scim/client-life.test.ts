import { expect, test } from "vitest";
import * as scimsync from "../../src/index.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

test("the client alone, from the first question to the end of an account", async () => {
  const sandbox = await startSandbox({ seed: 1 });
  const client = new scimsync.ScimClient({
    baseUrl: sandbox.url,
    credentials: {
      kind: "bearer",
      token: { description: "the sandbox's token", read: () => Promise.resolve(sandbox.token) },
    },
    limits: { burst: 1, concurrency: 2, timeout: 10_000 },
  });

  const capabilities = await client.discover();
  expect(capabilities).toMatchObject({ patch: true, filter: true });
  expect((await client.schemas())?.map(({ id }) => id)).toContain(core);
  await client.probe();

  const ann = await client.create("User", { schemas: [core], userName: "ann@example.com", active: true });
  if (ann === undefined) throw new Error("the sandbox did not say what it made");
  expect(await client.get("User", ann.id)).toEqual(ann);
  expect(await client.find("User", "userName", "ANN@example.com")).toEqual([ann]);
  const filter = `userName eq ${scimsync.quoteFilterValue("ann@example.com")}`;
  const page = await client.list("User", { filter, count: 5, attributes: ["userName"] });
  expect(page).toMatchObject({ rows: 1, total: 1, resources: [{ id: ann.id }] });
  expect(await client.search("User", { filter })).toMatchObject({ rows: 1, resources: [{ id: ann.id }] });

  const whole = { ...ann.attributes, schemas: [core], title: "Engineer" };
  expect((await client.replace("User", ann.id, whole))?.attributes["title"]).toBe("Engineer");
  const off = [{ op: "replace", path: "active", value: false }] as const;
  await client.patch("User", ann.id, off, { idempotent: true });
  expect((await client.get("User", ann.id))?.attributes).toMatchObject({ title: "Engineer", active: false });

  const team = await client.create("Group", { schemas: [groupSchema], displayName: "Team" });
  if (team === undefined) throw new Error("the sandbox did not say what it made");
  await client.patch("Group", team.id, [{ op: "add", path: "members", value: [{ value: ann.id }] }]);
  const bare = await client.get("Group", team.id, { excludedAttributes: ["members"] });
  expect(bare?.attributes).not.toHaveProperty("members");
  expect((await client.get("Group", team.id))?.attributes["members"]).toMatchObject([{ value: ann.id }]);

  const again = client.create("User", { schemas: [core], userName: "Ann@example.com" });
  await expect(again).rejects.toMatchObject({ name: "ScimError", status: 409, scimType: "uniqueness" });

  expect(await client.delete("User", ann.id)).toBe(true);
  expect(await client.delete("User", ann.id)).toBe(false);
  expect(await client.get("User", ann.id)).toBeUndefined();
  expect(await client.find("User", "userName", "ann@example.com")).toEqual([]);
  expect(client.requests.total).toBe(sandbox.requests().total);
  await client.close();
  await sandbox.close();
});
