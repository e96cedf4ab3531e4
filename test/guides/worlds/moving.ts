import type { JsonObject } from "../../../src/canonical.ts";
import { enterpriseSchema } from "../../support/servers/plain-client.ts";
import type { World } from "../world.ts";

/** An account as the one before us left it at the service. */
function account(givenName: string, familyName: string, userName: string, more: JsonObject = {}): JsonObject {
  return {
    userName,
    active: true,
    displayName: `${givenName} ${familyName}`,
    name: { givenName, familyName },
    emails: [{ value: userName, type: "work", primary: true }],
    ...more,
  };
}

/** Whom only the service knows. */
const owner = account("Olga", "Owner", "owner@example.com");
const [ann, jose, zoe] = ["ann@example.com", "jose@example.com", "zoe@example.com"];

function byEntra(externalId: string, title: string, department: string): JsonObject {
  return { externalId, title, [enterpriseSchema]: { department } };
}

/** Entra ID filled externalId with the mail nickname, and was not told of a new title. */
export const fromEntra: World = {
  files: {},
  connector: "entra-shaped",
  accounts: [
    account("Ann", "Lee", ann, byEntra("ann", "Director", "Sales")),
    account("José", "García", jose, byEntra("jose", "Trainee", "Platform")),
    account("Zoë", "O'Brien", zoe, { ...byEntra("zoe", "Support", "Sales"), active: false }),
    owner,
  ],
  groups: [{ displayName: "My App users", members: [ann, jose] }],
};

/** José was assigned today, and has no account yet. */
export const fromOneLogin: World = {
  files: {},
  accounts: [
    account("Ann", "Lee", ann, { emails: [{ value: ann, primary: true }] }),
    account("Zoë", "O'Brien", "zoe@example.org"),
    owner,
  ],
  groups: [{ displayName: "my-app-admins", members: [ann, "owner@example.com"] }],
};

/** ssosync filled externalId with the id of Google; the last account and group are those of Control Tower. */
export const fromSsosync: World = {
  files: {},
  connector: "aws-iam-identity-center",
  accounts: [
    account("Ann", "Lee", ann, { externalId: "100001" }),
    account("Jose", "García", jose, { externalId: "100002" }),
    account("Control", "Tower", "owner@example.com"),
  ],
  groups: [
    { displayName: "aws-admins", members: [ann] },
    { displayName: "aws-developers", members: [jose] },
    { displayName: "AWSAuditAccountAdmins", members: ["owner@example.com"] },
  ],
};
