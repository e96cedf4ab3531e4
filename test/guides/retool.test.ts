import { expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { openGuide } from "./guide.ts";

const defaultGroups = ["admin", "editor", "viewer", "All Users"];

test("docs/guides/retool.md does what it says, from the token to the first leaver", async () => {
  const guide = await openGuide("retool", "retool");
  const { sandbox } = guide;
  const retool = plainClient({ baseUrl: sandbox.url, token: sandbox.token }, "application/json");
  const owner = await retool.createUser({ userName: "owner@example.com", active: true });
  const tom = await retool.createUser({ userName: "tom.baker@example.com", active: true });
  const members = [{ value: owner }];
  for (const displayName of defaultGroups) await retool.createGroup({ displayName, members });

  const person = (userName: string) => sandbox.users().find((user) => user["userName"] === userName);
  const nameOf = (id: string) => sandbox.users().find((user) => user["id"] === id)!["userName"];
  const membersByGroup = () =>
    Object.fromEntries(
      sandbox.groups().map(({ displayName, members = [] }) => {
        const ids = (members as readonly { readonly value: string }[]).map(({ value }) => value);
        return [displayName as string, ids.map(nameOf)];
      }),
    );

  guide.at("One person first, then everybody", () => {
    expect(guide.read("before.ndjson").match(/"type":"Group","resource"/g)).toHaveLength(4);
    expect(sandbox.requests().byMethod).toMatchObject({ POST: expect.any(Number) as number });
    expect(sandbox.users()).toHaveLength(2);
  });
  guide.at("When people change and leave", () => {
    const everybody = ["zoe.lindqvist", "sean.obrien", "sakura.suzuki"].map((name) => `${name}@example.com`);
    expect(membersByGroup()).toEqual({
      admin: ["owner@example.com", everybody[0]],
      editor: ["owner@example.com", everybody[1]],
      viewer: ["owner@example.com", everybody[2], "tom.baker@example.com"],
      "All Users": ["owner@example.com"],
      "retool-support": [everybody[1]],
    });
    expect(person("tom.baker@example.com")).toMatchObject({ id: tom, active: true });
  });
  await guide.follow();

  const shown = sandbox.users().map(({ userName, active, metadata }) => [userName, active, metadata]);
  expect(shown).toEqual([
    ["owner@example.com", true, undefined],
    ["tom.baker@example.com", false, { department: "Sales", region: "amer" }],
    ["sean.obrien@example.com", true, { department: "Support", region: "apac" }],
    ["zoe.lindqvist@example.com", true, { department: "Platform", region: "emea" }],
    ["sakura.suzuki@example.com", true, { department: "Sales" }] satisfies (string | boolean | JsonObject)[],
  ]);
});
