import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { compileUserMapping } from "../../src/mapping/map-user.ts";
import { everybody, inputOf, names, type Person } from "./fixture.ts";

/** A template as it is thought of; `written` makes it one for the compiler. */
type Part =
  | { readonly kind: "constant"; readonly value: string | number | boolean | null }
  | { readonly kind: "text"; readonly pieces: readonly (string | Formula)[] }
  | { readonly kind: "list"; readonly items: readonly Part[] }
  | { readonly kind: "object"; readonly members: Readonly<Record<string, Part>> };

/** An expression, and what it says in JavaScript. */
interface Formula {
  readonly source: string;
  value(user: Person): Json | undefined;
}

const attributes = ["id", "email", "title", "phones", "count"] as const;

const formulas: readonly Formula[] = [
  ...attributes.map((name) => ({ source: `user.${name}`, value: (user: Person) => user[name] })),
  { source: '"  text "', value: () => "  text " },
  { source: '""', value: () => "" },
  { source: "1 + 1", value: () => 2 },
  { source: "user.title == null", value: ({ title }) => title === undefined || title === null },
  { source: "[user.id, user.email]", value: ({ id, email }) => [id ?? null, email ?? null] },
  { source: '{"value": user.id, "type": "x"}', value: ({ id }) => ({ value: id ?? null, type: "x" }) },
  {
    source: 'user.phones.map(p, {"value": p, "display": user.title})',
    value: ({ phones, title }) => [phones ?? []].flat().map((value) => ({ value, display: title ?? null })),
  },
];

function isFormula(piece: string | Formula): piece is Formula {
  return typeof piece !== "string";
}

function written(part: Part): Json {
  if (part.kind === "constant") return part.value;
  if (part.kind === "list") return part.items.map(written);
  if (part.kind === "object") return writtenObject(part);
  return part.pieces.map((piece) => (isFormula(piece) ? `\${${piece.source}}` : piece)).join("");
}

function writtenObject({ members }: Part & { kind: "object" }): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, part]) => [name, written(part)]));
}

class Failure extends Error {}

/** The interpreter: slow, and straight from docs/mapping.md. */
function meaning(part: Part, user: Person): Json | undefined {
  switch (part.kind) {
    case "constant":
      return part.value === "" ? undefined : (part.value ?? undefined);
    case "text":
      return textMeaning(part.pieces, user);
    case "list": {
      const values = part.items.map((item) => meaning(item, user)).filter((value) => value !== undefined);
      return values.length === 0 ? undefined : values.flat();
    }
    case "object":
      return objectMeaning(part, user);
  }
}

function objectMeaning({ members }: Part & { kind: "object" }, user: Person): JsonObject | undefined {
  const parts = Object.values(members);
  const deciding = parts.some(isVariable) ? parts.filter(isVariable) : parts;
  // Every expression is asked, so that one that fails is never passed over.
  const kept = Object.entries(members).map(([name, part]) => [name, meaning(part, user)] as const);
  if (deciding.every((part) => meaning(part, user) === undefined)) return undefined;
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as JsonObject;
}

function isVariable(part: Part): boolean {
  if (part.kind === "text") return part.pieces.some(isFormula);
  if (part.kind === "list") return part.items.some(isVariable);
  return part.kind === "object" && Object.values(part.members).some(isVariable);
}

function textMeaning(pieces: readonly (string | Formula)[], user: Person): Json | undefined {
  const [only] = pieces;
  if (only === undefined) return undefined;
  if (pieces.length === 1) return isFormula(only) ? withoutEmpty(only.value(user) ?? null) : only;
  const texts = pieces.map((piece) => {
    const value = isFormula(piece) ? (piece.value(user) ?? "") : piece;
    if (typeof value === "object" && value !== null) throw new Failure();
    return value === null ? "" : String(value);
  });
  return withoutEmpty(texts.join("").trim());
}

function withoutEmpty(value: Json): Json | undefined {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => withoutEmpty(item)).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items.flat();
  }
  if (typeof value !== "object") return value;
  const members = Object.entries(value).map(([name, item]) => [name, withoutEmpty(item)] as const);
  const kept = members.filter(([, item]) => item !== undefined);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as JsonObject);
}

/** What becomes of a user whom everybody assigns. */
function outcome(template: Part & { kind: "object" }, user: Person): object {
  let filled: JsonObject;
  try {
    filled = objectMeaning(template, user) ?? {};
  } catch (error) {
    if (error instanceof Failure) return { kind: "rejected" };
    throw error;
  }
  const active = filled["active"] ?? true;
  const folded = typeof active === "string" ? active.toLowerCase() : active;
  if (folded === false || folded === "false") return { kind: "outOfScope" };
  if (folded !== true && folded !== "true") return { kind: "rejected" };
  const names = [filled["userName"] ?? []].flat();
  if (!names.some((name) => typeof name === "string" || typeof name === "number"))
    return { kind: "rejected" };
  const extensions = Object.keys(filled).filter((name) => name.startsWith("urn:"));
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User", ...extensions];
  return { kind: "desired", resource: { ...filled, schemas, active: true } };
}

const formula = fc.constantFrom(...formulas);
const word = fc.constantFrom("a", " b ", "$", "{", "Dr. ");
const plain = fc.constantFrom("x", "TRUE", "", " ", null, true, false, 0, 1.5);

const { part } = fc.letrec<{ part: Part; object: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: formula.map((one): Part => ({ kind: "text", pieces: [one] })) },
    plain.map((value): Part => ({ kind: "constant", value })),
    fc.tuple(word, formula, fc.constantFrom("", ", "), formula).map(([before, one, between, other]): Part => {
      const pieces = [before, one, between, other].filter((piece) => piece !== "");
      return { kind: "text", pieces };
    }),
    fc.array(tie("part"), { maxLength: 3 }).map((items): Part => ({ kind: "list", items })),
    tie("object"),
  ),
  object: fc
    .dictionary(fc.constantFrom("value", "type", "primary", "__proto__", "constructor"), tie("part"), {
      maxKeys: 4,
      noNullPrototype: true,
    })
    .map((members): Part => ({ kind: "object", members })),
}));

const roots = ["active", "title", "name", "emails", "urn:x:2.0:User", "urn:y:User", "nickName"];
const template = fc
  .tuple(formula, fc.dictionary(fc.constantFrom(...roots), part, { maxKeys: 6, noNullPrototype: true }))
  .map(([name, others]) => {
    const userName: Part = { kind: "text", pieces: [name] };
    return { kind: "object" as const, members: { userName, ...others } };
  });

const value = fc.constantFrom<Json>(
  "",
  "a",
  " b ",
  "false",
  "c",
  0,
  7,
  true,
  false,
  null,
  ["p", "", "q"],
  [],
  {
    value: "v",
  },
);
const person = fc.dictionary(fc.constantFrom(...attributes), value, { noNullPrototype: true });

test("a template, compiled, gives what it means, to one user after another", () => {
  const compile = createExpressionCompiler({ user: names, groups: true });
  fc.assert(
    fc.property(template, fc.array(person, { minLength: 1, maxLength: 6 }), (template, people) => {
      const users = { attributes: writtenObject(template), createOnly: [], clearWhenEmpty: [] };
      const mapping = compileUserMapping(everybody, users, [], compile, []);
      for (const user of people) {
        const { kind, resource } = mapping.map(inputOf(user)) as { kind: string; resource?: object };
        expect(resource === undefined ? { kind } : { kind, resource }).toEqual(outcome(template, user));
      }
    }),
    { numRuns: 1_000 },
  );
});
