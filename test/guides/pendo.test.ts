import { expect, test } from "vitest";
import { plainClient } from "../support/servers/plain-client.ts";
import { openGuide } from "./guide.ts";

const address = (name: string) => `${name}@example.com`;

test("docs/guides/pendo.md does what it says, and a regenerated key loses nothing", async () => {
  const guide = await openGuide("pendo", "pendo");
  const { sandbox } = guide;
  const pendo = plainClient({ baseUrl: sandbox.url, token: sandbox.token });
  const sean = await pendo.createUser({ userName: address("sean.obrien"), active: true });
  await pendo.createUser({ userName: address("contractor"), active: true });

  const accounts = () => sandbox.users().map(({ userName, active }) => [userName, active]);
  const sizes = () =>
    sandbox
      .groups()
      .map(({ displayName, members }) => [displayName, Array.isArray(members) ? members.length : 0]);

  guide.at("Push", () => {
    expect(accounts()).toHaveLength(2);
    expect(guide.read("who.csv")).toMatch(/^pendo,user,only_at_target,,,[^,]+,contractor@example\.com,/m);
  });
  guide.at("Regenerate the API key", () => {
    expect(sizes()).toEqual([
      ["pendo-admins", 1],
      ["pendo-viewers", 2],
    ]);
    guide.setSecret("the-old-key");
  });
  guide.at("The new key", () => {
    expect(accounts().every(([, active]) => active === true)).toBe(true);
    expect(accounts()).toHaveLength(4);
    guide.setSecret(sandbox.token);
  });
  await guide.follow();

  expect(accounts()).toEqual([
    [address("sean.obrien"), true],
    [address("contractor"), true],
    [address("zoe.lindqvist"), false],
    [address("sakura.suzuki"), true],
    [address("ada.nowak"), true],
  ]);
  expect(sandbox.users()[0]).toMatchObject({ id: sean, name: { givenName: "Seán", familyName: "O'Brien" } });
  expect(sizes()).toEqual([
    ["pendo-admins", 1],
    ["pendo-viewers", 2],
  ]);
});
