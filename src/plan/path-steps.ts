import { isJsonObject, type Json } from "../canonical.ts";
import { compileFilter } from "../scim/filter-match.ts";
import { parseFilter } from "../scim/filter.ts";
import { typeOf } from "./typed-values.ts";

/** One step on the way to a value: a member, or some values of the list that the member holds. */
export interface Step {
  /** As the path spells it. */
  readonly name: string;
  /** In lower case, because names are compared without case (RFC 7643 §2.1). */
  readonly folded: string;
  /** The filter in brackets. */
  readonly picks?: Picks;
}

export interface Picks {
  /** Set when the filter is `type eq "…"`; as the path spells it. */
  readonly type?: string;
  readonly matches: (value: Json) => boolean;
}

const coreSchema = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):(?=.)/i;
const typeFilter = /^\s*type\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;
const closedFilter = /^\[((?:[^"\]]|"(?:[^"\\]|\\.)*")*)\]/;

/**
 * The steps of a PATCH path (RFC 7644 §3.5.2): `title`, `name.givenName`, `emails[type eq "work"].value`,
 * `urn:…:User:manager.value`. `schemas` are the URNs of the extensions in use; where one of them is the whole path,
 * all of the extension is meant. Throws `FilterSyntaxError` when what stands in brackets is no filter.
 */
export function stepsOf(path: string, schemas: readonly string[] = []): readonly Step[] {
  const { schema, rest } = splitSchema(path.replace(coreSchema, ""), schemas);
  const start = schema === undefined ? [] : [stepTo(schema)];
  return rest === "" ? start : [...start, ...attributeSteps(rest)];
}

function splitSchema(path: string, schemas: readonly string[]): { schema?: string; rest: string } {
  if (!/^urn:/i.test(path)) return { rest: path };
  const folded = path.toLowerCase();
  const known = schemas.find((urn) => `${folded}:`.startsWith(`${urn.toLowerCase()}:`));
  if (known !== undefined) return { schema: known, rest: path.slice(known.length + 1) };
  const bracket = path.indexOf("[");
  const colon = path.lastIndexOf(":", bracket === -1 ? undefined : bracket);
  return { schema: path.slice(0, colon), rest: path.slice(colon + 1) };
}

function attributeSteps(rest: string): readonly Step[] {
  const bracket = rest.indexOf("[");
  if (bracket === -1) return rest.split(".").map((name) => stepTo(name));
  const [closed = "", filter = ""] = closedFilter.exec(rest.slice(bracket)) ?? [rest.slice(bracket), rest];
  const name = rest.slice(0, bracket);
  const tail = rest.slice(bracket + closed.length).replace(/^\./, "");
  const list = { ...stepTo(name), picks: picksOf(name, filter) };
  return tail === "" ? [list] : [list, ...tail.split(".").map((part) => stepTo(part))];
}

function stepTo(name: string): Step {
  return { name, folded: name.toLowerCase() };
}

function picksOf(name: string, filter: string): Picks {
  const [, quoted] = typeFilter.exec(filter) ?? [];
  if (quoted !== undefined) {
    const type = JSON.parse(quoted) as string;
    const folded = type.toLowerCase();
    return { type, matches: (value) => typeOf(value)?.toLowerCase() === folded };
  }
  const matches = compileFilter(parseFilter(filter), name);
  return { matches: (value) => isJsonObject(value) && matches(value) };
}
