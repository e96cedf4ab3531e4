import { afterEach, describe, expect, it } from "vitest";
import { type Directory, makeDirectory, person } from "./directory.ts";
import { readBack, wanted } from "./read-back.ts";
import { type Meddle, type Relay, startRelay } from "./relay.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
let relay: Relay;
let meddle: Meddle = () => undefined;

afterEach(async () => {
  relay.close();
  await workspace.close();
});

/** A directory pushed through a relay that lets everything through at first. */
async function pushed(directory: Directory): Promise<void> {
  meddle = () => undefined;
  workspace = await openWorkspace();
  relay = await startRelay(workspace.sandbox.url, (request) => meddle(request));
  workspace.writeDirectory(directory);
  workspace.writeConfig({ baseUrl: relay.url });
  expect(await workspace.run("sync")).toMatchObject({ code: 0 });
}

const refused = { status: 400, detail: "no, said the provider" };

async function failuresOf(
  args: readonly string[],
): Promise<{ code: number | null; failures: readonly unknown[] }> {
  const { code, stdout } = await workspace.run(...args);
  return { code, failures: JSON.parse(stdout).runs[0].failures };
}

describe("what failed is tried again, whatever else of the same record succeeded", () => {
  const { people, groups } = makeDirectory(6, 1);
  const plain = people.map((one) => ({ ...one, manager: "" }));

  it("a refused create: 3, named with its remedy; the next run makes it", async () => {
    await pushed({ people: plain, groups });
    const grown = { people: [...plain, person(7), person(8)], groups };
    workspace.writeDirectory(grown);
    meddle = ({ method, body }) => (method === "POST" && body.includes("e00007") ? refused : undefined);
    const first = await failuresOf(["sync", "--json"]);
    expect(first).toMatchObject({
      code: 3,
      failures: [
        {
          key: "e00007",
          resource: "User",
          operation: "create",
          code: "rejected_by_target",
          httpStatus: 400,
          detail: refused.detail,
          remedy: expect.any(String),
          nextTryAt: expect.any(String),
        },
      ],
    });
    expect(first.failures).toHaveLength(1);
    expect(workspace.sandbox.users()).toHaveLength(7);
    meddle = () => undefined;
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(grown));
  });

  it("members refused to be removed, while one is added to the same group", async () => {
    await pushed({
      people: plain,
      groups: [{ ...groups[0]!, members: plain.slice(0, 4).map(({ id }) => id) }],
    });
    const next = { people: plain, groups: [{ ...groups[0]!, members: plain.slice(2).map(({ id }) => id) }] };
    workspace.writeDirectory(next);
    // Whichever way members are taken out.
    const takesOut = /"remove"|"replace"/;
    meddle = ({ method, body }) => (method === "PUT" || takesOut.test(body) ? refused : undefined);
    expect(await failuresOf(["sync", "--json"])).toMatchObject({
      code: 3,
      failures: [{ operation: "removeMembers" }],
    });
    meddle = () => undefined;
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(next));
  });

  it("a title refused, while the manager of the same user is set", async () => {
    const boss = person(9);
    const waiting = plain.map((one, at) => (at === 0 ? { ...one, manager: boss.id } : one));
    await pushed({ people: waiting, groups });
    const next = { people: [{ ...waiting[0]!, title: "Promoted" }, ...waiting.slice(1), boss], groups };
    workspace.writeDirectory(next);
    meddle = ({ method, body }) => (method === "PATCH" && body.includes("Promoted") ? refused : undefined);
    expect(await failuresOf(["sync", "--json"])).toMatchObject({
      code: 3,
      failures: [{ key: "e00001", operation: "update" }],
    });
    meddle = () => undefined;
    expect(await workspace.run("sync")).toMatchObject({ code: 0 });
    expect(await readBack(workspace.sandbox)).toEqual(wanted(next));
    expect(workspace.sandbox.users()[0]).toMatchObject({ title: "Promoted" });
  });
});
