/**
 * An expression is wrong, or fails for a record. The message holds no values of the record, because it is stored,
 * logged and shown.
 */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  /** 0-based, in the expression. */
  readonly offset: number;
  constructor(message: string, offset = 0) {
    super(message);
    this.offset = offset;
  }
}

/** What the expression library says before the first record. */
export function fromLanguage(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { message, range } = error as { message?: string; range?: { start?: number } };
  const summary = (message ?? String(error)).split("\n")[0] ?? "";
  return new ExpressionError(summary, range?.start ?? 0);
}

/**
 * What the expression library says of a record: it may quote a value, behind a colon or in quotes. Names of types may
 * stay, and our own messages hold no values.
 */
export function fromEvaluation(error: unknown, originalOffset: (offset: number) => number): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { message, offset: rewritten } = fromLanguage(error);
  const offset = originalOffset(rewritten);
  const speaksOfTypes = /^(?:no such overload|found no matching overload)\b/.test(message);
  return new ExpressionError(speaksOfTypes ? message : (message.split(/[:"']/)[0] ?? ""), offset);
}
