import { describe, expect, test } from "vitest";
import { startSandboxServer } from "../support/sandbox-server.ts";
import { done } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import type { ScimServer } from "../support/servers/scim-server.ts";
import { startScimmy } from "../support/servers/scimmy.ts";
import { accountAt, ann, attributes, emailsOf, enterprise, setStage } from "../support/stage.ts";

const providers: readonly { readonly title: string; readonly start: () => Promise<ScimServer> }[] = [
  { title: "sandbox", start: () => startSandboxServer() },
  { title: "sandbox, PUT", start: () => startSandboxServer({ users: { update: "put" } }) },
  {
    title: "sandbox, lists as a whole",
    start: () => startSandboxServer({ users: { multiValued: "whole", extensionPath: "object" } }),
  },
  { title: "scimmy", start: startScimmy },
];

describe.each(providers)("policies of attributes at $title", ({ start }) => {
  test("createOnly: sent on create, then the target keeps its own, in part of a list as well", async () => {
    const policies = { createOnly: ["title", 'emails[type eq "home"]', `${enterprise}:costCenter`] };
    const stage = await setStage(start, policies);
    await stage.day();
    const made = await stage.account();
    expect(made).toMatchObject({ title: "Engineer", [enterprise]: { costCenter: "1234-5678" } });
    expect(emailsOf(made)).toEqual({ work: ann.email, home: "ann@home.example" });
    const emails = [
      { value: ann.email, type: "work", primary: true },
      { value: "own@home.example", type: "home" },
    ];
    await stage.others({ title: "Boss", emails });
    expect(done(await stage.day({ title: "CTO", phone: "2", privateEmail: undefined }))).toEqual({});
    expect(done(await stage.day({ email: "ann@new.example" }))).toEqual({ updated: 1 });
    const renamed = await accountAt(stage.server, "ann@new.example");
    expect(renamed).toMatchObject({ title: "Boss", [enterprise]: { costCenter: "1234-5678" } });
    expect(emailsOf(renamed)).toEqual({ work: "ann@new.example", home: "own@home.example" });
    expect(done(await stage.leaveAndReturn({ email: ann.email, title: "CEO" }))).toEqual({ reactivated: 1 });
    expect(await stage.account()).toMatchObject({ title: "Boss", nickName: ann.department });
    expect(emailsOf(await stage.account())).toEqual({ work: ann.email, home: "own@home.example" });
  });

  test("an account that was there keeps what is createOnly, or filled in; what is empty is filled", async () => {
    const stage = await setStage(start, {
      createOnly: ["title"],
      fillIfEmpty: ["nickName", "displayName", 'emails[type eq "home"].value'],
    });
    await plainClient(stage.server).createUser({
      userName: ann.email,
      nickName: "Nan",
      emails: [{ value: "own@home.example", type: "home" }],
    });
    expect(done(await stage.day())).toEqual({ linked: 1, created: 1 });
    const held = await stage.account();
    expect(held).toMatchObject({ nickName: "Nan", displayName: "Ann Ash", externalId: "a1" });
    expect(held).not.toHaveProperty("title");
    expect(emailsOf(held)).toEqual({ work: ann.email, home: "own@home.example" });
    // What was there is looked at again only when something else is wanted.
    const report = await stage.day({ department: "Research", privateEmail: "ann@cottage.example" });
    expect(report.counts.updated).toBe(0);
    expect(await stage.account()).toMatchObject({ nickName: "Nan" });
    expect(emailsOf(await stage.account())).toMatchObject({ home: "own@home.example" });
    await stage.others({ nickName: null });
    expect((await stage.day()).requests.total).toBe(0);
    expect(done(await stage.day({ department: "Sales" }))).toEqual({ updated: 1 });
    expect(await stage.account()).toMatchObject({ nickName: "Sales" });
  });

  test("fillIfEmpty: what we set last follows the directory until somebody else writes there", async () => {
    const stage = await setStage(start, { fillIfEmpty: ["nickName", "title"] });
    await stage.day();
    expect(done(await stage.day({ department: "Research" }))).toEqual({ updated: 1 });
    expect(await stage.account()).toMatchObject({ nickName: "Research" });
    await stage.others({ nickName: "Nan" });
    expect(done(await stage.day({ department: "Sales", title: "CTO" }))).toEqual({ updated: 1 });
    expect(await stage.account()).toMatchObject({ nickName: "Nan", title: "CTO" });
    expect(done(await stage.day({ department: undefined, title: undefined }))).toEqual({ updated: 1 });
    const held = await stage.account();
    expect(held).toMatchObject({ nickName: "Nan" });
    expect(held["title"] ?? null).toBeNull();
    // Whoever comes back finds what others wrote meanwhile.
    await stage.others({ title: "Guest" });
    expect(done(await stage.leaveAndReturn({ department: "Board", title: "CEO" }))).toEqual({
      reactivated: 1,
    });
    expect(await stage.account()).toMatchObject({ nickName: "Nan", title: "Guest", active: true });
  });

  test("clearWhenEmpty: what we never set goes, on adoption and when the policy comes later", async () => {
    const stage = await setStage(start, { clearWhenEmpty: ["title", 'emails[type eq "home"].value'] });
    const emails = [
      { value: "own@home.example", type: "home" },
      { value: "own@other.example", type: "other" },
    ];
    await plainClient(stage.server).createUser({
      userName: ann.email,
      title: "Old",
      nickName: "Nan",
      emails,
    });
    await stage.day({ title: undefined, privateEmail: undefined, department: undefined });
    const held = await stage.account();
    expect(held["title"] ?? null).toBeNull();
    expect(held).toMatchObject({ nickName: "Nan" });
    expect(emailsOf(held)).toEqual({ work: ann.email, other: "own@other.example" });
    stage.configure({ users: { attributes, clearWhenEmpty: ["title", "nickName"] } });
    expect(done(await stage.day())).toEqual({ updated: 1 });
    expect((await stage.account())["nickName"] ?? null).toBeNull();
    stage.configure({ users: { attributes, clearWhenEmpty: ["title", "nickName", "displayName"] } });
    expect((await stage.day()).requests.total).toBe(0);
  });
});
