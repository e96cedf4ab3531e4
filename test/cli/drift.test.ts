import { afterAll, beforeAll, expect, test } from "vitest";
import { syncedWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await syncedWorkspace();
});
afterAll(() => workspace.close());

/** Somebody else works at the service. */
async function send(method: string, path: string, body?: object): Promise<void> {
  const { url, token } = workspace.sandbox;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/scim+json" };
  const response = await fetch(url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
}

test("drift tells what is not as last sent, gone, and not ours, and changes nothing", async () => {
  expect(await workspace.run("drift", "--exit-code")).toMatchObject({ code: 0 });
  const [first, second] = workspace.sandbox.users();
  await send("PATCH", `/Users/${first?.["id"] as string}`, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", path: "active", value: false }],
  });
  await send("DELETE", `/Users/${second?.["id"] as string}`);
  await send("POST", "/Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "root@example.com",
  });
  workspace.sandbox.clearRequests();

  const { code, stdout } = await workspace.run("drift", "--exit-code");
  expect(code).toBe(10);
  expect(stdout).toContain("1 not as last sent, 1 gone; 1 unmanaged: root@example.com");
  expect(stdout).toContain(`+ create User ${second?.["userName"] as string}`);
  expect(stdout).toContain(`reactivate User ${first?.["userName"] as string}`);
  const json = JSON.parse((await workspace.run("drift", "--json")).stdout);
  expect(json.plans[0]).toMatchObject({
    mode: "reconcile",
    drift: { users: { drifted: 1, missing: 1, unmanaged: 1 } },
  });
  expect(Object.keys(workspace.sandbox.requests().byMethod)).toEqual(["GET"]);
  expect(await workspace.run("sync")).toMatchObject({ code: 0 });
  expect(workspace.sandbox.requests().byMethod).not.toHaveProperty("POST");
});

test("sync --reconcile puts it right, and says what it saw", async () => {
  const { code, stdout } = await workspace.run("sync", "--reconcile");
  expect(code).toBe(0);
  expect(stdout).toContain("1 gone; 1 unmanaged: root@example.com");
  expect(await workspace.run("drift", "--exit-code")).toMatchObject({ code: 0 });
});

test("a target that cannot be read is told, with the exit code for it", async () => {
  workspace.env = { SCIM_TOKEN: "wrong" };
  const { code, stderr } = await workspace.run("drift");
  expect(code).toBe(6);
  expect(stderr).toContain("401");
});

test("reconcile goes with no other way of thinking", async () => {
  expect(await workspace.run("sync", "--reconcile", "--reapply")).toMatchObject({ code: 2 });
});
