import { describe, expect, test } from "vitest";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import { type Client, groupUrn, start } from "./client.ts";

/** A sandbox with a quirk and a group of three. */
async function team(...quirks: readonly QuirkName[]) {
  const client = await start({ quirks });
  const [ann, bob, cid] = [await client.user("ann"), await client.user("bob"), await client.user("cid")];
  const group = await client.group("Team");
  await client.patch(`/Groups/${group}`, { op: "add", path: "members", value: values(ann, bob, cid) });
  return { ...client, ann, bob, cid, path: `/Groups/${group}` };
}

function values(...ids: readonly string[]) {
  return ids.map((value) => ({ value }));
}

function byFilter(...ids: readonly string[]) {
  return ids.map((id) => ({ op: "remove", path: `members[value eq "${id}"]` }));
}

/** userNames of the members the sandbox holds, sorted. */
function held({ sandbox }: Pick<Client, "sandbox">, name = "Team"): readonly string[] {
  const group = sandbox.groups().find(({ displayName }) => displayName === name);
  const names = new Map(sandbox.users().map((user) => [user["id"], user["userName"] as string]));
  const members = (group?.["members"] ?? []) as readonly { readonly value: string }[];
  return members.map(({ value }) => names.get(value) ?? "nobody").sort();
}

const everybody = ["ann", "bob", "cid"];

describe("what goes in", () => {
  test("membersDroppedOnCreate", async () => {
    const one = await team("membersDroppedOnCreate");
    await one.group("Other", [one.ann]);
    expect(held(one, "Other")).toEqual([]);
    const body = { schemas: [groupUrn], displayName: "Team", members: values(one.ann) };
    expect((await one.call("PUT", one.path, body)).status).toBe(200);
    expect(held(one)).toEqual(everybody);
  });

  test("putKeepsMembers", async () => {
    const one = await team("putKeepsMembers");
    await one.call("PUT", one.path, { schemas: [groupUrn], displayName: "Team" });
    expect(held(one)).toEqual(everybody);
    await one.call("PUT", one.path, { schemas: [groupUrn], displayName: "Team", members: [] });
    expect(held(one)).toEqual([]);
  });

  test("readdDuplicates", async () => {
    const one = await team("readdDuplicates");
    const again = { op: "add", path: "members", value: values(one.ann) };
    await one.patch(one.path, again);
    await one.patch(one.path, again);
    expect(held(one)).toEqual(["ann", "ann", "ann", "bob", "cid"]);
    expect((await one.call("GET", one.path)).body.members).toHaveLength(5);
    await one.patch(one.path, ...byFilter(one.ann));
    expect(held(one)).toEqual(["bob", "cid"]);
    await one.patch(one.path, again);
    expect(held(one)).toEqual(everybody);
  });

  test.each([
    ["unknownMembersStored", 204, [...everybody, "nobody"]],
    ["unknownMembersDropped", 204, everybody],
    ["unknownMember500", 500, everybody],
  ] as const)("%s", async (quirk, status, members) => {
    const one = await team(quirk);
    const answer = await one.patch(one.path, { op: "add", path: "members", value: values("no-such-id") });
    expect([answer.status, held(one)]).toEqual([status, members]);
    expect((await one.call("GET", one.path)).status).toBe(200);
  });

  test("membersCapped", async () => {
    const one = await team("membersCapped");
    const more = [];
    for (let n = 0; n < 8; n += 1) more.push(await one.user(`more${n}`));
    const add = (...ids: readonly string[]) =>
      one.patch(one.path, { op: "add", path: "members", value: values(...ids) });
    expect((await add(...more)).status).toBe(400);
    expect((await add(...more.slice(1))).status).toBe(204);
    expect((await add(more[0] ?? "")).status).toBe(400);
    expect(held(one)).toHaveLength(10);
  });

  test("threeMembersARequest, smallBodies and membersTruncated", async () => {
    for (const [quirk, status, count] of [
      ["threeMembersARequest", 400, 3],
      ["smallBodies", 413, 3],
      ["membersTruncated", 204, 6],
    ] as const) {
      const one = await team(quirk);
      const more = [];
      for (let n = 0; n < 25; n += 1) more.push(await one.user(`more${n}`));
      const answer = await one.patch(one.path, { op: "add", path: "members", value: values(...more) });
      expect([answer.status, held(one).length]).toEqual([status, count]);
    }
  });
});

