import * as fc from "fast-check";
import * as codec from "ldapts";
import { expect, test } from "vitest";
import { readAnswer } from "../../../src/source/ldap/answer.ts";
import { LdapFault } from "../../../src/source/ldap/fault.ts";
import { done, entry, reference } from "./played-server.ts";

const asked = { id: 7 };

test("an entry keeps its values as bytes, in their order", () => {
  const guid = Buffer.from([0xef, 0xbb, 0xbf, 0xff]);
  const frame = entry(asked, "cn=Ä", { cn: ["Ä", "A"], objectGUID: [guid], member: [], __proto__: ["x"] });
  expect(readAnswer(codec, frame)).toEqual({
    kind: "entry",
    id: 7,
    entry: {
      dn: "cn=Ä",
      attributes: [
        { type: "cn", values: [Buffer.from("Ä"), Buffer.from("A")] },
        { type: "objectGUID", values: [guid] },
        { type: "member", values: [] },
      ],
    },
  });
});

test("a result keeps referrals and the cookie", () => {
  const ending = {
    code: 10,
    matchedDn: "dc=com",
    text: "elsewhere",
    referrals: ["ldap://a", "ldap://b"],
    cookie: "c",
  };
  expect(readAnswer(codec, done(asked, ending))).toEqual({
    kind: "result",
    id: 7,
    code: 10,
    matchedDn: "dc=com",
    diagnostic: "elsewhere",
    referrals: ["ldap://a", "ldap://b"],
    cookie: Buffer.from("c"),
  });
  expect(readAnswer(codec, done(asked, {}))).toMatchObject({ referrals: [], cookie: undefined });
});

test("a DN that is not UTF-8 is refused: its replacement may be another's name", () => {
  const frame = entry(asked, "cn=ab", {});
  frame[frame.indexOf("ab")] = 0xff;
  expect(() => readAnswer(codec, frame)).toThrow("the server sent a DN that is not UTF-8");
});

test("whatever comes ends in an answer or in a fault", () => {
  const frames = [
    entry(asked, "cn=x", { cn: ["Ann", "B"], mail: ["a@b"] }),
    reference(asked, "ldap://a", "ldap://b"),
    done(asked, { code: 4, referrals: ["ldap://c"], cookie: "x" }),
  ];
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.constantFrom(...frames), edits, fc.nat(), (original, edits, cut) => {
      const frame = Buffer.from(original).subarray(0, original.length - (cut % 3));
      for (const [at, byte] of edits) frame[at % frame.length] = byte;
      try {
        expect(readAnswer(codec, frame).id).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(LdapFault);
      }
    }),
    { numRuns: 5000 },
  );
});

test("a length below zero does not make the reader walk in circles", () => {
  const frame = Buffer.from([
    0x30, 0x10, 2, 1, 7, 0x73, 0x0b, 4, 0x84, 0xff, 0xff, 0xff, 0xfa, 4, 0, 4, 0, 0,
  ]);
  expect(() => readAnswer(codec, frame)).toThrow(LdapFault);
});
