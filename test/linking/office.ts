import type { JsonObject } from "../../src/canonical.ts";
import { type Desk, openDesk } from "../cli/desk.ts";

/** A desk with four people and two groups in the source, and a target to which others write as well. */
export interface Office extends Desk {
  /** Somebody else makes a resource at the target; gives its id. */
  make(endpoint: "Users" | "Groups", resource: JsonObject): Promise<string>;
  /** The id at the target of the account of the user with that key; empty when none is linked. */
  idOf(key: string): Promise<string>;
  /** Verbs of requests since the last time this was asked. */
  verbs(): Readonly<Record<string, number>>;
  configure(...lines: readonly string[]): void;
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

export const staff = [
  "id,email,first,last,title,boss",
  "e1,ann@x.org,Ann,Lee,Boss,",
  "e2,ben@x.org,Ben,Fox,Dev,e1",
  "e3,cyd@x.org,Cyd,Ray,Ops,e1",
  "e4,dan@x.org,Dan,Poe,Dev,e2",
];

export function account(userName: string, given: string, family: string, more: JsonObject = {}): JsonObject {
  return { userName, name: { givenName: given, familyName: family }, active: true, ...more };
}

export async function openOffice(): Promise<Office> {
  const desk = await openDesk();
  const { sandbox } = desk;
  desk.write("people.csv", ...staff);
  desk.write("groups.csv", "id,name", "g1,Staff", "g2,Ops");
  desk.write("memberships.csv", "group,member", "g1,e1", "g1,e2", "g1,e3", "g1,e4", "g2,e3");
  const office: Office = {
    ...desk,
    async make(endpoint, resource) {
      const response = await fetch(`${sandbox.url}/${endpoint}`, {
        method: "POST",
        headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" },
        body: JSON.stringify({
          schemas: [`urn:ietf:params:scim:schemas:core:2.0:${endpoint.slice(0, -1)}`],
          ...resource,
        }),
      });
      if (!response.ok) throw new Error(await response.text());
      sandbox.clearRequests();
      return ((await response.json()) as { readonly id: string }).id;
    },
    async idOf(key) {
      const { targets } = await desk.json("links", "list", "--key", key, "--resource", "user");
      return targets[0].links[0]?.id ?? "";
    },
    verbs() {
      const { byMethod } = sandbox.requests();
      sandbox.clearRequests();
      return byMethod;
    },
    configure: (...lines) => desk.write("scimsync.yaml", ...configLines(sandbox.url, lines)),
  };
  office.configure();
  return office;
}

function configLines(url: string, target: readonly string[]): readonly string[] {
  return [
    "source:",
    "  type: csv",
    "  users: { file: people.csv, key: id }",
    "  groups: { file: groups.csv, key: id, name: name }",
    "  memberships: { file: memberships.csv, group: group, member: member }",
    "targets:",
    "  app:",
    "    connector: generic",
    `    baseUrl: ${url}`,
    '    auth: { token: "${env.SCIM_TOKEN}" }',
    "    assign: { everyone: true }",
    "    users:",
    "      match: [userName, emails.value]",
    "      attributes:",
    "        userName: ${user.email}",
    "        externalId: ${user.id}",
    '        name: { givenName: "${user.first}", familyName: "${user.last}" }',
    "        title: ${user.title}",
    '        emails: [{ value: "${user.email}", type: work, primary: true }]',
    "        password: ${user.id}-secret",
    `        ${enterprise}:`,
    '          manager: { value: "${ref(user.boss)}" }',
    ...(target.length === 0
      ? ['    groups: { push: ["*"], existing: merge }']
      : target.map((line) => `    ${line}`)),
  ];
}
