import { expect, test } from "vitest";
import { type Change, changeResource } from "../../src/push/change/change-resource.ts";
import { deleteResource } from "../../src/push/delete-resource.ts";
import type { FailureCode } from "../../src/push/failure-code.ts";
import { failureOf } from "../../src/push/outcome.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { startWriting, type Writing } from "./writing-session.ts";

const ann = { userName: "ann", title: "old", active: true, name: { givenName: "Ann", familyName: "Ash" } };
const title = { path: "title", before: "old", after: "new" };

function change({ id }: Writing, ...changes: Change["changes"]): Change {
  return { type: "User", id, changes };
}

/** How many requests of each method a piece of work costs. */
async function costs({ server }: Writing, work: () => Promise<unknown>): Promise<string> {
  const methods = ["GET", "PATCH", "PUT", "DELETE"];
  const before = methods.map((method) => server.requestCount(method));
  await work();
  const spent = methods.map(
    (method, at) => [method, server.requestCount(method) - (before[at] ?? 0)] as const,
  );
  return spent.flatMap(([method, count]) => (count === 0 ? [] : [`${count} ${method}`])).join(", ");
}

async function codeOf(work: Promise<unknown>): Promise<FailureCode | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return failureOf(error).code;
  }
}

test("an honest server costs one request, from the first change on", async () => {
  const writing = await startWriting(ann);
  const changes = [
    title,
    { path: "name.givenName", before: "Ann", after: "Anna" },
    { path: 'emails[type eq "work"]', after: { value: "a@x.org", type: "work" } },
    { path: "active", before: true, after: false },
  ];
  const about = { ...change(writing, ...changes), asserted: {} };
  expect(await costs(writing, () => changeResource(writing.session, about))).toBe("1 PATCH");
  expect(Object.fromEntries(writing.facts)).toEqual({
    "users.shape.active": "works",
    "users.shape.core": "works",
    "users.shape.subAttribute": "works",
  });
});

test("a second value of a list is added only after a look at the first, once", async () => {
  const home = { path: 'emails[type eq "home"]', after: { value: "h@x.org", type: "home" } };
  const other = { path: 'emails[type eq "other"]', after: { value: "o@x.org", type: "other" } };
  const emails = [{ value: "w@x.org", type: "work" }];
  for (const [quirks, first, second] of [
    [[], "1 GET, 1 PATCH", "1 PATCH"],
    [["addEmailsReplaces"], "2 GET, 2 PATCH", "1 GET, 1 PATCH"],
  ] as const) {
    const writing = await startWriting({ ...ann, emails }, quirks);
    const add = (one: Change["changes"][number]) =>
      costs(writing, () =>
        changeResource(writing.session, { ...change(writing, one), asserted: { ...ann, emails } }),
      );
    expect([await add(home), await add(other)]).toEqual([first, second]);
    expect((await writing.account())["emails"]).toHaveLength(3);
  }
});

test("a server that answers nothing is read once for each shape, and always for access", async () => {
  const writing = await startWriting(ann, ["patchAnswers204"]);
  const set = (...changes: Change["changes"]) =>
    costs(writing, () => changeResource(writing.session, change(writing, ...changes)));
  expect(await set(title)).toBe("1 GET, 1 PATCH");
  expect(await set({ ...title, after: "newer" })).toBe("1 PATCH");
  expect(await set({ path: "title", before: "newer" })).toBe("1 GET, 1 PATCH");
  const active = { path: "active", before: true, after: false };
  expect(await set(active)).toBe("1 GET, 1 PATCH");
  expect(await set({ ...active, before: false, after: true })).toBe("1 GET, 1 PATCH");
});

test("an attribute that is not kept in any way is tried in all of them once", async () => {
  const writing = await startWriting(ann, [], { users: { drops: ["title", "nickName"] } });
  const set = (path: string) =>
    costs(writing, () => changeResource(writing.session, change(writing, { path, after: "x" })));
  // The PUT is refused once, which shows that If-Match is looked at.
  expect(await set("nickName")).toBe("3 GET, 2 PATCH, 2 PUT");
  expect(await set("nickName")).toBe("1 PATCH");
  expect(await set("displayName")).toBe("1 PATCH");
  expect(await set("title")).toBe("1 PATCH");
});

test("a 404 for a path is not taken for an account that is gone", async () => {
  const writing = await startWriting(ann, ["unknownPath404"], { users: { update: "patch" } });
  const given = { path: "name.givenName", before: "Ann", after: "Anna" };
  const changed = await changeResource(writing.session, change(writing, title, given));
  expect(changed).toMatchObject({ gone: false, sent: [title, given] });
  expect(await writing.account()).toMatchObject({
    title: "new",
    name: { givenName: "Anna", familyName: "Ash" },
  });
  expect(writing.facts.get("users.shape.subAttribute")).toBe("whole");
  expect(writing.facts.get("users.shape.core")).not.toBe("whole");
});

