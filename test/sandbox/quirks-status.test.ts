import { describe, expect, test } from "vitest";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { enterpriseUrn, patchUrn, start, userUrn } from "./client.ts";

/** A sandbox with this quirk, and an account in it. */
async function withAnn(quirk: QuirkName) {
  const client = await start({ quirks: [quirk] });
  const id = await client.user("ann", { title: "old" });
  return { ...client, ann: `/Users/${id}` };
}

const title = { op: "replace", path: "title", value: "new" };

function toName(value: string) {
  return { op: "replace", path: "userName", value };
}

describe("status codes that lie", () => {
  test("patchAppliesWith500", async () => {
    const { patch, call, ann } = await withAnn("patchAppliesWith500");
    expect((await patch(ann, title)).status).toBe(500);
    expect((await call("GET", ann)).body.title).toBe("new");
  });

  test("unknownPath404", async () => {
    const { patch, call, ann } = await withAnn("unknownPath404");
    expect((await patch(ann, { op: "add", path: "name.givenName", value: "A" })).status).toBe(404);
    expect((await patch(ann, { op: "add", value: { name: { givenName: "A" } } })).status).toBe(200);
    expect((await call("GET", ann)).status).toBe(200);
  });

  test("duplicate500, renameConflict500, and a name of one's own", async () => {
    const made = await withAnn("duplicate500");
    expect((await made.call("POST", "/Users", { schemas: [userUrn], userName: "ann" })).status).toBe(500);
    const renamed = await withAnn("renameConflict500");
    await renamed.user("bob");
    expect((await renamed.patch(renamed.ann, toName("bob"))).status).toBe(500);
    expect((await renamed.patch(renamed.ann, toName("anna"))).status).toBe(200);
  });

  test("duplicateWithoutScimType and alwaysInvalidSyntax", async () => {
    for (const [quirk, scimType] of [
      ["duplicateWithoutScimType", undefined],
      ["alwaysInvalidSyntax", "invalidSyntax"],
    ] as const) {
      const { call } = await withAnn(quirk);
      const answer = await call("POST", "/Users", { schemas: [userUrn], userName: "ann" });
      expect([answer.status, answer.body.scimType]).toEqual([409, scimType]);
    }
  });

  test("unknownId500", async () => {
    const { patch, call } = await withAnn("unknownId500");
    expect((await patch("/Users/nobody", title)).status).toBe(500);
    expect((await call("DELETE", "/Users/nobody")).status).toBe(500);
    expect((await call("GET", "/Users/nobody")).status).toBe(404);
  });

  test("extensionPatch501, in each form of PATCH", async () => {
    const { patch, ann } = await withAnn("extensionPatch501");
    const path = `${enterpriseUrn}:department`;
    for (const operation of [
      { op: "add", path, value: "D" },
      { op: "add", value: { [enterpriseUrn]: { department: "D" } } },
      { op: "remove", path },
    ]) {
      expect((await patch(ann, operation)).status).toBe(501);
    }
    expect((await patch(ann, title)).status).toBe(200);
  });

  test("deleteAnswers200", async () => {
    const { call, ann } = await withAnn("deleteAnswers200");
    const answer = await call("DELETE", ann);
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect((await call("DELETE", ann)).status).toBe(404);
  });

  test("errorsWithoutStatus and htmlErrors", async () => {
    const plain = await withAnn("errorsWithoutStatus");
    expect((await plain.call("GET", "/Users/nobody")).body).toEqual({
      message: expect.stringContaining("nobody") as string,
    });
    const { sandbox } = await withAnn("htmlErrors");
    const headers = { authorization: `Bearer ${sandbox.token}` };
    const answer = await fetch(`${sandbox.url}/Users/nobody`, { headers });
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await answer.text()).toMatch(/^<!doctype html>/);
  });

  test("noServiceProviderConfig", async () => {
    const { call } = await withAnn("noServiceProviderConfig");
    for (const path of ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"])
      expect((await call("GET", path)).status).toBe(404);
  });

  test("patchClaimed", async () => {
    const { call, patch, ann } = await withAnn("patchClaimed");
    expect((await call("GET", "/ServiceProviderConfig")).body.patch.supported).toBe(true);
    expect((await patch(ann, title)).status).toBe(405);
  });

  test("resetsParallelWrites and lockedParallelWrites", async () => {
    for (const [quirk, most] of [
      ["resetsParallelWrites", 4],
      ["lockedParallelWrites", 2],
    ] as const) {
      const { call, sandbox } = await withAnn(quirk);
      const asked = Array.from({ length: 30 }, async (_, at) => {
        const body = { schemas: [userUrn], userName: `user${at}` };
        return (await call("POST", "/Users", body).catch(() => ({ status: 0 }))).status;
      });
      const statuses = await Promise.all(asked);
      const made = statuses.filter((status) => status === 201).length;
      expect(made).toBeGreaterThanOrEqual(most);
      expect(made).toBeLessThan(30);
      expect(sandbox.users()).toHaveLength(1 + made);
      expect(new Set(statuses)).toEqual(new Set([201, quirk === "resetsParallelWrites" ? 0 : 500]));
      expect((await call("POST", "/Users", { schemas: [userUrn], userName: "last" })).status).toBe(201);
    }
  });
});

