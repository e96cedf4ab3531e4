import { expect, test } from "vitest";
import type { Json } from "../../src/canonical.ts";
import { company, person } from "../support/company.ts";
import { withPeople } from "../support/directory.ts";
import { done } from "../support/scene.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { results } from "./bulk-front.ts";
import { bulkScene, count, crowd, refused } from "./bulk-scene.ts";

test("what is too large is halved, and later requests are no larger", async () => {
  const scene = await bulkScene({ quirks: ["bulkTakesTen"] });
  await scene.bring(crowd(61, 1));
  expect(scene.server.sizes.slice(0, 3)).toEqual([60, 30, 15]);
  expect(Math.max(...scene.server.sizes.slice(3))).toBeLessThan(9);
  expect(count(scene, "POST /Users")).toBeLessThan(9);
});

test.each(["bulkRefused", "bulkAnswers500", "bulkAnswersPage", "bulkAnswersNothing"] as const)(
  "%s: learnt, and not asked for again in the next run",
  async (quirk) => {
    const scene = await bulkScene({ quirks: [quirk] });
    const few = crowd(5, 2);
    expect(done(await scene.bring(few))).toEqual({ created: 5, groupsCreated: 2, membersAdded: 5 });
    expect(scene.server.sizes).toEqual([4]);
    await scene.bring(withPeople(few, person("n1", "New", "One"), person("n2", "New", "Two")));
    expect(scene.server.sizes).toEqual([4]);
  },
);

test("a request refused for other reasons: not asked for again in this run, but in the next", async () => {
  const scene = await bulkScene({
    handle: () => Promise.resolve({ status: 403, body: { detail: "not you" } }),
  });
  await scene.bring(company);
  expect(scene.server.sizes).toEqual([11]);
  await scene.bring(withPeople(company, person("n1", "New", "One"), person("n2", "New", "Two")));
  expect(scene.server.sizes).toEqual([11, 2]);
});

test("a request that meets an announced pause is sent again after it", async () => {
  let isFirst = true;
  const scene = await bulkScene({
    handle: async ({ Operations }, pass) => {
      if (!isFirst) return results(await pass(Operations));
      isFirst = false;
      return { status: 429, body: { detail: "slowly" } };
    },
  });
  await scene.bring(company);
  expect(scene.server.sizes).toEqual([11, 11, 2]);
});

test("single operations that are refused fail alone, as they would have", async () => {
  const scene = await bulkScene({
    settings: { users: { match: ["externalId"] } },
    handle: async ({ Operations }, pass) => {
      const all = await pass(Operations);
      return results(all.map((one) => (one["bulkId"] === "op000003" ? refused(one, 400) : one)));
    },
  });
  await plainClient(scene.server).createUser({ userName: "p5@example.com", externalId: "somebody" });
  const report = await scene.sync(crowd(9, 0));
  const [first, ...more] = report.failures.map(({ key, code, httpStatus }) => [key, code, httpStatus]);
  expect([first?.slice(1), ...more]).toEqual([
    ["rejected_by_target", 400],
    ["p00005", "conflict", 409],
  ]);
  expect(report.counts).toMatchObject({ created: 7, failed: 2 });
  expect(scene.server.sizes).toHaveLength(1);
});

test("operations that were not carried out for other reasons go alone", async () => {
  const statuses = [429, 503, 404, 501];
  const scene = await bulkScene({
    handle: async ({ Operations }, pass) => {
      const all = await pass(Operations.slice(statuses.length));
      return results([...statuses.map((status, at) => refused(Operations[at] ?? {}, status)), ...all]);
    },
  });
  await scene.bring(crowd(9, 0));
  expect(count(scene, "POST /Users")).toBe(5);
});

test("where every operation is refused, bulk requests are doubted sooner than everybody", async () => {
  const scene = await bulkScene({
    handle: ({ Operations }) => Promise.resolve(results(Operations.map((one) => refused(one, 400)))),
  });
  await scene.bring(crowd(30, 0));
  expect(scene.server.sizes).toEqual([29]);
});

test("a group that is refused with its members is made without, and gets those it can", async () => {
  const scene = await bulkScene({ quirks: ["membersCapped"] });
  const report = await scene.sync(crowd(26, 2));
  expect(report.counts).toMatchObject({ created: 26, groupsCreated: 2, membersAdded: 20 });
  expect((await scene.server.groups()).map(({ members }) => (members as readonly Json[]).length)).toEqual([
    10, 10,
  ]);
});

test("references that are kept as they stand are found out, and put right, in a new team too", async () => {
  const scene = await bulkScene({ quirks: ["bulkReferencesKept", "unknownMembersStored"] });
  await scene.bring(company);
  const more = withPeople(
    company,
    person("n1", "New", "One", { manager: "n2" }),
    person("n2", "New", "Two", { manager: "e01" }),
  );
  const team = { id: "g9", name: "Ninth", members: ["n1", "n2", "e01"] };
  const before = scene.server.messages.length;
  await scene.bring({ ...more, teams: [...more.teams, team] });
  const [message] = scene.server.messages.slice(before);
  expect(JSON.stringify(message)).toContain('{"value":"bulkId:op000002"}');
});

test("a target that refuses everybody ends the push as it does without bulk requests", async () => {
  const scene = await bulkScene({
    settings: {
      users: {
        match: ["userName"],
        attributes: {
          userName: "${user.email}",
          emails: [{ value: "${user.email}", type: "work", primary: "x" }],
        },
      },
    },
  });
  const report = await scene.sync(crowd(60, 0));
  expect(report.error?.reason).toBe("breaker");
  expect(report.counts.created).toBe(0);
});

test("what a provider says of the whole request is shown to nobody: it may hold another's secret", async () => {
  const attributes = {
    userName: "${user.email}",
    password: '${"correct horse battery"}',
    title: "${user.title}",
  };
  const scene = await bulkScene({
    settings: { users: { attributes, createOnly: ["password"] } },
    handle: (message) => Promise.resolve({ status: 400, body: { detail: JSON.stringify(message) } }),
  });
  const report = await scene.sync(crowd(4, 0));
  expect(JSON.stringify(scene.server.messages)).toContain("horse");
  expect(JSON.stringify(report)).not.toContain("horse");
  expect(report.counts.created).toBe(4);
});
