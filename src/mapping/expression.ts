import { Environment } from "@marcbachmann/cel-js";
import type { Json, JsonObject } from "../canonical.ts";
import { nearest } from "../nearest.ts";
import type { Attributes } from "../source/record.ts";
import { registerFunctions } from "./functions.ts";

/** Variables an expression can use, and the attribute names records of the source have (lower case). */
export interface ExpressionScope {
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  /** Whether `groups`, the names of all groups of the user, may be used. */
  readonly groups: boolean;
}

export interface ExpressionInput {
  readonly user?: Attributes;
  readonly group?: Attributes;
  readonly groups?: readonly string[];
  /** The target's id. */
  readonly target: string;
}

export interface Expression {
  readonly usesGroups: boolean;
  /** Throws `ExpressionError` when the expression cannot be evaluated for this record. */
  evaluate(input: ExpressionInput): Json;
}

/** An expression is wrong, or fails for a record. The message holds no values of the record. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  /** 0-based, in the expression. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const longest = 4_000;

/** Creates the compiler for one scope; it is costly, its expressions are cheap. */
export function createExpressionCompiler(scope: ExpressionScope): (source: string) => Expression {
  const environment = registerFunctions(
    new Environment({ homogeneousAggregateLiterals: false, limits: { maxAstNodes: 2_000, maxDepth: 50 } }),
  );
  if (scope.user !== undefined) environment.registerVariable("user", "map");
  if (scope.group !== undefined) environment.registerVariable("group", "map");
  if (scope.groups) environment.registerVariable("groups", "list<string>");
  environment.registerVariable("target", "string");
  return (source) => compile(environment, scope, source);
}

function compile(environment: Environment, scope: ExpressionScope, source: string): Expression {
  if (source.trim() === "") throw new ExpressionError("the expression is empty", 0);
  if (source.length > longest) throw new ExpressionError(`longer than ${longest} characters`, 0);
  const accesses = attributeAccesses(parse(environment, source).ast as Node);
  for (const access of accesses) checkName(access, scope);
  const program = parse(environment, withLowerCaseNames(source, accesses));
  const checked = program.check();
  if (!checked.valid) throw toExpressionError(checked.error);
  const names = { user: namesOf(accesses, "user"), group: namesOf(accesses, "group") };
  return {
    usesGroups: /\bgroups\b/.test(source),
    evaluate: (input) => evaluate(program, input, names),
  };
}

interface Program {
  (context: Record<string, unknown>): unknown;
  readonly ast: unknown;
  check(): { valid: boolean; error?: unknown };
}

function parse(environment: Environment, source: string): Program {
  try {
    return environment.parse(source);
  } catch (error) {
    throw toExpressionError(error);
  }
}

interface AccessedNames {
  readonly user: readonly string[];
  readonly group: readonly string[];
}

/** A record's missing attributes are null, not errors: only the names the expression uses are laid out. */
function evaluate(program: Program, input: ExpressionInput, names: AccessedNames): Json {
  const context = {
    user: layOut(input.user, names.user),
    group: layOut(input.group, names.group),
    groups: input.groups ?? [],
    target: input.target,
  };
  try {
    return toJson(program(context));
  } catch (error) {
    throw withoutValues(toExpressionError(error));
  }
}

/** A Map, and own attributes only: a column may be called `constructor`. */
function layOut(attributes: Attributes = {}, names: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(
    names.map((name) => [name, Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null]),
  );
}

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

interface AttributeAccess {
  readonly variable: "user" | "group";
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Finds `user.name`, `group.name` and `user["name"]`; refuses what the language offers and we must not. */
function attributeAccesses(root: Node): readonly AttributeAccess[] {
  const found: AttributeAccess[] = [];
  visit(root);
  return found;
  function visit(node: unknown): void {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isNode(node)) return;
    refuseUnsafe(node);
    const access = asAccess(node);
    if (access !== undefined) found.push(access);
    else if (node.op === "id" && isRecord(node.args)) throw notWrittenOut(node.args, node.start);
    else visit(node.args);
  }
}

