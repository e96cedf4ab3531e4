import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/canonical.ts";
import type { AttributeChange } from "../../src/plan/change.ts";
import { diffResources } from "../../src/plan/diff.ts";
import { differencesTo, newlyNotSticky, remarksAfter } from "../../src/plan/not-kept.ts";
import type { Remark } from "../../src/plan/remark.ts";
import { createSealer, isSealed } from "../../src/plan/secret-values.ts";
import type { MultiValued } from "../../src/plan/typed-values.ts";
import { policiesOf } from "./user-situation.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const work = { type: "work", value: "a@x.org" };

function differences(
  sent: JsonObject | readonly AttributeChange[],
  answer: JsonObject,
  multiValued: MultiValued = "byType",
): readonly object[] {
  const changes = Array.isArray(sent) ? sent : diffResources({}, sent as JsonObject, multiValued);
  const { secret } = policiesOf({ secret: ["pin"] });
  return differencesTo(answer, changes as readonly AttributeChange[], {
    multiValued,
    secret,
    seal: createSealer("key", "app")(1),
  });
}

describe("what an answer shows of what was sent", () => {
  const rows: readonly { what: string; sent: JsonObject; answer: JsonObject; lost: readonly object[] }[] = [
    {
      what: "the same",
      sent: { title: "x", active: true },
      answer: { title: "x", active: "true" },
      lost: [],
    },
    { what: "more", sent: { title: "x" }, answer: { title: "x", nickName: "y" }, lost: [] },
    { what: "nothing", sent: { title: "x" }, answer: {}, lost: [{ path: "title", sent: "x", found: null }] },
    {
      what: "something else",
      sent: { title: "xy" },
      answer: { title: "x" },
      lost: [{ path: "title", sent: "xy", found: "x" }],
    },
    { what: "another case", sent: { title: "X" }, answer: { title: "x" }, lost: [] },
    {
      what: "no such value of a list",
      sent: { emails: [work] },
      answer: { emails: [{ type: "home", value: "b" }] },
      lost: [{ path: 'emails[type eq "work"]', sent: work, found: null }],
    },
    {
      what: "a value of a list cut down",
      sent: { emails: [{ ...work, display: "A" }] },
      answer: { emails: [work] },
      lost: [{ path: 'emails[type eq "work"].display', sent: "A", found: null }],
    },
    {
      what: "a value of a list with more",
      sent: { emails: [work] },
      answer: {
        emails: [
          { ...work, primary: true },
          { type: "home", value: "b" },
        ],
      },
      lost: [],
    },
    {
      what: "a value that is not primary, unsaid",
      sent: { emails: [{ ...work, primary: false }] },
      answer: { emails: [work] },
      lost: [],
    },
    {
      what: "part of an extension",
      sent: { [enterprise]: { department: "d", costCenter: "c" } },
      answer: { [enterprise]: { department: "d" } },
      lost: [{ path: `${enterprise}:costCenter`, sent: "c", found: null }],
    },
    { what: "no password", sent: { password: "x" }, answer: {}, lost: [] },
    { what: "no secret", sent: { pin: "x" }, answer: {}, lost: [] },
  ];
  test.each(rows)("$what", ({ sent, answer, lost }) => {
    expect(differences(sent, answer)).toEqual(lost);
  });
  test("a removal that is not there", () => {
    const sent = [
      { path: "title", before: "x" },
      { path: 'emails[type eq "work"]', before: work },
    ];
    expect(differences(sent, { emails: [{ type: "home", value: "b" }] })).toEqual([]);
    expect(differences(sent, { title: "x", emails: [work] })).toEqual([
      { path: "title", sent: null, found: "x" },
      { path: 'emails[type eq "work"]', sent: null, found: work },
    ]);
  });
  test("another secret: what was sent is sealed, what is there hidden", () => {
    const [lost] = differences({ pin: "1234" }, { pin: "abcd" }) as readonly JsonObject[];
    expect(lost).toMatchObject({ path: "pin", found: "•••" });
    expect(isSealed(lost?.["sent"])).toBe(true);
  });
});

describe("remarks", () => {
  const sent: readonly AttributeChange[] = [{ path: "title", after: "x" }];
  const lost = [{ path: "title", sent: "x", found: null }];
  const once = remarksAfter([], sent, lost, "r1");

  test("count runs, not answers", () => {
    expect(once).toEqual([{ kind: "notKept", path: "title", sent: "x", found: null, times: 1, run: "r1" }]);
    expect(remarksAfter(once, sent, lost, "r1")).toMatchObject([{ times: 1 }]);
    const twice = remarksAfter(once, sent, lost, "r2");
    expect(twice).toMatchObject([{ times: 2, run: "r2" }]);
    expect(newlyNotSticky([], once)).toEqual([]);
    expect(newlyNotSticky(once, twice)).toEqual(["title"]);
    expect(newlyNotSticky(twice, remarksAfter(twice, sent, lost, "r3"))).toEqual([]);
  });
  test("go when the value is kept, and stay when nothing was sent there", () => {
    expect(remarksAfter(once, sent, [], "r2")).toEqual([]);
    expect(remarksAfter(once, [{ path: "nickName", after: "y" }], [], "r2")).toEqual(once);
    const others: readonly Remark[] = [{ kind: "blank", path: "title" }];
    expect(remarksAfter(others, sent, [], "r2")).toEqual(others);
  });
});
