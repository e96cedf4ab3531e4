import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import type { Excerpt } from "../errors.ts";
import type { Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { ExpressionInput } from "./expression-input.ts";
import {
  constantPiece,
  type Draft,
  listPiece,
  type MemberPiece,
  memberFiller,
  objectPiece,
  type Piece,
} from "./piece.ts";
import type { TemplatePath } from "./template.ts";
import { parseTemplateString, TemplateSyntaxError } from "./template-string.ts";
import { stringPiece } from "./template-value.ts";

/** Something wrong in a template, with its place in the config tree. */
export interface TemplateProblem {
  readonly path: TemplatePath;
  readonly message: string;
  /** 0-based, in the string at `path`. */
  readonly offset: number;
  /** Of the expression that is wrong; literal text around it may be a secret. */
  readonly excerpt?: Excerpt;
}

/** What an error of an expression, or of the text it stands in, says of the template. */
export function problemAt(path: TemplatePath, error: ExpressionError | TemplateSyntaxError): TemplateProblem {
  const { message, offset } = error;
  const problem = { path, message, offset };
  return error instanceof ExpressionError && error.excerpt !== undefined
    ? { ...problem, excerpt: error.excerpt }
    : problem;
}

/** Fills a template for one record. Throws `MappingError` when an expression fails for it. */
export interface CompiledTemplate {
  readonly usesGroups: boolean;
  /** Puts the attributes into `draft`. An empty object when all expressions gave nothing. */
  fill(input: ExpressionInput, draft?: Draft): Draft;
}

/** Attributes that scimsync itself knows are spelt its way: names have no case (RFC 7643 section 2.1). */
const ours: ReadonlySet<string> = new Set(["active", "schemas"]);

function spelt({ name, piece }: MemberPiece): MemberPiece {
  const folded = name.toLowerCase();
  return { name: ours.has(folded) ? folded : name, piece };
}

/** Compiles `attributes` of a target; all problems are collected, not only the first. */
export function compileTemplate(
  template: JsonObject,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): CompiledTemplate {
  let usesGroups = false;
  const members = compileMembers(template, path).map(spelt);
  const isConstant = members.every(({ piece }) => piece.kind === "constant");
  const fillMembers = memberFiller(members);
  return {
    get usesGroups() {
      return usesGroups;
    },
    fill: (input, draft = {}) => (fillMembers(draft, input) || isConstant ? draft : {}),
  };

  function compileMembers(object: JsonObject, at: TemplatePath): readonly MemberPiece[] {
    return Object.entries(object).map(([name, item]) => ({ name, piece: compilePiece(item, [...at, name]) }));
  }

  function compilePiece(value: Json, at: TemplatePath): Piece {
    if (typeof value === "string") return compileString(value, at);
    if (Array.isArray(value))
      return listPiece(value.map((item: Json, index) => compilePiece(item, [...at, index])));
    return isJsonObject(value) ? objectPiece(compileMembers(value, at)) : constantPiece(value);
  }

  function compileString(text: string, at: TemplatePath): Piece {
    try {
      const parts = parseTemplateString(text).map((part) =>
        part.kind === "text" ? part.text : compileExpression(part.source, part.offset),
      );
      return stringPiece(parts, at);
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError) && !(error instanceof ExpressionError)) throw error;
      problems.push(problemAt(at, error));
      return { kind: "variable", fill: () => undefined };
    }
  }

  function compileExpression(source: string, offset: number): Expression {
    try {
      const expression = compile(source);
      usesGroups ||= expression.usesGroups;
      return expression;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw error.movedTo(offset);
    }
  }
}
