import type { Json, JsonObject } from "../canonical.ts";
import { canonicalJson, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import { isSchemaUrn } from "../scim/resource.ts";
import type { AttributeChange } from "./change.ts";
import { byType, type MultiValued, typedPath, typeOf } from "./typed-values.ts";

/** Attributes the service provider owns (RFC 7643 §3.1), or that only announce the others. */
export const notCompared: ReadonlySet<string> = new Set(["schemas", "id", "meta"]);

/**
 * The changes that make `before` into `after`, in the order of `after`, removals last. Order of several values,
 * Unicode normal form, and the difference between null, empty and missing do not count.
 */
export function diffResources(
  before: JsonObject,
  after: JsonObject,
  multiValued: MultiValued,
): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const name of unionOfNames(before, after)) {
    if (notCompared.has(name.toLowerCase())) continue;
    const [old, next] = [present(member(before, name)), present(member(after, name))];
    if (isSchemaUrn(name)) changes.push(...diffMembers(old, next, `${name}:`));
    else if (Array.isArray(old ?? next) && Array.isArray(next ?? old)) {
      changes.push(
        ...diffValues(name, (old ?? []) as readonly Json[], (next ?? []) as readonly Json[], multiValued),
      );
    } else if (isJsonObject(old ?? next) && isJsonObject(next ?? old)) {
      changes.push(...diffMembers(old, next, `${name}.`));
    } else changes.push(...diffPlain(name, old, next));
  }
  return [
    ...changes.filter((change) => change.after !== undefined),
    ...changes.filter((change) => change.after === undefined),
  ];
}

/** Members of a complex attribute or of an extension, each compared as a whole. */
function diffMembers(
  before: Json | undefined,
  after: Json | undefined,
  prefix: string,
): readonly AttributeChange[] {
  const old = isJsonObject(before) ? before : {};
  const next = isJsonObject(after) ? after : {};
  return unionOfNames(old, next).flatMap((name) =>
    diffPlain(prefix + name, present(member(old, name)), present(member(next, name))),
  );
}

function diffPlain(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
): readonly AttributeChange[] {
  if (sameValue(before, after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function diffValues(
  name: string,
  before: readonly Json[],
  after: readonly Json[],
  multiValued: MultiValued,
): readonly AttributeChange[] {
  const [old, next] = multiValued === "byType" ? [byType(before), byType(after)] : [undefined, undefined];
  // Also where there was none: a list set as a whole would sweep away values of other types that are not ours.
  if (old === undefined || next === undefined) return diffWhole(name, before, after);
  return [...new Set([...next.keys(), ...old.keys()])].flatMap((type) => {
    const [was, becomes] = [old.get(type), next.get(type)];
    const path = typedPath(name, typeOf(becomes ?? was) ?? type);
    return was !== undefined && becomes !== undefined
      ? diffMembers(was, becomes, `${path}.`)
      : diffPlain(path, was, becomes);
  });
}

function diffWhole(
  name: string,
  before: readonly Json[],
  after: readonly Json[],
): readonly AttributeChange[] {
  if (sameValue(before, after)) return [];
  return diffPlain(name, before.length === 0 ? undefined : before, after.length === 0 ? undefined : after);
}

/** Names differ in case only when they are the same (RFC 7643 §2.1); those of `after` stand. */
function unionOfNames(before: JsonObject, after: JsonObject): readonly string[] {
  const dropped = Object.keys(before).filter((name) => member(after, name) === undefined);
  return [...Object.keys(after), ...dropped];
}

function present(value: Json | undefined): Json | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  return isJsonObject(value) && Object.keys(value).length === 0 ? undefined : value;
}

/** Equal but for the order of several values and Unicode normal form. */
export function sameValue(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  return textOf(settled(one)) === textOf(settled(other));
}

function textOf(value: Json): string {
  return typeof value === "string" ? `"${value.normalize("NFC")}` : canonicalJson(value).normalize("NFC");
}

/** Lists in the order of the text of their items, and nothing that is empty. */
function settled(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => settled(item)).map((item) => ({ item, text: textOf(item) }));
    return items.sort((one, other) => (one.text < other.text ? -1 : 1)).map(({ item }) => item);
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, settled(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => present(item) !== undefined));
}
