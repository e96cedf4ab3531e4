import { expect, test } from "vitest";
import { startOAuthFront } from "../support/oauth-front.ts";
import { plainClient } from "../support/servers/plain-client.ts";
import { openGuide } from "./guide.ts";

const address = (name: string) => `${name}@example.com`;
const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";

test("docs/guides/oracle-cloud.md does what it says, and reset credentials lose nothing", async () => {
  const guide = await openGuide("oracle-cloud", "oci-identity-domains");
  const { sandbox } = guide;
  const service = { baseUrl: sandbox.url, token: sandbox.token };
  const oci = plainClient(service);
  const sean = await oci.createUser({ userName: address("sean.obrien"), active: true });
  const admin = await oci.createUser({ userName: address("tenancy.admin"), active: true });
  const client = { secret: "first-secret" };
  const front = await startOAuthFront(service, {
    knows: (said = "") => Buffer.from(said.slice(6), "base64").toString().endsWith(`:${client.secret}`),
  });
  const accounts = () => sandbox.users().map(({ userName, active }) => [userName, active]);

  guide.at("Try the credentials", () => guide.setSecret("first-secret"));
  guide.at("When people change and leave", () => expect(accounts()).toHaveLength(5));
  let before = accounts();
  guide.at("Reset the credentials", () => {
    before = accounts();
    client.secret = "second-secret";
  });
  guide.at("The new credentials", () => {
    expect(accounts()).toEqual(before);
    guide.setSecret("second-secret");
  });
  await guide.follow(front);

  expect(front.granted[0]?.get("grant_type")).toBe("client_credentials");
  expect(front.granted[0]?.get("scope")).toBe("urn:opc:idm:__myscopes__");
  expect(accounts()).toEqual([
    [address("sean.obrien"), true],
    [address("tenancy.admin"), true],
    [address("zoe.lindqvist"), true],
    [address("sakura.suzuki"), false],
    [address("ada.nowak"), true],
  ]);
  const [taken, untouched, made] = sandbox.users();
  expect(taken).toMatchObject({ id: sean, addresses: [{ type: "work", country: "IE" }] });
  expect(untouched).not.toHaveProperty("name");
  expect(untouched).toMatchObject({ id: admin });
  expect(made).toMatchObject({ [extension]: { isFederatedUser: true, bypassNotification: true } });
  expect(sandbox.groups().map(({ displayName, members }) => [displayName, (members as []).length])).toEqual([
    ["oci-admins", 2],
    ["oci-developers", 1],
  ]);
});
