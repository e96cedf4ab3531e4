import { type Json, type JsonObject, isJsonObject } from "../../canonical.ts";
import { member } from "../../scim/attribute-value.ts";
import { refusal, shown } from "../refusal.ts";

/** RFC 7644 section 3.4.2 and RFC 9865 section 2, in the words of their query parameters. */
export interface Query {
  readonly filter?: string;
  /** From 1; less counts as 1. */
  readonly startIndex?: number;
  /** Resources wanted; less than 0 counts as 0. */
  readonly count?: number;
  /** Empty asks for the first page by cursor. */
  readonly cursor?: string;
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
}

const searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** Reads the query of a GET. Throws `Refusal`. */
export function readQuery(query: URLSearchParams): Query {
  return queryOf((name) => query.get(name) ?? undefined, {
    attributes: names(query.get("attributes")),
    excludedAttributes: names(query.get("excludedAttributes")),
  });
}

/** Reads the body of a query by POST: RFC 7644 section 3.4.3. Throws `Refusal`. */
export function readSearch(body: Json): Query {
  const named = isJsonObject(body) ? member(body, "schemas") : undefined;
  if (!isJsonObject(body) || !Array.isArray(named) || !named.includes(searchRequest))
    throw refusal("invalidSyntax", `schemas must be a list that has ${searchRequest}`);
  return queryOf((name) => member(body, name) ?? undefined, {
    attributes: nameList(body, "attributes"),
    excludedAttributes: nameList(body, "excludedAttributes"),
  });
}

type Given = (name: string) => Json | undefined;

function queryOf(given: Given, selection: Pick<Query, "attributes" | "excludedAttributes">): Query {
  const texts = {
    filter: text("filter", given("filter"), "invalidFilter"),
    cursor: text("cursor", given("cursor"), "invalidCursor"),
  };
  const numbers = {
    startIndex: wholeNumber("startIndex", given("startIndex")),
    count: wholeNumber("count", given("count")),
  };
  const known = Object.entries({ ...texts, ...numbers }).filter(([, value]) => value !== undefined);
  return { ...selection, ...(Object.fromEntries(known) as Partial<Query>) };
}

function text(
  name: string,
  value: Json | undefined,
  scimType: "invalidFilter" | "invalidCursor",
): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw refusal(scimType, `${name} must be a string, not ${shown(value)}`);
}

function wholeNumber(name: string, value: Json | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  throw refusal("invalidValue", `${name} must be a whole number, not ${shown(value)}`);
}

/** The names in a query parameter. */
export function names(parameter: string | null): readonly string[] {
  if (parameter === null) return [];
  return parameter.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
}

function nameList(body: JsonObject, key: string): readonly string[] {
  const value = member(body, key) ?? [];
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  throw refusal("invalidValue", `${key} must be a list of attribute names`);
}