describe("what comes out", () => {
  test("membersHidden and membersNull", async () => {
    const hidden = await team("membersHidden");
    expect((await hidden.call("GET", hidden.path)).body.members).toEqual([]);
    expect(held(hidden)).toEqual(everybody);
    const bare = await team("membersNull");
    expect((await bare.call("GET", bare.path)).body.members).toHaveLength(3);
    const empty = await bare.group("Empty");
    expect((await bare.call("GET", `/Groups/${empty}`)).body.members).toBeNull();
  });

  test("orFilterRemovesFirst", async () => {
    const one = await team("orFilterRemovesFirst");
    const path = `members[value eq "${one.ann}" or value eq "${one.bob}"]`;
    await one.patch(one.path, { op: "remove", path });
    expect(held(one)).toEqual(["bob", "cid"]);
  });

  test("firstRemovalOnly", async () => {
    const one = await team("firstRemovalOnly");
    await one.patch(one.path, ...byFilter(one.ann, one.bob));
    expect(held(one)).toEqual(["bob", "cid"]);
  });

  test.each([
    ["replaceMembersIgnored", everybody],
    ["replaceMembersMerges", everybody],
  ] as const)("%s", async (quirk, members) => {
    const one = await team(quirk);
    await one.patch(one.path, { op: "replace", path: "members", value: values(one.ann) });
    expect(held(one)).toEqual(members);
    await one.patch(one.path, ...byFilter(one.ann));
    expect(held(one)).toEqual(["bob", "cid"]);
    await one.patch(one.path, { op: "replace", path: "members", value: values(one.ann) });
    expect(held(one)).toEqual(quirk === "replaceMembersIgnored" ? ["bob", "cid"] : everybody);
  });

  test.each([
    ["removeNeedsValueList", 501, everybody, 204, ["bob", "cid"]],
    ["pathFilterRemovesAll", 204, [], 400, []],
    ["valueListRemovesAll", 204, ["bob", "cid"], 204, []],
    ["removalIgnored", 204, everybody, 204, everybody],
  ] as const)("%s", async (quirk, byPath, afterPath, byList, afterList) => {
    const one = await team(quirk);
    expect([(await one.patch(one.path, ...byFilter(one.ann))).status, held(one)]).toEqual([
      byPath,
      afterPath,
    ]);
    const list = { op: "remove", path: "members", value: values(one.ann) };
    expect([(await one.patch(one.path, list)).status, held(one)]).toEqual([byList, afterList]);
  });

  test("parallelPatchesLost", async () => {
    const one = await team("parallelPatchesLost");
    const names = [one.ann, one.bob].map((id) => one.patch(one.path, ...byFilter(id)));
    expect((await Promise.all(names)).map(({ status }) => status)).toEqual([204, 204]);
    expect(held(one)).toHaveLength(2);
    for (const id of [one.ann, one.bob]) await one.patch(one.path, ...byFilter(id));
    expect(held(one)).toEqual(["cid"]);
  });
});

describe("names of groups", () => {
  test("renameNeedsPut", async () => {
    const one = await team("renameNeedsPut");
    const rename = { op: "replace", path: "displayName", value: "Squad" };
    expect((await one.patch(one.path, rename)).status).toBe(501);
    expect((await one.patch(one.path, { op: "replace", value: { displayName: "Squad" } })).status).toBe(501);
    const put = { schemas: [groupUrn], displayName: "Squad", members: values(one.ann) };
    expect((await one.call("PUT", one.path, put)).status).toBe(200);
  });

  test("renameGroup409 and duplicateGroup400", async () => {
    const one = await team("renameGroup409", "duplicateGroup400");
    const rename = { op: "replace", path: "displayName", value: "Squad" };
    expect((await one.patch(one.path, rename)).status).toBe(409);
    const put = { schemas: [groupUrn], displayName: "Squad", members: values(one.ann) };
    expect((await one.call("PUT", one.path, put)).status).toBe(409);
    expect(held(one)).toEqual(everybody);
    const twin = await one.call("POST", "/Groups", { schemas: [groupUrn], displayName: "Team" });
    expect([twin.status, twin.body.scimType]).toEqual([400, "invalidValue"]);
  });
});
