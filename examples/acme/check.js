import { isDeepStrictEqual } from "node:util";
import { core, enterprise } from "./expected.js";

/** What the provider alone decides. */
const providersOwn = new Set(["id", "meta", "groups"]);

/** @typedef {Record<string, any>} Resource */
/** @typedef {import("./expected.js").Holding} Holding */

/**
 * Reads the provider over plain HTTP and compares every account and group with what must be there.
 * @param {{ url: string, token: string }} provider @param {Holding} wanted
 * @returns {Promise<{ differences: string[], summary: string }>}
 */
export async function checkProvider(provider, wanted) {
  const users = byExternalId(await readAll(provider, "Users"));
  const groups = byExternalId(await readAll(provider, "Groups"));
  const ids = new Map([...users].map(([key, user]) => [key, user["id"]]));
  const differences = [
    ...differencesOf("user", users, wantedUsers(wanted, ids)),
    ...differencesOf("group", groups, wantedGroups(wanted, ids)),
  ];
  const active = [...wanted.accounts.values()].filter((account) => account.active).length;
  const members = [...wanted.groups.values()].reduce((sum, group) => sum + group.members.size, 0);
  const summary = `${active} active accounts, ${wanted.accounts.size - active} switched off, ${wanted.groups.size} groups with ${members} members`;
  return { differences, summary };
}

/** Requests under the base URL since the sandbox was started. @param {{ url: string }} provider @returns {Promise<number>} */
export async function countRequests({ url }) {
  const answer = await fetch(new URL("/_sandbox/requests", url));
  const { total } = await answer.json();
  return total;
}

/** @param {{ url: string, token: string }} provider @param {string} type @returns {Promise<Resource[]>} */
async function readAll({ url, token }, type) {
  /** @type {Resource[]} */
  const all = [];
  for (;;) {
    const answer = await fetch(`${url}/${type}?startIndex=${all.length + 1}&count=200`, {
      headers: { authorization: `Bearer ${token}`, accept: "application/scim+json" },
    });
    if (!answer.ok) throw new Error(`GET /${type} answered ${answer.status}: ${await answer.text()}`);
    const page = await answer.json();
    all.push(...(page.Resources ?? []));
    if (all.length >= page.totalResults) return all;
    if (page.Resources.length === 0)
      throw new Error(`/${type} ends before its ${page.totalResults} resources`);
  }
}

/** @param {Resource[]} resources */
function byExternalId(resources) {
  const map = new Map(
    resources.map((resource) => [resource["externalId"] ?? `id ${resource["id"]}`, resource]),
  );
  if (map.size !== resources.length) throw new Error("the provider holds an externalId twice");
  return map;
}

/** @param {Holding} wanted @param {Map<string, string>} ids */
function wantedUsers({ accounts }, ids) {
  return new Map(
    [...accounts].map(([key, { active, resource, managerKey }]) => {
      const manager = managerKey === undefined ? {} : { manager: { value: ids.get(managerKey) } };
      return [key, { ...resource, active, [enterprise]: { ...resource[enterprise], ...manager } }];
    }),
  );
}

/** @param {Holding} wanted @param {Map<string, string>} ids */
function wantedGroups({ groups }, ids) {
  return new Map(
    [...groups].map(([externalId, { displayName, members }]) => {
      const values = sorted([...members].map((key) => ids.get(key) ?? `no account of ${key}`));
      return [
        externalId,
        { schemas: [core.replace("User", "Group")], externalId, displayName, members: values },
      ];
    }),
  );
}

/** @param {string} what @param {Map<string, Resource>} held @param {Map<string, Resource>} wanted */
function differencesOf(what, held, wanted) {
  const surplus = [...held.keys()].filter((key) => !wanted.has(key));
  return [
    ...surplus.map((key) => `${what} ${key}: the provider holds it, the directory does not give it`),
    ...[...wanted].flatMap(([key, resource]) => {
      const found = held.get(key);
      if (found === undefined) return [`${what} ${key}: the provider does not hold it`];
      return fieldDifferences(comparable(what, found), resource).map((text) => `${what} ${key}: ${text}`);
    }),
  ];
}

/** What can be compared: of members and managers only the ids. @param {string} what @param {Resource} found */
function comparable(what, found) {
  const ours = Object.fromEntries(Object.entries(found).filter(([name]) => !providersOwn.has(name)));
  if (what === "group")
    return { ...ours, members: sorted((found["members"] ?? []).map(({ value }) => value)) };
  const { manager, ...extension } = found[enterprise] ?? {};
  return {
    ...ours,
    [enterprise]: manager === undefined ? extension : { ...extension, manager: { value: manager.value } },
  };
}

/** @param {string[]} values */
function sorted(values) {
  return values.toSorted((a, b) => (a < b ? -1 : 1));
}

/** @param {Resource} found @param {Resource} wanted */
function fieldDifferences(found, wanted) {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(found[name], wanted[name]))
    .map((name) => `${name}: wanted ${brief(wanted[name])}, found ${brief(found[name])}`);
}

/** @param {unknown} value */
function brief(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
