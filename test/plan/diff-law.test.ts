import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJsonObject, type JsonObject } from "../../src/canonical.ts";
import type { ConnectorProfile } from "../../src/connector/profile.ts";
import { applyChanges } from "../../src/plan/apply-changes.ts";
import { diffResources } from "../../src/plan/diff.ts";
import { changesToAdopt } from "../../src/plan/project.ts";
import type { MultiValued } from "../../src/plan/typed-values.ts";
import { enterpriseUserSchema } from "../../src/scim/resource.ts";
import { encodePatch, encodePut } from "../../src/push/encode.ts";
import { type Applier, sandboxApplier, scimmyApplier } from "./appliers.ts";
import { comparable } from "./comparable.ts";
import { changedUser, randomUser } from "./random-user.ts";

const runs = { numRuns: 150 };
/** SCIMMY takes ten times as long for a resource. */
const fewRuns = { numRuns: 40 };

function profile(extensionPath: "colon" | "object"): ConnectorProfile {
  return { users: { extensionPath } } as unknown as ConnectorProfile;
}

const ways: readonly (readonly [MultiValued, "colon" | "object"])[] = [
  ["byType", "colon"],
  ["byType", "object"],
  ["whole", "colon"],
  ["whole", "object"],
];

describe("law 1: applying the patch of the difference gives the other", () => {
  describe.each(ways)("%s, extensions by %s", (multiValued, extensionPath) => {
    async function holds(applier: Applier, a: JsonObject, b: JsonObject): Promise<void> {
      const operations = encodePatch(diffResources(a, b, multiValued), profile(extensionPath));
      expect(comparable(await applier(a, operations))).toEqual(comparable(b));
    }
    test("on the sandbox", () => {
      const applier = sandboxApplier();
      return fc.assert(
        fc.asyncProperty(changedUser({ custom: true }), ([a, b]) => holds(applier, a, b)),
        runs,
      );
    });
    test("on SCIMMY", () => {
      const applier = scimmyApplier();
      return fc.assert(
        fc.asyncProperty(changedUser({ custom: false }), ([a, b]) => holds(applier, a, b)),
        fewRuns,
      );
    });
    test("by PUT, and in what we remember", () => {
      fc.assert(
        fc.property(changedUser({ custom: true }), ([a, b]) => {
          const changes = diffResources(a, b, multiValued);
          expect(comparable(applyChanges(a, changes))).toEqual(comparable(b));
          expect(comparable(encodePut("User", { ...a, id: "1", meta: {} }, changes))).toEqual(comparable(b));
        }),
        runs,
      );
    });
    test("and then nothing is left to do", () => {
      fc.assert(
        fc.property(changedUser({ custom: true }), ([a, b]) => {
          const after = applyChanges(a, diffResources(a, b, multiValued));
          expect(diffResources(after, b, multiValued)).toEqual([]);
        }),
        runs,
      );
    });
  });
});

/** What a provider holds of a user besides what we map. */
const besides: JsonObject = {
  id: "1",
  meta: { resourceType: "User" },
  locale: "de-CH",
  timezone: "Europe/Zurich",
  roles: [{ value: "admin" }],
  ims: [{ value: "x", type: "skype" }],
  "urn:example:unmanaged:2.0:User": { clearance: "high" },
};

const otherEmail = { value: "private@home.example", type: "private", display: "theirs" };

/** The observed user: `a`, what nobody maps, and one e-mail of a type we do not map. */
function observedOf(a: JsonObject): JsonObject {
  const emails = Array.isArray(a["emails"]) ? a["emails"] : [];
  const held = a[enterpriseUserSchema];
  return {
    ...a,
    ...besides,
    emails: [...emails, otherEmail],
    [enterpriseUserSchema]: { ...(isJsonObject(held) ? held : {}), division: "theirs" },
  };
}

function untouched(after: JsonObject): void {
  for (const name of Object.keys(besides)) {
    if (!["id", "meta"].includes(name)) expect(after[name]).toEqual(besides[name]);
  }
  expect(after["emails"]).toContainEqual(otherEmail);
  expect(after).toHaveProperty([enterpriseUserSchema, "division"], "theirs");
}

describe("law 6: what is not in the mapping survives an adoption", () => {
  test.each(["colon", "object"] as const)("by PATCH on the sandbox, extensions by %s", (extensionPath) => {
    const applier = sandboxApplier();
    return fc.assert(
      fc.asyncProperty(changedUser({ custom: true }), async ([a, b]) => {
        const observed = observedOf(a);
        const changes = changesToAdopt(observed, b, [], "byType");
        const after = await applier(observed, encodePatch(changes, profile(extensionPath)));
        untouched(after);
        expect(changesToAdopt(after, b, [], "byType")).toEqual([]);
      }),
      runs,
    );
  });
  test("by PUT", () => {
    fc.assert(
      fc.property(changedUser({ custom: true }), ([a, b]) => {
        const observed = observedOf(a);
        const after = encodePut("User", observed, changesToAdopt(observed, b, [], "byType"));
        untouched(after);
        expect(changesToAdopt(after, b, [], "byType")).toEqual([]);
      }),
      runs,
    );
  });
  test("an adoption touches only names that the mapping speaks of", () => {
    fc.assert(
      fc.property(randomUser({ custom: true }), randomUser({ custom: true }), (a, b) => {
        for (const { path } of changesToAdopt(observedOf(a), b, [], "byType")) {
          const name = Object.keys(b).find(
            (key) =>
              path === key ||
              path.startsWith(`${key}.`) ||
              path.startsWith(`${key}:`) ||
              path.startsWith(`${key}[`),
          );
          expect(name, path).toBeDefined();
        }
      }),
      runs,
    );
  });
});
