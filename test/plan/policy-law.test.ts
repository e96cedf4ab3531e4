import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { adoptAccount } from "../../src/plan/adopt.ts";
import { applyChanges } from "../../src/plan/apply-changes.ts";
import { presentAt } from "../../src/plan/at-path.ts";
import type { AttributePolicies } from "../../src/plan/attribute-policies.ts";
import { type ReadPath, readPaths } from "../../src/plan/attribute-path-set.ts";
import type { AttributeChange } from "../../src/plan/change.ts";
import type { Link } from "../../src/plan/link.ts";
import { managedAttributes } from "../../src/plan/managed.ts";
import { needsLook, plainUpdate, reviseUpdate } from "../../src/plan/revise.ts";
import { createSealer, openSeals, sealSecrets, secretsOf } from "../../src/plan/secret-values.ts";
import type { UserRules } from "../../src/plan/user-plan.ts";
import type { MultiValued } from "../../src/plan/typed-values.ts";
import { encodePatch } from "../../src/push/change/encode.ts";
import { encodePut } from "../../src/push/change/encode-put.ts";
import { enterpriseUserSchema } from "../../src/scim/resource.ts";
import { type Applier, sandboxApplier, scimmyApplier } from "./appliers.ts";
import { comparable, shows } from "./comparable.ts";
import { customSchema, randomUser, type UserShape } from "./random-user.ts";
import { templateOf } from "./template-of.ts";
import { linked, planOf, policiesOf } from "./user-situation.ts";

/** Paths that policies may name; none of them lies within another. */
const pool = [
  "title",
  "NickName",
  "displayName",
  "name.middleName",
  'emails[type eq "home"]',
  'phoneNumbers[type eq "work"]',
  `${enterpriseUserSchema}:department`,
  `${enterpriseUserSchema}:manager`,
  `${customSchema}:badge`,
];
const treatments = ["none", "createOnly", "fillIfEmpty", "clearWhenEmpty"] as const;
type Treatments = Readonly<Record<string, (typeof treatments)[number]>>;

/** What is held at the paths of the pool, by somebody else's doing: theirs, gone, or as it was. */
type Meddling = Readonly<Record<string, "theirs" | "gone" | "kept">>;

interface Case {
  readonly a: JsonObject;
  readonly b: JsonObject;
  readonly policies: AttributePolicies;
  readonly meddling: Meddling;
}

function cases(shape: UserShape): fc.Arbitrary<Case> {
  const each = <T extends string>(values: readonly T[]) =>
    fc.record(Object.fromEntries(pool.map((path) => [path, fc.constantFrom(...values)])));
  const secret = fc.subarray(pool);
  return fc
    .tuple(randomUser(shape), randomUser(shape), each(treatments), secret, each(["theirs", "gone", "kept"]))
    .map(([a, b, treated, secret, meddling]) => ({ a, b, policies: policiesFor(treated, secret), meddling }));
}

function policiesFor(treated: Treatments, secret: readonly string[]): AttributePolicies {
  const of = (treatment: string) => pool.filter((path) => treated[path] === treatment);
  return policiesOf({
    createOnly: of("createOnly"),
    fillIfEmpty: of("fillIfEmpty"),
    clearWhenEmpty: of("clearWhenEmpty"),
    secret,
  });
}

/** What nobody maps. */
const besides: JsonObject = {
  locale: "de-CH",
  roles: [{ value: "admin" }],
  "urn:example:unmanaged:2.0:User": { clearance: "high" },
};
const otherEmail = { value: "private@home.example", type: "private" };

/** The account of `a`, with what others have, and what they changed. */
function heldOf({ a, meddling, policies }: Case, shape: UserShape): JsonObject {
  const emails = [
    ...((a["emails"] as readonly Json[] | undefined) ?? []),
    ...(shape.custom ? [otherEmail] : []),
  ];
  const start = { ...a, ...besides, ...(emails.length === 0 ? {} : { emails }) };
  const paths = shape.custom ? pool : pool.filter((path) => !path.startsWith(customSchema));
  const treated = new Set([...policies.createOnly, ...policies.fillIfEmpty].map(({ path }) => path));
  const changes = paths
    .filter((path) => meddling[path] !== "kept" && treated.has(path))
    .map((path) => (meddling[path] === "gone" ? { path } : { path, after: theirs(path) }));
  const held = applyChanges(start, changes);
  if (shape.custom) return held;
  const { "urn:example:unmanaged:2.0:User": _, ...known } = held;
  return known;
}

function theirs(path: string): Json {
  if (path.includes("[")) return { type: path.includes("home") ? "home" : "work", value: "theirs" };
  return path.endsWith("manager") ? { value: "theirs" } : "theirs";
}

/** Order and emptiness apart. */
function valueAt(resource: JsonObject, path: ReadPath): string {
  return JSON.stringify(
    presentAt(resource, path).map((value) => JSON.stringify(sorted(value)).normalize("NFC")),
  );
}

