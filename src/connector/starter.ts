import { settingIn } from "./knob-list.ts";
import type { AuthProfile, ConnectorProfile, EndpointProfile } from "./profile.ts";

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
    ...addressLines(profile),
    ...authLines(profile),
    '    assign: { where: user.email == "you@example.com" } # begin with one; then { groups: [engineering] }',
    ...(settingIn(profile.defaults, "users.attributes") === undefined ? PLAIN_MAPPING : []),
    ...(hasGroups ? ["    # groups: { push: [engineering] }"] : []),
  ].join("\n")}\n`;
}

/** What the connector cannot know of the address, with an example of each. */
function addressLines({ endpoint, auth, defaults }: ConnectorProfile): readonly string[] {
  const { baseUrl, vars } = endpoint;
  if (baseUrl === undefined && settingIn(defaults, "baseUrl") !== undefined) return [];
  if (baseUrl === undefined)
    return ["    baseUrl: https://scim.example.com/scim/v2 # where the SCIM endpoint begins"];
  const names = [
    ...new Set([...`${baseUrl} ${auth.tokenUrl ?? ""}`.matchAll(VARIABLE)].map(([, name = ""]) => name)),
  ];
  if (names.length === 0) return [];
  return [
    "    vars:",
    ...names.map((name) => `      ${name}: ${exampleOf(name, vars)} # ${vars[name] ?? "written by you"}`),
  ];
}

const VARIABLE = /\{(\w+)\}/g;

/** The example that the explanation gives: `… such as acme.example.com`. A number is text all the same. */
function exampleOf(name: string, vars: EndpointProfile["vars"]): string {
  const [, example] = /\bsuch as ([\w.~-]*\w)/.exec(vars[name] ?? "") ?? [];
  if (example === undefined) return name.toUpperCase();
  return /^[\d.]+$/.test(example) ? `"${example}"` : example;
}

/** `auth`, without what the connector knows of it. Secrets come from the environment. */
function authLines({ auth, name }: ConnectorProfile): readonly string[] {
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
