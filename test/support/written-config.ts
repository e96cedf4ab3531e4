import type { Json, JsonObject } from "../../src/canonical.ts";
import type { ScimServer } from "./servers/scim-server.ts";

/** Settings of the target, in the words of scimsync.yaml. */
export interface WrittenSettings {
  readonly groups?: JsonObject;
  readonly users?: JsonObject;
  readonly limits?: JsonObject;
  /** Anything else a target can say, such as `auth`. */
  readonly target?: JsonObject;
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What every account shall look like; `holdings.ts` expects the same. */
export const attributes: JsonObject = {
  userName: "${user.email}",
  externalId: "${user.id}",
  name: { givenName: "${user.given}", familyName: "${user.family}" },
  displayName: '${join([user.given, user.family], " ")}',
  title: "${user.title}",
  emails: [
    { value: "${user.email}", type: "work", primary: true },
    { value: "${user.private_email}", type: "home" },
  ],
  phoneNumbers: [{ value: "${user.phone}", type: "work" }],
  [enterprise]: { department: "${user.department}", manager: { value: "${ref(user.manager)}" } },
};

/** The config file, for a server and the files that `writeDirectory` writes. */
export function configOf(
  server: Pick<ScimServer, "baseUrl" | "connector" | "auth">,
  settings: WrittenSettings,
): Json {
  return {
    source: {
      type: "csv",
      users: { file: "people.csv", key: "id" },
      groups: { file: "groups.csv", key: "id", name: "name", parent: "parent" },
      memberships: { file: "memberships.csv", group: "group", member: "member" },
    },
    targets: {
      app: {
        connector: server.connector,
        baseUrl: server.baseUrl,
        auth: server.auth ?? { token: "${env.SCIM_TOKEN}" },
        assign: { everyone: true },
        users: { attributes, ...settings.users },
        groups: { push: ["*"], ...settings.groups },
        limits: { ...settings.limits },
        ...settings.target,
      },
    },
  };
}
