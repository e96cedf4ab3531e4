import { settingIn } from "./knob-list.ts";
import type { AuthProfile, ConnectorProfile } from "./profile.ts";

/** What a target says that has no connector to say it. */
const PLAIN_MAPPING = [
  "    users:",
  "      attributes: # the SCIM user, from the columns of people.csv",
  '        userName: "${user.email}"',
  '        name: { givenName: "${user.givenName}", familyName: "${user.familyName}" }',
  '        emails: [{ value: "${user.email}", type: work, primary: true }]',
];

/**
 * A first scimsync.yaml for a kind of service: what a person fills in, and nothing else. `reference` is what `connector:` says,
 * such as `./my-app.yaml`.
 */
export function starterConfig(profile: ConnectorProfile, reference: string): string {
  const hasGroups = profile.groups.support !== "none";
  return `${[
    "source:",
    "  type: csv",
    "  users: { file: people.csv, key: employee_id }",
    "  # groups: { file: groups.csv, key: group_id, name: name }",
    "  # memberships: { file: memberships.csv, group: group_id, member: employee_id }",
    "",
    "targets:",
    `  ${profile.name}:`,
    `    connector: ${reference}`,
    ...addressLines(profile, "name"),
    ...authLines(profile),
    '    assign: { where: user.email == "you@example.com" } # begin with one; then { groups: [engineering] }',
    ...(settingIn(profile.defaults, "users.attributes") === undefined ? PLAIN_MAPPING : []),
    ...(hasGroups ? ["    # groups: { push: [engineering] }"] : []),
  ].join("\n")}\n`;
}

/** What stands where only the user knows what: something that leads nowhere, or nothing, which `validate` asks for. */
export type Placeholder = "name" | "nothing";

/** Lines of a target: what the connector cannot know of the address. No example: it may be the address of somebody. */
export function addressLines(
  { endpoint, auth, defaults }: ConnectorProfile,
  placeholder: Placeholder,
): readonly string[] {
  const { baseUrl, vars } = endpoint;
  const isEmpty = placeholder === "nothing";
  if (baseUrl === undefined && settingIn(defaults, "baseUrl") !== undefined) return [];
  if (baseUrl === undefined)
    return [
      `    baseUrl: ${isEmpty ? '""' : "https://scim.example.com/scim/v2"} # where the SCIM endpoint begins, without /Users`,
    ];
  const names = [
    ...new Set([...`${baseUrl} ${auth.tokenUrl ?? ""}`.matchAll(VARIABLE)].map(([, name = ""]) => name)),
  ];
  if (names.length === 0) return [];
  const value = (name: string) => (isEmpty ? '""' : name.toUpperCase());
  return [
    "    vars:",
    ...names.map((name) => `      ${name}: ${value(name)} # ${vars[name] ?? "written by you"}`),
  ];
}

const VARIABLE = /\{(\w+)\}/g;

/** Lines of a target: `auth`, without what the connector knows of it. Secrets come from the environment. */
export function authLines({ auth, name }: Pick<ConnectorProfile, "auth" | "name">): readonly string[] {
  const secret = variableNamed(auth.variable ?? `${name}_TOKEN`);
  switch (auth.type) {
    case "none":
      return [];
    case "bearer":
      return [`    auth: { token: ${secret} }`];
    case "header":
      return [`    auth: { ${auth.header === undefined ? "header: x-api-key, " : ""}value: ${secret} }`];
    case "basic":
      return [`    auth: { username: scimsync, password: ${secret} }`];
    case "clientCredentials":
    case "refreshToken":
      return ["    auth:", ...grantLines(auth, name).map((line) => `      ${line}`)];
  }
}

function grantLines({ type, tokenUrl, variable }: AuthProfile, name: string): readonly string[] {
  const stem = name.toUpperCase();
  return [
    `clientId: ${variableNamed(`${stem}_CLIENT_ID`)}`,
    `clientSecret: ${variableNamed(variable ?? `${stem}_CLIENT_SECRET`)}`,
    ...(type === "refreshToken" ? [`refreshToken: ${variableNamed(`${stem}_REFRESH_TOKEN`)}`] : []),
    ...(tokenUrl === undefined ? ["tokenUrl: https://login.example.com/oauth2/token"] : []),
  ];
}

function variableNamed(name: string): string {
  const plain = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
  return `"\${env.${/^\d/.test(plain) ? `SCIM_${plain}` : plain}}"`;
}