function isRecord(variable: unknown): variable is "user" | "group" {
  return variable === "user" || variable === "group";
}

/** Only the attributes an expression names are laid out for it, so there is no whole record to look through. */
function notWrittenOut(variable: "user" | "group", offset: number): ExpressionError {
  return new ExpressionError(
    `the attribute of ${variable} must be written out, such as ${variable}.email`,
    offset,
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

/**
 * `matches` is backed by a backtracking engine: one bad pattern would hang the run. `has` cannot tell a missing
 * attribute from an empty one here.
 */
const refused = new Map([
  ["matches", "matches() is not offered; use contains(), startsWith(), endsWith() or =="],
  ["has", "has() is not offered; compare with null, as in user.title != null"],
]);

function refuseUnsafe(node: Node): void {
  const name = Array.isArray(node.args) ? (node.args as readonly unknown[])[0] : undefined;
  const reason = node.op === "rcall" || node.op === "call" ? refused.get(String(name)) : undefined;
  if (reason !== undefined) throw new ExpressionError(reason, node.start);
}

function asAccess(node: Node): AttributeAccess | undefined {
  if ((node.op !== "." && node.op !== "[]") || !Array.isArray(node.args)) return undefined;
  const [object, member] = node.args as readonly unknown[];
  if (!isNode(object) || object.op !== "id" || !isRecord(object.args)) return undefined;
  const name = isNode(member) && member.op === "value" ? member.args : member;
  if (typeof name !== "string") throw notWrittenOut(object.args, node.start);
  return { variable: object.args, name, start: object.end, end: node.end };
}

function checkName(access: AttributeAccess, scope: ExpressionScope): void {
  const known = scope[access.variable];
  if (known === undefined) {
    const others = [scope.user && "user", scope.group && "group", scope.groups && "groups", "target"];
    const message = `there is no ${access.variable} here, only ${others.filter(Boolean).join(", ")}`;
    throw new ExpressionError(message, 0);
  }
  if (known.includes(access.name.toLowerCase())) return;
  const near = nearest(access.name.toLowerCase(), known);
  const hint = near === undefined ? `there are: ${known.slice(0, 40).join(", ")}` : `did you mean ${near}?`;
  throw new ExpressionError(
    `no ${access.variable} of the source has "${access.name}"; ${hint}`,
    access.start + 1,
  );
}

/** Attribute names are compared without case; the language is not, so names are lowered in place. */
function withLowerCaseNames(source: string, accesses: readonly AttributeAccess[]): string {
  let text = source;
  // From the end, because some letters are longer in lower case.
  for (const { start, end } of [...accesses].sort((one, other) => other.start - one.start)) {
    text = text.slice(0, start) + text.slice(start, end).toLowerCase() + text.slice(end);
  }
  return text;
}

function namesOf(accesses: readonly AttributeAccess[], variable: "user" | "group"): readonly string[] {
  return [...new Set(accesses.filter((a) => a.variable === variable).map((a) => a.name.toLowerCase()))];
}

/** What fails for a record may be quoted by the language, behind a colon or in quotes: names of types may stay. */
function withoutValues({ message, offset }: ExpressionError): ExpressionError {
  const speaksOfTypes = /^(?:no such overload|found no matching overload)\b/.test(message);
  return new ExpressionError(speaksOfTypes ? message : (message.split(/[:"']/)[0] ?? ""), offset);
}

function toExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { message, range } = error as { message?: string; range?: { start?: number } };
  const summary = (message ?? String(error)).split("\n")[0] ?? "";
  return new ExpressionError(summary, range?.start ?? 0);
}

/** Integers of the language are BigInt; maps and lists become objects and arrays. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map || isPlain(value)) return toObject(value);
  const unsigned: unknown = value.valueOf();
  if (typeof unsigned === "bigint") return Number(unsigned);
  throw new ExpressionError("gives a value that JSON cannot hold; use text, numbers, true or false", 0);
}

function toObject(value: object): JsonObject {
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(entries.map(([name, item]) => [String(name), toJson(item)]));
}

/** Bytes, durations and types of the language are objects of classes. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