test("an account that is gone is told so, whatever the status", async () => {
  for (const quirks of [[], ["unknownId500"]] as const) {
    for (const settings of [{}, { users: { update: "put" } }]) {
      const writing = await startWriting(ann, quirks, settings);
      await plainClient(writing.server).send("DELETE", `/Users/${writing.id}`);
      expect(await changeResource(writing.session, change(writing, title))).toEqual({ gone: true });
    }
  }
});

test("an account that somebody else changes between reading and PUT is merged anew", async () => {
  const writing = await startWriting(ann, [], { users: { update: "put" } });
  writing.facts.set("ifMatch", "honoured");
  writing.meddleAfterReads(1, () => ({ nickName: "theirs" }));
  await changeResource(writing.session, change(writing, title));
  expect(await writing.account()).toMatchObject({ title: "new", nickName: "theirs" });
});

test("and fails when that happens again and again", async () => {
  const writing = await startWriting(ann, [], { users: { update: "put" } });
  writing.facts.set("ifMatch", "honoured");
  writing.meddleAfterReads(9, (round) => ({ nickName: `theirs ${round}` }));
  const changing = changeResource(writing.session, change(writing, title));
  expect(await codeOf(changing)).toBe("changed_meanwhile");
  expect(await writing.account()).toMatchObject({ title: "old" });
});

test("If-Match is not sent where the connector says so, and where ETags are not claimed", async () => {
  for (const [quirks, endpoint] of [
    [[], { etag: "never" }],
    [["etagOfBody"], {}],
    [["noServiceProviderConfig"], {}],
  ] as const) {
    const writing = await startWriting(ann, quirks, { users: { update: "put" }, endpoint });
    expect(await costs(writing, () => changeResource(writing.session, change(writing, title)))).toBe(
      "1 GET, 1 PUT",
    );
    expect(writing.facts.has("ifMatch")).toBe(false);
  }
});

test("a PATCH that needs If-Match gets it", async () => {
  const writing = await startWriting(ann, ["ifMatchDemanded"]);
  expect(await costs(writing, () => changeResource(writing.session, change(writing, title)))).toBe(
    "1 GET, 2 PATCH",
  );
  expect(await writing.account()).toMatchObject({ title: "new" });
});

test("nothing is repeated that was done before the answer was lost", async () => {
  const email = { path: 'emails[type eq "work"]', after: { value: "a@x.org", type: "work" } };
  const writing = await startWriting(ann);
  const { client } = writing.session;
  const patch = client.patch.bind(client);
  client.patch = async (...asked) => {
    writing.server.setFaults("lost:1");
    return patch(...asked).finally(() => writing.server.setFaults());
  };
  expect(await costs(writing, () => changeResource(writing.session, change(writing, title, email)))).toMatch(
    /^\d GET, 1 PATCH$/,
  );
  expect(await writing.account()).toMatchObject({ title: "new", emails: [{ value: "a@x.org" }] });
});

test("a request that is refused after others were taken tells what was done", async () => {
  const writing = await startWriting(ann, [], { users: { operationsPerRequest: 1, update: "patch" } });
  const unknown = { path: "shoeSize", after: "42" };
  await expect(changeResource(writing.session, change(writing, title, unknown))).rejects.toMatchObject({
    name: "Unfinished",
    done: ["title"],
    failure: { code: "rejected_by_target", httpStatus: 400 },
  });
  expect(await writing.account()).toMatchObject({ title: "new" });
});

test("a PUT does not switch on what is off and does not show it", async () => {
  for (const isOff of [true, false]) {
    const writing = await startWriting({ ...ann, active: !isOff }, ["activeHidden"], {
      users: { update: "put" },
    });
    await changeResource(writing.session, { ...change(writing, title), isOff });
    expect(await writing.account()).toMatchObject({ title: "new", active: !isOff });
  }
});

test("access that cannot be switched is a failure", async () => {
  for (const [active, code] of [
    [true, "not_deactivated"],
    [false, "not_reactivated"],
  ] as const) {
    const settings = { users: { update: "patch" } };
    const writing = await startWriting({ ...ann, active }, ["deactivationIgnored"], settings);
    const switched = { path: "active", before: active, after: !active };
    expect(await codeOf(changeResource(writing.session, change(writing, switched)))).toBe(code);
  }
});

test("a provider that has neither PATCH nor PUT is not asked for the other again and again", async () => {
  const writing = await startWriting(ann, ["patchClaimed"]);
  writing.facts.set("users.put", "refused");
  expect(await codeOf(changeResource(writing.session, change(writing, title)))).toBe("unsupported");
  const again = async () => void (await codeOf(changeResource(writing.session, change(writing, title))));
  expect(await costs(writing, again)).toBe("1 PATCH");
});

test("deleting what is not there is done, and what cannot be deleted is a failure", async () => {
  const writing = await startWriting(ann, ["unknownId500"]);
  const operation = { kind: "delete", resource: "User", targetId: writing.id } as never;
  expect(await deleteResource(writing.session, operation)).toMatchObject({ result: "deleted" });
  expect(await deleteResource(writing.session, operation)).toMatchObject({ result: "gone", link: "drop" });
});
