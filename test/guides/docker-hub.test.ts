import { expect, test } from "vitest";
import { plainClient } from "../support/servers/plain-client.ts";
import { openGuide } from "./guide.ts";

const address = (name: string) => `${name}@example.com`;

test("docs/guides/docker-hub.md does what it says, with four attributes and no PATCH", async () => {
  const guide = await openGuide("docker-hub", "docker-hub");
  const { sandbox } = guide;
  const docker = plainClient({ baseUrl: sandbox.url, token: sandbox.token });
  const sean = await docker.createUser({ userName: address("sean.obrien"), active: true });
  const accounts = () => sandbox.users().map(({ userName, active }) => [userName, active]);

  guide.at("Start provisioning", () => expect(accounts()).toEqual([[address("sean.obrien"), true]]));
  guide.at("Full sync", () => {
    expect(accounts()).toHaveLength(4);
    expect(accounts().every(([, active]) => active === true)).toBe(true);
  });
  await guide.follow();

  expect(sandbox.users().map(({ meta: _meta, schemas: _schemas, id: _id, ...rest }) => rest)).toEqual([
    { userName: address("sean.obrien"), active: true, name: { givenName: "Seán", familyName: "O'Brien" } },
    { userName: address("zoe.lindqvist"), active: true, name: { givenName: "Zoë", familyName: "Berg" } },
    { userName: address("ada.nowak"), active: false, name: { givenName: "Ada", familyName: "Nowak" } },
    { userName: address("sakura.suzuki"), active: true, name: { givenName: "さくら", familyName: "鈴木" } },
  ]);
  expect(sandbox.users()[0]).toMatchObject({ id: sean });
  const { byMethod, requests } = sandbox.requests();
  expect(byMethod).toMatchObject({ POST: expect.any(Number) as number, PUT: expect.any(Number) as number });
  // `check` looks whether there are groups; nothing else does where the profile says that there are none.
  expect(requests.filter(({ path }) => path.startsWith("/Groups?startIndex"))).toEqual([]);
  expect(Object.keys(byMethod).toSorted()).toEqual(["GET", "POST", "PUT"]);
});
