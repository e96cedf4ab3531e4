import type { Json } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import type { Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { MappingError } from "./mapping-error.ts";
import { constantPiece, type Piece } from "./piece.ts";
import type { TemplatePath } from "./template.ts";

/** A single expression keeps its type; text around it makes a string, in which an absent value is empty. */
export function stringPiece(parts: readonly (string | Expression)[], at: TemplatePath): Piece {
  const [first] = parts;
  if (first === undefined) return constantPiece(undefined);
  if (parts.length > 1) return { kind: "variable", fill: (input) => textOf(parts, input, at) };
  if (typeof first === "string") return constantPiece(first);
  return { kind: "variable", fill: (input) => withoutEmpty(evaluate(first, input, at)) };
}

function textOf(
  parts: readonly (string | Expression)[],
  input: ExpressionInput,
  at: TemplatePath,
): string | undefined {
  let text = "";
  for (const part of parts) text += typeof part === "string" ? part : asText(evaluate(part, input, at), at);
  text = text.trim();
  return text === "" ? undefined : text;
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
