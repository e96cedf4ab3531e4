import { isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import { mergeSettings } from "../../src/connector/merge.ts";
import { isAmong, leavesOf, plainOf } from "./leaves.ts";
import { settingAt } from "./stated.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** What is sent where a profile brings no mapping. */
const usual: JsonObject = {
  userName: "${user.userName}",
  externalId: "${user.key}",
  name: { givenName: "${user.givenName}", familyName: "${user.familyName}" },
  displayName: "${user.displayName}",
  emails: [{ value: "${user.email}", type: "work", primary: true }],
  title: "${user.title}",
  [enterprise]: { department: "${user.department}", manager: { value: "${ref(user.manager)}" } },
};

/** The mapping of the company: that of the profile, with what its facts are about, and where somebody breaks a rule. */
export interface OwnMapping {
  /** As the sections of a target have it. */
  readonly users: JsonObject;
  /** All attributes that are mapped. */
  readonly attributes: JsonObject;
}

export function ownMapping(settings: JsonObject): OwnMapping {
  const brought = settingAt(settings, "defaults.users.attributes");
  const base = isJsonObject(brought ?? null) ? (brought as JsonObject) : usual;
  const added = facts.reduce<JsonObject>(
    (under, knob) => mergeSettings(under, missedBy(settings, knob, mergeSettings(base, under))),
    {},
  );
  const attributes = breakable(settings, mergeSettings(base, added));
  const whole = attributes !== undefined || base === usual;
  const all = attributes ?? mergeSettings(base, added);
  const match = lookedFor(settings, all);
  return {
    attributes: all,
    users: {
      ...(whole ? { attributes: all } : Object.keys(added).length > 0 && { addAttributes: added }),
      ...(match !== undefined && { match }),
    },
  };
}

/** Knobs that name attributes. What a mapping does not send makes them no difference. */
const facts = ["users.drops", "users.refuses", "users.volatile", "users.immutable", "users.alone"] as const;

/** The first of the attributes that a knob names, where none of them is mapped; and externalId, where it is not kept as it came. */
function missedBy(settings: JsonObject, knob: string, mapped: JsonObject): JsonObject {
  const named = settingAt(settings, knob);
  const paths = Array.isArray(named) ? named.filter((path) => typeof path === "string") : [];
  const external = settingAt(settings, "users.externalId");
  const own =
    external !== undefined && external !== "kept" && !("externalId" in mapped)
      ? { externalId: "${user.key}" }
      : {};
  const leaves = [...leavesOf(mapped).keys()];
  if (paths.length === 0 || leaves.some((leaf) => isAmong(paths, leaf))) return own;
  const path = paths.find((one) => !unfit.has(one));
  return path === undefined ? own : { ...own, ...attributeAt(path) };
}

/** Attributes that tell no value alone, and what is never read. */
const unfit: ReadonlySet<string> = new Set(["active", "password", "externalId", "addresses.type"]);
/** Attributes of several values (RFC 7643 section 4.1.2). */
const lists: ReadonlySet<string> = new Set([
  "emails",
  "phoneNumbers",
  "ims",
  "photos",
  "entitlements",
  "roles",
  "x509Certificates",
]);

function attributeAt(path: string): JsonObject {
  const [, urn, name = path, inner] = /^(urn:.*:)?([^.:]+)(?:\.(.+))?$/.exec(path) ?? [];
  const text = `\${user.more${name}}`;
  const value: Json = lists.has(name)
    ? [{ value: text, type: "work" }]
    : inner === undefined
      ? text
      : { [inner]: text };
  return urn === undefined ? { [name]: value } : { [urn.slice(0, -1)]: { [name]: value } };
}

/** What accounts are looked for by: their names, then an attribute that no filter may ask for, where the profile says which may. */
function lookedFor(settings: JsonObject, attributes: JsonObject): readonly string[] | undefined {
  const filterBy = settingAt(settings, "matching.filterBy");
  if (!Array.isArray(filterBy)) return undefined;
  const lost = ["users.drops", "users.refuses", "users.volatile", "users.lowerCases"].flatMap((knob) => {
    const named = settingAt(settings, knob);
    return Array.isArray(named) ? named.filter((path) => typeof path === "string") : [];
  });
  const mapped = new Set([...leavesOf(attributes).keys()].map(plainOf));
  const asked = filterBy.map(String);
  const other = unique.find((path) => mapped.has(path.toLowerCase()) && !isAmong([...lost, ...asked], path));
  const brought = settingAt(settings, "defaults.users.match");
  const usually = Array.isArray(brought) ? brought.map(String) : ["userName", "externalId"];
  return other === undefined
    ? undefined
    : [...usually.filter((path) => mapped.has(path.toLowerCase())), other];
}

/** Attributes of which everybody has another value. */
const unique = [
  "emails.value",
  "name.familyName",
  "name.formatted",
  "displayName",
  "phoneNumbers.value",
] as const;

/**
 * The mapping in which a column decides who breaks one of the rules, where no other column could: somebody has no value where
 * one is required, or one that there is not. Undefined where that is not so.
 */
function breakable(settings: JsonObject, attributes: JsonObject): JsonObject | undefined {
  const rules = settingAt(settings, "users.rules");
  if (!isJsonObject(rules ?? null)) return undefined;
  const others = Object.values(rules as JsonObject).filter((rule) => isJsonObject(rule));
  if (others.some((rule) => ofText.some((kind) => kind in rule))) return undefined;
  for (const [path, rule] of Object.entries(rules as JsonObject)) {
    if (!isJsonObject(rule) || path === "userName") continue;
    const broken = rule["required"] === true ? "absent()" : Array.isArray(rule["enum"]) ? '"other"' : "";
    const changed = broken === "" ? undefined : changedAt(attributes, "", plainOf(path), broken);
    if (changed !== undefined) return changed as JsonObject;
  }
  return undefined;
}

/** Rules that some text breaks. */
const ofText = ["maxLength", "pattern", "reserved", "sameAs"] as const;

function changedAt(value: Json, at: string, path: string, broken: string): Json | undefined {
  if (typeof value === "string") {
    if (plainOf(at) !== path) return undefined;
    const [, expression = JSON.stringify(value)] = /^\$\{([^}]*)\}$/.exec(value) ?? [];
    return `\${user.breaks == "yes" ? ${broken} : ${expression}}`;
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => changedAt(item, at, path, broken));
    return items.every((item) => item === undefined)
      ? undefined
      : items.map((item, i) => item ?? value[i] ?? null);
  }
  if (!isJsonObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const joint =
      at === "" ? "" : at.startsWith("urn:") && !at.includes(".", at.lastIndexOf(":")) ? ":" : ".";
    const changed = changedAt(inner, `${at}${joint}${name}`, path, broken);
    if (changed !== undefined) return { ...value, [name]: changed };
  }
  return undefined;
}
