/**
 * What the provider must hold, worked out from the CSV files alone. Nothing of scimsync is used here, so that a
 * mistake there cannot hide itself.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readCsv } from "./read-csv.js";

/** @typedef {Record<string, string>} Row */
/** @typedef {{ people: Row[], groups: Row[], memberships: Row[] }} Directory */
/** @typedef {{ active: boolean, resource: Record<string, any>, managerKey: string | undefined }} Account */
/** @typedef {{ accounts: Map<string, Account>, groups: Map<string, { displayName: string, members: Set<string> }> }} Holding */

export const core = "urn:ietf:params:scim:schemas:core:2.0:User";
export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** @returns {Holding} */
export function emptyHolding() {
  return { accounts: new Map(), groups: new Map() };
}

/** @param {string} folder @returns {Promise<Directory>} */
export async function readDirectory(folder) {
  const [people, groups, memberships] = await Promise.all(
    ["people", "groups", "memberships"].map(async (name) => {
      return readCsv(await readFile(path.join(folder, `${name}.csv`), "utf8"));
    }),
  );
  return { people, groups, memberships };
}

/**
 * The accounts and groups at the end of a day, from those of the day before. Who is no longer to have access keeps
 * the account as it was, switched off.
 * @param {Holding} before @param {Directory} directory @returns {Holding}
 */
export function holdingAfter(before, directory) {
  const groupsOf = groupsByPerson(directory);
  /** @type {Holding["accounts"]} */
  const accounts = new Map(
    [...before.accounts].map(([key, account]) => [key, { ...account, active: false }]),
  );
  for (const person of directory.people) {
    const key = person["employee_id"] ?? "";
    if (person["status"] !== "active" || !isAssigned(person, groupsOf.get(key) ?? new Set())) continue;
    accounts.set(key, { active: true, resource: userOf(person), managerKey: person["manager_id"] });
  }
  for (const account of accounts.values()) {
    // A manager without an account cannot be named.
    if (account.active && !accounts.has(account.managerKey ?? "")) account.managerKey = undefined;
  }
  return { accounts, groups: groupsHeld(directory, accounts) };
}

/** @param {Directory} directory @param {Holding["accounts"]} accounts */
function groupsHeld(directory, accounts) {
  const pushed = directory.groups.filter(({ name = "" }) =>
    /^(dept-|eng-|Sales, |Project |Projekt |プロジェクト)|^(leadership|on-call)$/.test(name),
  );
  return new Map(
    pushed.map(({ group_id = "", name = "" }) => {
      const members = [...membersBelow(directory, group_id)].filter(
        (key) => accounts.get(key)?.active === true,
      );
      return [group_id, { displayName: name, members: new Set(members) }];
    }),
  );
}

/** Names of the groups somebody is in, directly or through nested ones. @param {Directory} directory */
function groupsByPerson(directory) {
  /** @type {Map<string, Set<string>>} */
  const groupsOf = new Map();
  for (const { group_id = "", name = "" } of directory.groups) {
    for (const key of membersBelow(directory, group_id)) {
      groupsOf.set(key, (groupsOf.get(key) ?? new Set()).add(name));
    }
  }
  return groupsOf;
}

/** @param {Directory} directory @param {string} group @returns {Set<string>} */
function membersBelow({ groups, memberships }, group) {
  const below = new Set([group]);
  for (const key of below) {
    for (const { group_id = "", parent = "" } of groups)
      if (parent.split(";").includes(key)) below.add(group_id);
  }
  return new Set(
    memberships.filter(({ group_id = "" }) => below.has(group_id)).map(({ employee_id = "" }) => employee_id),
  );
}

/** @param {Row} person @param {Set<string>} groups */
function isAssigned(person, groups) {
  if (person["department"] === "Warehouse" && person["title"] === "Shift Lead") return true;
  return [...groups].some((name) => /^(dept-|Project |Projekt |プロジェクト)|^leadership$/.test(name));
}

/** The user as scimsync.yaml describes it; an empty cell gives no attribute. @param {Row} person */
function userOf(person) {
  const { first_name: givenName, last_name: familyName, phone, location, title } = person;
  return {
    schemas: [core, enterprise],
    userName: person["email"],
    externalId: person["employee_id"],
    name: { ...(givenName && { givenName }), ...(familyName && { familyName }) },
    displayName: familyName ? `${givenName} ${familyName}` : givenName,
    ...(title && { title }),
    emails: [{ value: person["email"], type: "work", primary: true }],
    ...(phone && { phoneNumbers: [{ value: phone, type: "work" }] }),
    ...(location && { addresses: [{ locality: location, type: "work" }] }),
    [enterprise]: { employeeNumber: person["employee_id"], department: person["department"] },
  };
}
