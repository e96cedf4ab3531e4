import { type AttributeName, formatAttributeName, parseAttributeName } from "./attribute-name.ts";
import { FilterSyntaxError, type FilterToken, filterTokens } from "./filter-lexer.ts";

/** RFC 7644 table 3, without `pr`. */
export type ComparisonOperator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

export type FilterValue = string | number | boolean | null;

export interface Comparison {
  readonly op: ComparisonOperator;
  readonly attribute: AttributeName;
  readonly value: FilterValue;
}

/** A filter of RFC 7644 section 3.4.2.2. `valuePath` is `emails[type eq "work"]`. */
export type Filter =
  | Comparison
  | { readonly op: "pr"; readonly attribute: AttributeName }
  | { readonly op: "and"; readonly filters: readonly Filter[] }
  | { readonly op: "or"; readonly filters: readonly Filter[] }
  | { readonly op: "not"; readonly filter: Filter }
  | { readonly op: "valuePath"; readonly attribute: AttributeName; readonly filter: Filter };

const maxDepth = 40;
const maxTerms = 2_000;
const operators: ReadonlySet<string> = new Set(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);

/**
 * Reads a filter. `schemas` are known URNs, as for `parseAttributeName`. At most 65,536 characters,
 * 2,000 terms and 40 levels of brackets. Throws `FilterSyntaxError` with the place.
 */
export function parseFilter(text: string, schemas: readonly string[] = []): Filter {
  const cursor: Cursor = { tokens: filterTokens(text), schemas, next: 0, depth: 0, terms: 0, inside: false };
  const filter = parseOr(cursor);
  const rest = peek(cursor);
  if (rest.kind !== "end") throw unexpected(rest, "`and`, `or` or the end of the filter");
  return filter;
}

interface Cursor {
  readonly tokens: readonly FilterToken[];
  readonly schemas: readonly string[];
  next: number;
  depth: number;
  terms: number;
  /** Within `[…]`, where another value path may not stand. */
  inside: boolean;
}

function peek(cursor: Cursor, ahead = 0): FilterToken {
  return cursor.tokens[cursor.next + ahead] ?? { kind: "end", text: "", at: 0 };
}

function take(cursor: Cursor, kind: FilterToken["kind"], wanted: string): FilterToken {
  const token = peek(cursor);
  if (token.kind !== kind) throw unexpected(token, wanted);
  cursor.next += 1;
  return token;
}

function unexpected(token: FilterToken, wanted: string): FilterSyntaxError {
  const found = token.kind === "end" ? "the filter ends" : `found \`${token.text.slice(0, 40)}\``;
  return new FilterSyntaxError(`expected ${wanted}, ${found}`, token.at);
}

function isKeyword(token: FilterToken, keyword: string): boolean {
  return token.kind === "word" && token.text.toLowerCase() === keyword;
}

function parseOr(cursor: Cursor): Filter {
  return parseJoined(cursor, "or", parseAnd);
}

function parseAnd(cursor: Cursor): Filter {
  return parseJoined(cursor, "and", parseTerm);
}

function parseJoined(cursor: Cursor, op: "and" | "or", parsePart: (cursor: Cursor) => Filter): Filter {
  const first = parsePart(cursor);
  const filters = [first];
  while (isKeyword(peek(cursor), op)) {
    cursor.next += 1;
    filters.push(parsePart(cursor));
  }
  return filters.length === 1 ? first : { op, filters };
}

function parseTerm(cursor: Cursor): Filter {
  cursor.terms += 1;
  const token = peek(cursor);
  if (cursor.terms > maxTerms)
    throw new FilterSyntaxError(`the filter has more than ${maxTerms} terms`, token.at);
  if (token.kind === "(") return parseGroup(cursor);
  if (isKeyword(token, "not") && peek(cursor, 1).kind === "(") {
    cursor.next += 1;
    return { op: "not", filter: parseGroup(cursor) };
  }
  return parseAttributeExpression(cursor);
}

function parseGroup(cursor: Cursor): Filter {
  take(cursor, "(", "`(`");
  const filter = nested(cursor);
  take(cursor, ")", "`)`");
  return filter;
}

function nested(cursor: Cursor): Filter {
  cursor.depth += 1;
  if (cursor.depth > maxDepth)
    throw new FilterSyntaxError(`the filter is nested deeper than ${maxDepth}`, peek(cursor).at);
  const filter = parseOr(cursor);
  cursor.depth -= 1;
  return filter;
}

function parseAttributeExpression(cursor: Cursor): Filter {
  const word = take(cursor, "word", "an attribute name");
  const attribute = parseAttributeName(word.text, cursor.schemas);
  if (attribute === undefined) throw unexpected(word, "an attribute name");
  if (peek(cursor).kind === "[") return parseValuePath(cursor, attribute);
  const operator = take(cursor, "word", "an operator such as `eq`");
  const op = operator.text.toLowerCase();
  if (op === "pr") return { op: "pr", attribute };
  if (!operators.has(op)) throw unexpected(operator, "an operator such as `eq`");
  return { op: op as ComparisonOperator, attribute, value: parseValue(cursor) };
}

function parseValuePath(cursor: Cursor, attribute: AttributeName): Filter {
  const open = take(cursor, "[", "`[`");
  if (cursor.inside) throw new FilterSyntaxError("`[` may not stand within `[…]`", open.at);
  cursor.inside = true;
  const filter = nested(cursor);
  cursor.inside = false;
  take(cursor, "]", "`]`");
  return { op: "valuePath", attribute, filter };
}

function parseValue(cursor: Cursor): FilterValue {
  const token = peek(cursor);
  const wanted = 'a value: a string in double quotes ("…"), a number, true, false or null';
  if (token.kind !== "string" && token.kind !== "word") throw unexpected(token, wanted);
  cursor.next += 1;
  if (token.kind === "string") return token.text;
  if (!/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(token.text))
    throw unexpected(token, wanted);
  return JSON.parse(token.text) as FilterValue;
}

/** A value as a filter holds it: a JSON literal, so quotes and backslashes in names do no harm. */
export function quoteFilterValue(value: FilterValue): string {
  return JSON.stringify(value);
}

/** Writes a filter so that `parseFilter` reads the same one back. */
export function formatFilter(filter: Filter): string {
  if (filter.op === "and" || filter.op === "or")
    return filter.filters.map(formatOperand).join(` ${filter.op} `);
  if (filter.op === "not") return `not (${formatFilter(filter.filter)})`;
  const name = formatAttributeName(filter.attribute);
  if (filter.op === "pr") return `${name} pr`;
  if (filter.op === "valuePath") return `${name}[${formatFilter(filter.filter)}]`;
  return `${name} ${filter.op} ${quoteFilterValue(filter.value)}`;
}

function formatOperand(filter: Filter): string {
  const isJoined = filter.op === "and" || filter.op === "or";
  return isJoined ? `(${formatFilter(filter)})` : formatFilter(filter);
}