function sorted(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  // Which one is primary depends on the others, too.
  const entries = Object.entries(value).filter(([name]) => name !== "primary");
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const none = JSON.stringify([]);
const seal = createSealer("key", "app")(7);

interface Way {
  readonly title: string;
  readonly multiValued: MultiValued;
  readonly shape: UserShape;
  readonly runs: number;
  readonly write: (held: JsonObject, changes: readonly AttributeChange[]) => Promise<JsonObject>;
}

function byPatch(applier: Applier, extensionPath: "colon" | "object"): Way["write"] {
  const form = { patchForm: "paths", extensionPath } as const;
  return (held, changes) => applier(held, encodePatch(changes, form));
}

const byPut: Way["write"] = (held, changes) => Promise.resolve(encodePut("User", held, changes));
const [wide, narrow] = [{ custom: true }, { custom: false }];
const ways: readonly Way[] = [
  {
    title: "PATCH by type",
    multiValued: "byType",
    shape: wide,
    runs: 50,
    write: byPatch(sandboxApplier(), "colon"),
  },
  {
    title: "PATCH of lists as a whole",
    multiValued: "whole",
    shape: wide,
    runs: 50,
    write: byPatch(sandboxApplier(), "object"),
  },
  {
    title: "PATCH at SCIMMY",
    multiValued: "byType",
    shape: narrow,
    runs: 20,
    write: byPatch(scimmyApplier(), "colon"),
  },
  { title: "PUT by type", multiValued: "byType", shape: wide, runs: 50, write: byPut },
  { title: "PUT of lists as a whole", multiValued: "whole", shape: wide, runs: 50, write: byPut },
];

/** Paths of the pool apart, the account shows what is wanted, and all that nobody maps is as it was. */
function expectRest(after: JsonObject, { b }: Case, held: JsonObject): void {
  const wanted = applyChanges(
    b,
    pool.map((path) => ({ path })),
  );
  expect(shows(after, wanted)).toBe(true);
  for (const name of Object.keys(besides)) expect(after[name], name).toEqual(held[name]);
  if (held["emails"] !== undefined && JSON.stringify(held["emails"]).includes("private"))
    expect(after["emails"]).toContainEqual(otherEmail);
}

function names(paths: readonly ReadPath[]): ReadonlySet<string> {
  return new Set(paths.map(({ path }) => path));
}

describe.each(ways)("with policies, by $title", ({ multiValued, shape, runs, write }) => {
  const read = readPaths(pool, { [enterpriseUserSchema]: 0, [customSchema]: 0 });

  test("an adopted account is as wanted, and keeps what is not ours", () =>
    fc.assert(
      fc.asyncProperty(cases(shape), async (one) => {
        const { b, policies } = one;
        const held = heldOf(one, shape);
        const adoption = { held, wanted: b, waiting: [], asserted: undefined, removed: [], remarks: [] };
        const rules = { policies, multiValued, seal };
        const adopted = adoptAccount(adoption, rules);
        const after = await write(held, adopted.changes);
        expectRest(after, one, held);
        for (const path of read) {
          const [was, is, wanted] = [held, after, b].map((resource) => valueAt(resource, path));
          const keeps =
            names(policies.createOnly).has(path.path) ||
            (names(policies.fillIfEmpty).has(path.path) && was !== none);
          if (keeps) expect(is, path.path).toBe(was);
          else if (wanted !== none) expect(shows(after, onlyAt(b, path)), path.path).toBe(true);
          else expect(is, path.path).toBe(names(policies.clearWhenEmpty).has(path.path) ? none : was);
        }
        expect(JSON.stringify(adopted.asserted)).not.toContain("theirs");
        const again = { ...adoption, ...adopted, held: after };
        expect(adoptAccount(again, rules).changes).toEqual([]);
      }),
      { numRuns: runs },
    ));

  test("an account of ours follows what is wanted, and keeps what others changed", () =>
    fc.assert(
      fc.asyncProperty(cases(shape), async (one) => {
        const { a, b, policies } = one;
        const template = templateOf(a, b);
        expect([a, b].map((user) => comparable(template.map(user)))).toEqual([a, b].map(comparable));
        const managed = managedAttributes(template.attributes);
        const held = heldOf(one, shape);
        const sealed = (resource: JsonObject) => sealSecrets(resource, policies.secret, seal);
        const link = linked({ asserted: applyChanges(sealed(a), [...policies.createOnly]), remarks: [] });
        const changes = planned(template.map(b), link, { policies, multiValued, managed });
        const revised = needsLook(changes, policies, multiValued)
          ? reviseUpdate(link, changes, held, { policies, multiValued, sealed })
          : plainUpdate(link, changes, policies);
        const known = secretsOf(b, policies.secret, seal);
        const after = await write(held, openSeals(revised.changes as unknown as Json, known) as never);
        expectRest(after, one, held);
        for (const path of read) {
          const [old, was, is, wanted] = [a, held, after, b].map((resource) => valueAt(resource, path));
          const foreign = was !== none && was !== old;
          const keeps =
            names(policies.createOnly).has(path.path) ||
            (names(policies.fillIfEmpty).has(path.path) && foreign);
          const clears = names(policies.clearWhenEmpty).has(path.path) && wanted === none;
          const fills = names(policies.fillIfEmpty).has(path.path) && was === none;
          // What is unchanged may be sent along, with the rest of a list or for the sake of `primary`.
          if (fills && old === wanted) expect([none, wanted], path.path).toContain(is);
          else if (keeps || (old === wanted && !clears)) expect(is, path.path).toBe(was);
          else expect(is, path.path).toBe(wanted);
        }
        expect(planned(template.map(b), { ...link, ...revised }, { policies, multiValued, managed })).toEqual(
          [],
        );
      }),
      { numRuns: runs },
    ));
});

/** The part of the resource at the path. */
function onlyAt(resource: JsonObject, { path }: ReadPath): JsonObject {
  const [value] = presentAt(resource, readPaths([path], resource)[0] as ReadPath);
  return value === undefined ? {} : applyChanges({}, [{ path, after: value }]);
}

function planned(
  resource: JsonObject,
  link: Link,
  rules: Pick<UserRules, "policies" | "multiValued" | "managed">,
): readonly AttributeChange[] {
  const { operations } = planOf({ link, desired: { kind: "desired", resource, clause: "" }, rules });
  return operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : []));
}
