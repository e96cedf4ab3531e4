import type { People, Person, Team } from "./people.ts";
import type { FormFiles } from "./write-csv.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

export const jsonSource = `
  type: json
  file: directory.json
  users: { key: employeeNumber }
  groups: { key: cn, name: description, members: members, parent: parents }`;

export const ndjsonSource = `
  type: json
  users: { file: people.ndjson, key: employeeNumber }
  groups: { file: groups.ndjson, key: cn, name: description, members: members, parent: parents }`;

export const scimSource = `
  type: json
  file: scim.json
  users: { key: id }
  groups: { key: id, name: displayName, members: members }`;

/** The same attributes as the other forms have, where a SCIM resource has them. */
export const scimAttributes = {
  employeeNumber: "user.id",
  uid: "user.userName",
  givenName: "user.name.givenName",
  sn: "user.name.familyName",
  mail: "user.emails[0].value",
  title: "user.title",
  departmentNumber: `user["${ENTERPRISE}"].department`,
  telephoneNumber: "user.phoneNumbers[0].value",
  manager: `user["${ENTERPRISE}"].manager.value`,
};

export function toDocument(directory: People): FormFiles {
  return {
    "directory.json": JSON.stringify({ users: directory.people, groups: withParents(directory) }, null, 2),
  };
}

export function toNdjson(directory: People): FormFiles {
  return { "people.ndjson": lines(directory.people), "groups.ndjson": lines(withParents(directory)) };
}

export function toListResponse({ people, teams }: People): FormFiles {
  const resources = [...people.map(scimUser), ...teams.map(scimGroup)];
  return {
    "scim.json": JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: resources.length,
      itemsPerPage: resources.length,
      startIndex: 1,
      Resources: resources,
    }),
  };
}

function withParents({ teams }: People) {
  return teams.map(({ cn, description, members }) => ({
    cn,
    description,
    members,
    parents: teams.filter(({ nested }) => nested.includes(cn)).map((team) => team.cn),
  }));
}

function lines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

function scimUser(person: Person) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
    id: person.employeeNumber,
    userName: person.uid,
    name: { givenName: person.givenName, familyName: person.sn },
    emails: [{ value: person.mail, primary: true }],
    title: person.title ?? null,
    phoneNumbers: person.telephoneNumber.map((value) => ({ value, type: "work" })),
    [ENTERPRISE]: {
      ...(person.departmentNumber !== undefined && { department: person.departmentNumber }),
      ...(person.manager !== undefined && { manager: { value: person.manager } }),
    },
  };
}

function scimGroup({ cn, description, members, nested }: Team) {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    id: cn,
    displayName: description,
    members: [
      ...members.map((value) => ({ value, type: "User" })),
      ...nested.map((value) => ({ value, type: "Group" })),
    ],
  };
}
