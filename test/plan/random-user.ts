import * as fc from "fast-check";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { enterpriseUserSchema } from "../../src/scim/resource.ts";

export const customSchema = "urn:example:params:scim:schemas:extension:acme:2.0:User";
export const types = ["work", "home", "other"] as const;

/** Text that has been trouble elsewhere: quotes, brackets, both normal forms, text that looks like something else. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }).filter((value) => value.trim() !== ""),
  fc.constantFrom(
    '"',
    "\\",
    "a]b",
    "zo\u00EB",
    "zoe\u0308",
    "true",
    "0",
    "null",
    "urn:x:y",
    "ann@x.org",
    "日本",
    "🙂",
    "a.b",
  ),
);

function maybe(value: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> {
  return fc.option(value, { nil: undefined });
}

function record(members: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>): fc.Arbitrary<JsonObject> {
  return fc.record(members).map((value) => withoutUndefined(value));
}

function withoutUndefined(value: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as JsonObject;
}

function nonEmpty(value: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject | undefined> {
  return value.map((object) => (Object.keys(object).length === 0 ? undefined : object));
}

/** Several values, one at most of each type, and one at most primary (RFC 7643 §2.4). */
function typed(
  extra: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>,
): fc.Arbitrary<Json | undefined> {
  const value = record({ value: text, ...extra });
  return fc
    .tuple(
      fc.record({ work: maybe(value), home: maybe(value), other: maybe(value) }),
      fc.constantFrom(undefined, ...types),
      fc.boolean(),
    )
    .map(([values, primary, turned]) => {
      const list = types.flatMap((type) => {
        const one = values[type];
        if (one === undefined) return [];
        return [{ ...(one as JsonObject), type, ...(type === primary ? { primary: true } : {}) }];
      });
      if (list.length === 0) return undefined;
      return turned ? list.toReversed() : list;
    });
}

/** The part of a User that a mapping may speak of. */
export interface UserShape {
  /** Whether the custom extension may be there; not every applier knows it. */
  readonly custom: boolean;
}

export function randomUser({ custom }: UserShape): fc.Arbitrary<JsonObject> {
  return record({
    userName: text,
    active: fc.constant(true),
    externalId: maybe(text),
    displayName: maybe(text),
    nickName: maybe(text),
    title: maybe(text),
    preferredLanguage: maybe(text),
    name: nonEmpty(record({ givenName: maybe(text), familyName: maybe(text), middleName: maybe(text) })),
    emails: typed({ display: maybe(text) }),
    phoneNumbers: typed({}),
    [enterpriseUserSchema]: nonEmpty(
      record({
        department: maybe(text),
        costCenter: maybe(text),
        employeeNumber: maybe(text),
        manager: nonEmpty(record({ value: maybe(text) })),
      }),
    ),
    ...(custom
      ? {
          [customSchema]: nonEmpty(
            record({ badge: maybe(text), level: maybe(fc.integer()), remote: maybe(fc.boolean()) }),
          ),
        }
      : {}),
  });
}

/** A user and what becomes of it: often only a little different, as in life. */
export function changedUser(shape: UserShape): fc.Arbitrary<readonly [JsonObject, JsonObject]> {
  return fc
    .tuple(randomUser(shape), randomUser(shape), fc.array(fc.nat(), { maxLength: 3 }), fc.boolean())
    .map(([a, b, picks, whole]) => {
      if (whole) return [a, b];
      const names = Object.keys({ ...a, ...b });
      const changed = picks.map((pick) => names[pick % names.length] ?? "userName");
      return [a, withoutUndefined({ ...a, ...Object.fromEntries(changed.map((name) => [name, b[name]])) })];
    });
}
