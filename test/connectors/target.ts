import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import type { LoadedConfig } from "../../src/config/load.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { columnsOf } from "./columns.ts";
import { isAmong } from "./leaves.ts";
import { type Company, type NameForm, type Needs, type Person, personOf, withPerson } from "./people.ts";
import { ownMapping } from "./own-mapping.ts";
import { settingAt } from "./stated.ts";
import { type Facts, factsOf, wantOf } from "./want.ts";

/** A target that pushes everybody who is in, and does all that the service can. */
export function targetOf(settings: JsonObject): JsonObject {
  const deletes = settingAt(settings, "defaults.users.actions") === undefined;
  return {
    assign: { where: 'user.status == "in"' },
    users: {
      ...ownMapping(settings).users,
      ...(deletes && {
        actions: ["create", "update", "deactivate", "delete"],
        deprovision: { absent: "delete" },
      }),
    },
    // In so small a company each who leaves is many.
    guard: { deletions: { floor: 50 } },
    groups: groupsOf(settingAt(settings, "groups.support") ?? "full"),
  };
}

function groupsOf(support: Json): JsonObject {
  if (support === "none" || support === "read") return { push: [] };
  return { push: ["*"], ...(support === "update" ? { existing: "merge" } : { unpushed: "delete" }) };
}

/** What the mapping and the rules of a profile ask of people.csv. */
export function needsOf(settings: JsonObject): Needs {
  const mapped = ownMapping(settings).attributes;
  const written = JSON.stringify([settingAt(settings, "defaults") ?? {}, mapped]);
  const rules = settingAt(settings, "users.rules") ?? null;
  return {
    columns: [...written.matchAll(/\buser\.(\w+)/g)].map(([, name]) => name ?? ""),
    form: nameForm(settings),
    choices: Object.fromEntries(choicesIn(mapped, "", isJsonObject(rules) ? rules : {})),
  };
}

/** Columns that fill an attribute of which a rule says the values there are. */
function choicesIn(
  template: Json,
  prefix: string,
  rules: JsonObject,
): readonly (readonly [string, readonly string[]])[] {
  if (Array.isArray(template)) return template.flatMap((item: Json) => choicesIn(item, prefix, rules));
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([name, inner]) => {
    const path = `${prefix}${name}`;
    if (typeof inner !== "string")
      return choicesIn(inner, `${path}${name.startsWith("urn:") ? ":" : "."}`, rules);
    const [, column] = /^\$\{user\.(\w+)\}$/.exec(inner) ?? [];
    const ruled = Object.entries(rules).find(([of]) => isAmong([of], path))?.[1] ?? null;
    const values = isJsonObject(ruled) ? ruled["enum"] : undefined;
    return column === undefined || !Array.isArray(values) ? [] : [[column, values.map(String)] as const];
  });
}

/** How people must be called for the rules of the service. */
function nameForm(settings: JsonObject): NameForm {
  const rule = settingAt(settings, "users.rules.userName");
  if (!isJsonObject(rule ?? null)) return "address";
  const { maxLength, pattern } = rule as JsonObject;
  const fits = typeof pattern !== "string" || new RegExp(`^(?:${pattern})$`).test("ann.ash@example.com");
  return fits && !(typeof maxLength === "number" && maxLength < 25) ? "address" : "word";
}

/**
 * What is held before the first push, as a snapshot of a sandbox: one of ours with an attribute that is not as it shall be;
 * and the groups, where none can be made.
 */
export function heldBefore(profile: ConnectorProfile, loaded: LoadedConfig, company: Company): JsonObject {
  const instant = "2026-01-01T00:00:00.000Z";
  const stamp = { created: instant, lastModified: instant, revision: 1 };
  const teams = profile.groups.support === "update" ? company.teams : [];
  return {
    version: 1,
    users: [
      {
        id: profile.users.externalId === "isId" ? "p7" : "there-before",
        attributes: accountBefore(profile, loaded, company, personOf(company, "p7")),
        ...stamp,
      },
    ],
    groups: teams.map(({ key, name }) => ({
      id: `group-${key}`,
      attributes: { displayName: name },
      ...stamp,
      members: [],
    })),
  };
}

/** An account that somebody has at a service without a push: what can be changed of it is not all as it shall be. */
export function accountBefore(
  profile: ConnectorProfile,
  loaded: LoadedConfig,
  company: Company,
  person: Person,
): JsonObject {
  const want = wantOf(loaded);
  const { plain } = columnsOf(profile, want, company);
  const before =
    typeof plain === "string" ? company : withPerson(company, person.key, { [plain.column]: "Before" });
  const wanted = want.resource(before, personOf(before, person.key));
  return { ...heldOf(wanted, factsOf(profile, []), ""), active: true };
}

/** What of a resource a service holds; what names other accounts is left out. */
function heldOf(resource: JsonObject, facts: Facts, prefix: string): JsonObject {
  const entries = Object.entries(resource).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    const path = `${prefix}${name}`;
    if (path === "schemas" || !facts.keeps(path)) return [];
    if (typeof value === "string" && value.startsWith("\u0000")) return [];
    if (!isJsonObject(value) && !Array.isArray(value)) return [[name, facts.stored(path, value)]];
    const inner = `${path}${name.startsWith("urn:") ? ":" : "."}`;
    const kept = Array.isArray(value)
      ? value.map((item: Json) => (isJsonObject(item) ? heldOf(item, facts, inner) : item))
      : heldOf(value, facts, inner);
    return Object.keys(kept).length === 0 ? [] : [[name, kept]];
  });
  return Object.fromEntries(entries);
}
