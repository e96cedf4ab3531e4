import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import type { Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import type { TemplatePath } from "./template.ts";
import { parseTemplateString, TemplateSyntaxError } from "./template-string.ts";

/** Something wrong in a template, with its place in the config tree. */
export interface TemplateProblem {
  readonly path: TemplatePath;
  readonly message: string;
  /** 0-based, in the string at `path`. */
  readonly offset: number;
}

/** Fills a template for one record. Throws `MappingError` when an expression fails for it. */
export interface CompiledTemplate {
  readonly usesGroups: boolean;
  fill(input: ExpressionInput): JsonObject;
}

/** The mapping cannot be done for this record. Names the attribute; holds no values. */
export class MappingError extends Error {
  override readonly name = "MappingError";
}

/** What a compiled piece gives: `undefined` when there is no value. */
type Fill = (input: ExpressionInput) => Json | undefined;

interface Piece {
  readonly fill: Fill;
  /** True when it holds an expression somewhere, and so may come out empty. */
  readonly variable: boolean;
}

/** Compiles `attributes` of a target; all problems are collected, not only the first. */
export function compileTemplate(
  template: JsonObject,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): CompiledTemplate {
  let usesGroups = false;
  const root = compilePiece(template, path);
  return {
    get usesGroups() {
      return usesGroups;
    },
    fill: (input) => (root.fill(input) ?? {}) as JsonObject,
  };

  function compilePiece(value: Json, at: TemplatePath): Piece {
    if (typeof value === "string") return compileString(value, at);
    if (Array.isArray(value))
      return listPiece(value.map((item: Json, index) => compilePiece(item, [...at, index])));
    if (!isJsonObject(value)) return { fill: () => value ?? undefined, variable: false };
    const members = Object.entries(value).map(
      ([name, item]) => [name, compilePiece(item, [...at, name])] as const,
    );
    return objectPiece(members);
  }

  function compileString(text: string, at: TemplatePath): Piece {
    try {
      const parts = parseTemplateString(text).map((part) =>
        part.kind === "text" ? part.text : compileExpression(part.source, part.offset),
      );
      return stringPiece(parts, at);
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError) && !(error instanceof ExpressionError)) throw error;
      problems.push({ path: at, message: error.message, offset: error.offset });
      return { fill: () => undefined, variable: true };
    }
  }

  function compileExpression(source: string, offset: number): Expression {
    try {
      const expression = compile(source);
      usesGroups ||= expression.usesGroups;
      return expression;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new ExpressionError(error.message, offset + error.offset);
    }
  }
}

/** A single expression keeps its type; text around it makes a string, in which an absent value is empty. */
function stringPiece(parts: readonly (string | Expression)[], at: TemplatePath): Piece {
  const [first] = parts;
  if (first === undefined) return { fill: () => undefined, variable: false };
  if (parts.length === 1 && typeof first === "string") return { fill: () => first, variable: false };
  if (parts.length === 1 && typeof first !== "string") {
    return { fill: (input) => withoutEmpty(evaluate(first, input, at)), variable: true };
  }
  const fill: Fill = (input) => {
    const texts = parts.map((part) =>
      typeof part === "string" ? part : asText(evaluate(part, input, at), at),
    );
    const text = texts.join("").trim();
    return text === "" ? undefined : text;
  };
  return { fill, variable: true };
}

function evaluate(expression: Expression, input: ExpressionInput, at: TemplatePath): Json {
  try {
    return expression.evaluate(input);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new MappingError(`${attributeName(at)}: ${error.message}`);
  }
}

function asText(value: Json, at: TemplatePath): string {
  if (value === null) return "";
  if (typeof value === "object") {
    const what = Array.isArray(value) ? "a list" : "a value of several attributes";
    throw new MappingError(`${attributeName(at)}: ${what} cannot stand inside text`);
  }
  if (typeof value === "string" && value.includes("\u0000")) {
    throw new MappingError(`${attributeName(at)}: ref() must be the whole value`);
  }
  return String(value);
}

function attributeName(at: TemplatePath): string {
  return at.slice(at.indexOf("attributes") + 1).join(".");
}

function listPiece(items: readonly Piece[]): Piece {
  const fill: Fill = (input) => {
    const values = items.flatMap((item) => {
      const value = item.fill(input);
      return value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
    });
    return values.length === 0 ? undefined : values;
  };
  return { fill, variable: items.some((item) => item.variable) };
}

/** An object whose expressions all gave nothing is left out: `{ type: work }` alone is not an address. */
function objectPiece(members: readonly (readonly [string, Piece])[]): Piece {
  const variable = members.some(([, piece]) => piece.variable);
  const fill: Fill = (input) => {
    const filled: [string, Json][] = [];
    let given = !variable;
    for (const [name, piece] of members) {
      const value = piece.fill(input);
      if (value === undefined) continue;
      filled.push([name, value]);
      given ||= piece.variable;
    }
    return given && filled.length > 0 ? Object.fromEntries(filled) : undefined;
  };
  return { fill, variable };
}

/** Null, "", empty lists and empty objects are all "no value". */
function withoutEmpty(value: Json): Json | undefined {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json) => withoutEmpty(item) ?? []);
    return items.length === 0 ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, item]) => {
    const kept = withoutEmpty(item);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
