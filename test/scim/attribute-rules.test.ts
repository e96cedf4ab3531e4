import { describe, expect, test } from "vitest";
import { identifiesSame, keptAs } from "../../src/scim/attribute-rules.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("a value that was kept", () => {
  const kept: readonly (readonly [string, unknown, unknown])[] = [
    ["userName", "Ann@X.org", "ann@x.org"],
    ["emails.value", "Ann@X.org", "ann@x.org"],
    ["title", "CTO", "cto"],
    ["name.familyName", "McCoy", "MCCOY"],
    ["addresses.country", "DE", "de"],
    [`${enterprise}:department`, "R&D", "r&d"],
    ["urn:example:2.0:User:badge", "A1", "a1"],
    ["displayName", "Zo\u00EB", "Zoe\u0308"],
    ["active", true, "True"],
    ["active", false, "false"],
    ["urn:example:2.0:User:level", 1, "1"],
    ["urn:example:2.0:User:level", 1, "1.0"],
    ["urn:example:2.0:User:level", "1", 1],
    ["urn:example:2.0:User:level", "1.50", 1.5],
    ["urn:example:2.0:User:since", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000Z"],
    ["urn:example:2.0:User:since", "2026-01-31T09:00:00Z", "2026-01-31T10:00:00+01:00"],
    ["urn:example:2.0:User:since", "2026-01-31", "2026-01-31T00:00:00Z"],
  ];
  test.each(kept)("%s: %j as %j", (path, sent, found) => {
    expect(keptAs(path, sent as string, found as string)).toBe(true);
  });

  const lost: readonly (readonly [string, unknown, unknown])[] = [
    ["title", "CTO", "CEO"],
    ["externalId", "A", "a"],
    ["id", "A", "a"],
    [`${enterprise}:manager.value`, "A", "a"],
    ["profileUrl", "https://x.org/A", "https://x.org/a"],
    ["photos.value", "https://x.org/A", "https://x.org/a"],
    ["x509Certificates.value", "QQ==", "qq=="],
    ["title", "CTO", "CTO "],
    ["active", true, false],
    ["active", true, 1],
    [`${enterprise}:employeeNumber`, "007", 7],
    [`${enterprise}:employeeNumber`, "007", "7"],
    ["urn:example:2.0:User:level", 1, "one"],
    ["urn:example:2.0:User:level", 1, 2],
    ["urn:example:2.0:User:since", "2026-01-31T09:00:00Z", "2026-01-31T09:00:01Z"],
    ["externalId", "2026-01-31", "2026-01-31T00:00:00Z"],
    ["title", "2026-01", "2026-01-01"],
  ];
  test.each(lost)("%s: %j not as %j", (path, sent, found) => {
    expect(keptAs(path, sent as string, found as string)).toBe(false);
  });
});

describe("an account is recognised", () => {
  test.each([
    ["userName", "Ann", "ann", true],
    ["emails.value", " a@X.org", "a@x.org", true],
    ["displayName", "Zo\u00EB", "ZOE\u0308", true],
    ["externalId", "A", "a", false],
    // A stranger's, for all we know.
    ["nickName", "Ann", "ann", false],
    ["urn:example:2.0:User:badge", "A1", "a1", false],
  ])("by %s: %j and %j: %s", (path, one, other, same) => {
    expect(identifiesSame(path, one, other)).toBe(same);
  });
});
