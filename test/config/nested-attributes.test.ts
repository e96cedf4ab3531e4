import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { nestAttributes } from "../../src/config/nested-attributes.ts";

/** One plain value, the way to it, and whether it is written as a path. */
interface Statement {
  readonly extension: string | undefined;
  readonly attribute: string;
  /** Of several values, which. */
  readonly type: string | undefined;
  readonly sub: string | undefined;
  readonly asPath: boolean;
  readonly value: Json;
}

const statement: fc.Arbitrary<Statement> = fc
  .record({
    extension: fc.option(fc.constantFrom("urn:x:2.0:User", "urn:y:idcs:User"), { nil: undefined }),
    shape: fc.constantFrom("plain", "complex", "several"),
    name: fc.constantFrom("a", "b"),
    type: fc.constantFrom("work", "home"),
    sub: fc.constantFrom("value", "display"),
    asPath: fc.boolean(),
    value: fc.constantFrom<Json>("${user.x}", "text", 1, true),
  })
  .map(({ shape, name, type, sub, ...rest }) => ({
    ...rest,
    attribute: `${shape}-${name}`,
    type: shape === "several" ? type : undefined,
    sub: shape === "plain" ? undefined : sub,
  }));

function pathOf({ extension, attribute, type, sub }: Statement): string {
  const filter = type === undefined ? "" : `[type eq "${type}"]`;
  return `${extension === undefined ? "" : `${extension}:`}${attribute}${filter}${sub === undefined ? "" : `.${sub}`}`;
}

type Draft = Record<string, unknown>;

function into(parent: Draft, name: string): Draft {
  return (parent[name] ??= {}) as Draft;
}

/** The nested form, made the plain way. */
function putNested(root: Draft, { extension, attribute, type, sub, value }: Statement): void {
  const parent = extension === undefined ? root : into(root, extension);
  if (sub === undefined) parent[attribute] = value;
  else if (type === undefined) into(parent, attribute)[sub] = value;
  else {
    const items = (parent[attribute] ??= []) as Draft[];
    let item = items.find((item) => item["type"] === type);
    if (item === undefined) items.push((item = { type }));
    item[sub] = value;
  }
}

/** Lists in the order of their types, which spellings may change. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return (value as { type: string }[]).toSorted((a, b) => (a.type < b.type ? -1 : 1)).map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sorted(item)]));
}

function pathsIn(
  value: unknown,
  at: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([name, item]) =>
    pathsIn(item, [...at, Array.isArray(value) ? Number(name) : name]),
  );
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Draft)[part], root);
}

test("maps and paths, in any mixture, are one nested form, each value of which is found where it was written", () => {
  const statements = fc.uniqueArray(statement, { selector: pathOf, maxLength: 8 });
  fc.assert(
    fc.property(statements, (statements) => {
      const nested: Draft = {};
      const written: Draft = {};
      for (const one of statements) {
        putNested(nested, one);
        if (one.asPath) written[pathOf(one)] = one.value;
        else putNested(written, one);
      }
      const { attributes, findings, writtenAt } = nestAttributes(written as JsonObject);
      expect(findings).toEqual([]);
      expect(sorted(attributes)).toEqual(sorted(nested));
      for (const path of pathsIn(attributes)) {
        const found = valueAt(written, writtenAt(path));
        // The type of a value is written in its path only.
        if (found !== valueAt(attributes, path)) expect(path.at(-1)).toBe("type");
      }
    }),
  );
});

test("two statements of one value are told, whatever their spellings", () => {
  fc.assert(
    fc.property(statement, (one) => {
      const written: Draft = { [pathOf(one)]: "again" };
      putNested(written, one);
      const { findings } = nestAttributes(written as JsonObject);
      // A plain attribute has one spelling, unless it is that of an extension.
      const twice = Object.keys(written).length === 2 ? 1 : 0;
      expect(findings.length).toBe(twice);
      for (const { path, other } of findings) expect([path, other]).not.toContain(undefined);
    }),
  );
});
