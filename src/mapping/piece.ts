import type { Json } from "../canonical.ts";
import type { ExpressionInput } from "./expression-input.ts";

/** What a part of a template gives for a record: `undefined` when there is no value. */
export type Fill = (input: ExpressionInput) => Json | undefined;

/**
 * A part of a template, compiled. One without an expression is worked out once, and all resources share its value. One
 * that cannot be compiled is variable, and gives nothing.
 */
export type Piece =
  | { readonly kind: "constant"; readonly value: Json | undefined }
  | { readonly kind: "variable"; readonly fill: Fill };

/** A member of an object: its name, and what gives its value. */
export interface MemberPiece {
  readonly name: string;
  readonly piece: Piece;
}

/** An object that is being made. */
export type Draft = Record<string, Json>;

export function constantPiece(value: Json | undefined): Piece {
  return { kind: "constant", value: value === null || value === "" ? undefined : value };
}

/** A list without what is empty; a list among its items becomes part of it. */
export function listPiece(items: readonly Piece[]): Piece {
  if (items.every((item) => item.kind === "constant"))
    return constantPiece(gathered(items.map(({ value }) => value)));
  return {
    kind: "variable",
    fill: (input) =>
      gathered(items.map((item) => (item.kind === "constant" ? item.value : item.fill(input)))),
  };
}

function gathered(values: readonly (Json | undefined)[]): readonly Json[] | undefined {
  const list = values.filter((value) => value !== undefined);
  return list.length === 0 ? undefined : list.some((value) => Array.isArray(value)) ? list.flat() : list;
}

/** An object whose expressions all gave nothing is left out: `{ type: work }` alone is not an address. */
export function objectPiece(members: readonly MemberPiece[]): Piece {
  const constants = members.flatMap(({ name, piece }) =>
    piece.kind === "variable" || piece.value === undefined ? [] : [[name, piece.value] as const],
  );
  if (members.every(({ piece }) => piece.kind === "constant"))
    return constantPiece(constants.length === 0 ? undefined : Object.fromEntries(constants));
  const fillMembers = memberFiller(members);
  return {
    kind: "variable",
    fill(input) {
      const draft: Draft = {};
      return fillMembers(draft, input) ? draft : undefined;
    },
  };
}

/**
 * Makes what puts the members into a draft, in their order, and says whether any expression among them gave something.
 * This is where a mapping spends its time: no lists on the way, no object but the draft.
 */
export function memberFiller(
  members: readonly MemberPiece[],
): (draft: Draft, input: ExpressionInput) => boolean {
  return (draft, input) => {
    let isGiven = false;
    for (const { name, piece } of members) {
      const isVariable = piece.kind === "variable";
      const value = isVariable ? piece.fill(input) : piece.value;
      if (value === undefined) continue;
      put(draft, name, value);
      isGiven ||= isVariable;
    }
    return isGiven;
  };
}

function put(draft: Draft, name: string, value: Json): void {
  if (name === "__proto__") Object.defineProperty(draft, name, { value, enumerable: true });
  else draft[name] = value;
}
