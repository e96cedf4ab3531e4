import type { ASTNode } from "@marcbachmann/cel-js";
import { nearest } from "../nearest.ts";
import type { RecordVariable } from "./chain.ts";
import { ExpressionError } from "./expression-error.ts";
import { mappingFunctions } from "./functions.ts";
import { nameOf } from "./functions/mapping-function.ts";
import { userFunctions } from "./user-functions.ts";

/**
 * `has` cannot tell a missing attribute from an empty one here. A value nobody else has cannot be made without knowing
 * everybody else's.
 */
const refused = new Map([
  ["unique", "unique() is not offered: who came first would get the name; docs/mapping.md says what to do"],
  ["has", "has() is not offered; compare with null, as in user.title != null"],
]);

/** Throws `ExpressionError` for a function the language offers and we must not. */
export function refuseFunction(name: string, offset: number): void {
  const reason = refused.get(name);
  if (reason !== undefined) throw new ExpressionError(reason, offset);
  refuseInternalName(name, offset);
}

/** What the language itself offers. */
const languageFunctions = "bool bytes double duration dyn int size string timestamp type uint".split(" ");

/** Throws `ExpressionError` for a function that there is not. */
export function refuseUnknownFunction(name: string, offset: number): void {
  const known = [
    ...languageFunctions,
    ...mappingFunctions.map(nameOf),
    ...userFunctions.map(({ name }) => name),
  ];
  if (known.includes(name)) return;
  const near = nearest(name, known);
  const hint = near === undefined ? "docs/mapping.md lists what there is" : `did you mean ${near}?`;
  throw new ExpressionError(`there is no function ${name}; ${hint}`, offset);
}

/** Our own names in rewritten expressions begin with `_`. */
export function refuseInternalName(name: string, offset: number): void {
  if (name.startsWith("_")) throw new ExpressionError("names must not begin with _", offset);
}

const longestSum = 50;

/** Each `+` copies all that stands before it. */
export function refuseLongSum(node: ASTNode): void {
  let terms = 1;
  for (let part = node; part.op === "+"; part = part.args[0]) terms += 1;
  if (terms > longestSum) {
    throw new ExpressionError(
      `more than ${longestSum} parts are added; join([…], "") is for many`,
      node.start,
    );
  }
}

const ours = new Set(["user", "group", "groups", "target", "cel"]);

/** A variable of a macro called `user` would hide the user. */
export function refuseVariable(name: string, offset: number): void {
  refuseInternalName(name, offset);
  if (ours.has(name)) throw new ExpressionError(`${name} is taken; call the variable something else`, offset);
}

/** Only the attributes an expression names are looked up for it, so there is no whole record to look through. */
export function notWrittenOut(variable: RecordVariable, offset: number): ExpressionError {
  const takers = userFunctions.map(({ name }) => name).join(", ");
  const message = `the attribute of ${variable} must be written out, such as ${variable}.email`;
  return new ExpressionError(
    variable === "user" ? `${message}; the whole user is for ${takers}` : message,
    offset,
  );
}

/** A function that takes no whole user, called with one. */
export function notForWholeUser(name: string, called: number, user: number): ExpressionError {
  const near = nearest(
    name,
    userFunctions.map((known) => known.name),
  );
  return near === undefined
    ? notWrittenOut("user", user)
    : new ExpressionError(
        `no function takes the whole user by the name ${name}; did you mean ${near}?`,
        called,
      );
}
