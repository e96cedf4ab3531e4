import type { Excerpt } from "../errors.ts";
import { excerptOf } from "./excerpt.ts";

/**
 * An expression is wrong, or fails for a record. The message holds no values of the record, because it is stored,
 * logged and shown.
 */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  /** 0-based, in the expression, or in the text that the expression stands in. */
  readonly offset: number;
  /** Of the expression, when the error is one of how it is written. */
  readonly excerpt: Excerpt | undefined;
  /** The name that no record of the source has, when that is what is wrong. */
  readonly lacks: string | undefined;
  constructor(message: string, offset = 0, excerpt?: Excerpt, lacks?: string) {
    super(message);
    this.offset = offset;
    this.excerpt = excerpt;
    this.lacks = lacks;
  }

  /** The same error with the line of the expression it is in. */
  shownIn(source: string): ExpressionError {
    return new ExpressionError(this.message, this.offset, excerptOf(source, this.offset), this.lacks);
  }

  /** The same error, of an expression that begins at `start` of a text. */
  movedTo(start: number): ExpressionError {
    return new ExpressionError(this.message, start + this.offset, this.excerpt, this.lacks);
  }
}

/** What the expression library says before the first record. */
export function fromLanguage(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { message, range } = error as { message?: string; range?: { start?: number } };
  const summary = (message ?? String(error)).split("\n")[0] ?? "";
  return new ExpressionError(withoutInternalNames(summary), range?.start ?? 0);
}

/** Functions of the language that ours stand in for have names of their own inside. */
function withoutInternalNames(message: string): string {
  return message.replaceAll(/\b_(?=(?:bool|join)\b)/g, "");
}

/**
 * What the expression library says of a record: it may quote a value, behind a colon or in quotes. Names of types and
 * places may stay, and our own messages hold no values.
 */
export function fromEvaluation(error: unknown, originalOffset: (offset: number) => number): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { message, offset: rewritten } = fromLanguage(error);
  const offset = originalOffset(rewritten);
  const holdsNoValue =
    /^(?:(?:no such overload|found no matching overload)\b|string\.(?:substring|indexOf|lastIndexOf)\()/.test(
      message,
    );
  return new ExpressionError(holdsNoValue ? message : (message.split(/[:"']/)[0] ?? ""), offset);
}
