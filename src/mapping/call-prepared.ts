import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression-error.ts";
import type { PreparedFunction } from "./functions/mapping-function.ts";
import { nameOf } from "./functions/mapping-function.ts";
import type { Work } from "./supplied.ts";
import { placeInText, writtenText } from "./written-text.ts";

/** A call of a function that is made ready before the first record. */
export interface PreparedCall {
  readonly node: ASTNode;
  readonly called: PreparedFunction;
  /** Where its name stands. */
  readonly nameAt: number;
  /** The receiver of a method is the first. */
  readonly args: readonly ASTNode[];
  readonly isMethod: boolean;
}

/**
 * Makes the function of a call ready, and puts its name in the place of the general one. Gives the arguments that are
 * computed. Throws `ExpressionError` for arguments that cannot be used, each at its place.
 */
export function callPrepared(
  work: Work,
  { node, called, nameAt, args, isMethod }: PreparedCall,
): readonly ASTNode[] {
  const { least, most } = called.arguments;
  if (args.length < least || args.length > most) throw new ExpressionError(`write ${called.usage}`, nameAt);
  if (called.usesGroups) noteGroups(work, called, nameAt);
  const texts = args.map((arg, index) => (called.isWritten(index) ? textOf(arg, called) : undefined));
  const apply = called.prepare(texts, {
    tables: work.around.tables,
    refuse(argument, message, at = 0) {
      const place = args[argument];
      throw new ExpressionError(message, place === undefined ? nameAt : placeInText(work.source, place, at));
    },
  });
  work.prepared.set(node, { apply, returns: called.returns });
  const name = work.around.define(called, { arity: args.length, isMethod }, apply);
  work.edits.push({ start: nameAt, end: nameAt + nameOf(called).length, text: name });
  return args.filter((_, index) => !called.isWritten(index));
}

function textOf(arg: ASTNode, { usage }: PreparedFunction): string {
  const text = writtenText(arg);
  if (text !== undefined) return text;
  throw new ExpressionError(`this must be written out as text, not computed: ${usage}`, arg.start);
}

function noteGroups(work: Work, called: PreparedFunction, offset: number): void {
  if (!work.around.groups)
    throw new ExpressionError(`${nameOf(called)}() cannot be used here: there are no groups`, offset);
  work.usesGroups = true;
}