describe("versions and forms", () => {
  const replacement = { schemas: [userUrn], userName: "ann", title: "put" };
  const wrong = { "if-match": 'W/"0"' };

  test("a strict server refuses a wrong If-Match, and takes the right one", async () => {
    const { call, user } = await start();
    const path = `/Users/${await user("ann")}`;
    expect((await call("PUT", path, replacement, wrong)).status).toBe(412);
    const { version } = (await call("GET", path)).body.meta;
    expect((await call("PUT", path, replacement, { "if-match": version })).status).toBe(200);
  });

  test("etagOfBody", async () => {
    const { call, ann } = await withAnn("etagOfBody");
    const before = await call("GET", ann);
    expect(before.headers.get("etag")).toMatch(/^W\/"/);
    expect(before.body.meta).not.toHaveProperty("version");
    expect((await call("PUT", ann, replacement, wrong)).status).toBe(200);
    expect((await call("GET", ann)).headers.get("etag")).not.toBe(before.headers.get("etag"));
    expect((await call("GET", "/ServiceProviderConfig")).body.etag.supported).toBe(false);
  });

  test("versionsIgnored", async () => {
    const { call, ann } = await withAnn("versionsIgnored");
    expect((await call("GET", "/ServiceProviderConfig")).body.etag.supported).toBe(true);
    const answer = await call("PUT", ann, replacement, wrong);
    expect([answer.status, answer.body.meta.version]).toEqual([200, 'W/"2"']);
  });

  test("ifMatchDemanded", async () => {
    const { call, ann } = await withAnn("ifMatchDemanded");
    expect((await call("PUT", ann, replacement)).status).toBe(412);
    expect((await call("PUT", ann, replacement, { "if-match": 'W/"1"' })).status).toBe(200);
  });

  test("jsonRefused and jsonHangs", async () => {
    const json = { "content-type": "application/json" };
    const refusing = await withAnn("jsonRefused");
    expect((await refusing.call("PUT", refusing.ann, replacement, json)).status).toBe(400);
    const { sandbox, ann } = await withAnn("jsonHangs");
    const headers = { authorization: `Bearer ${sandbox.token}`, ...json };
    const body = JSON.stringify({ schemas: [patchUrn], Operations: [title] });
    const asked = fetch(sandbox.url + ann, {
      method: "PATCH",
      headers,
      body,
      signal: AbortSignal.timeout(100),
    });
    await expect(asked).rejects.toThrow();
    expect(sandbox.users()[0]?.["title"]).toBe("old");
  });

  test("closesConnections", async () => {
    const { call, ann } = await withAnn("closesConnections");
    expect((await call("GET", ann)).headers.get("connection")).toBe("close");
  });
});
