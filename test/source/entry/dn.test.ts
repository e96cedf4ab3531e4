import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isBelow, normalizeDn } from "../../../src/source/entry/dn.ts";

/** All of them are one DN. */
function same(...texts: readonly string[]): void {
  const [first] = texts;
  for (const text of texts) expect([text, normalizeDn(text)]).toEqual([text, normalizeDn(first!)]);
  expect(normalizeDn(first!)).toBeDefined();
}

describe("normalizeDn", () => {
  test("gives one way to write a DN", () => {
    expect(normalizeDn("CN=Ann Lee , OU = People,DC=Example,dc=org")).toBe(
      "cn=ann lee,ou=people,dc=example,dc=org",
    );
    expect(normalizeDn(String.raw`CN=Lee\, Ann,DC=org`)).toBe(String.raw`cn=lee\, ann,dc=org`);
    expect(normalizeDn("")).toBe("");
    expect(normalizeDn("  ")).toBe("");
  });

  test("without case, spaces around separators, runs of spaces", () => {
    same(
      "cn=Ann Lee,dc=org",
      "CN=ANN LEE,DC=ORG",
      " cn = Ann  Lee , dc=org ",
      "cn=ann\tlee;dc=org",
      String.raw`cn=ann\0alee,dc=org`,
      String.raw`cn=\20ann lee\ ,dc=org`,
    );
  });

  test("escapes however they are written", () => {
    same(
      String.raw`cn=Lee\, "Ann" \+ <x>;dc=org`,
      String.raw`cn=Lee\2C \22Ann\22 \2b \3cx\3E,dc=org`,
      String.raw`cn="Lee, \"Ann\" + <x>",dc=org`,
      String.raw`cn="Lee, \"Ann\" + <x>" , dc=org`,
    );
    same(
      "cn=Zoë,dc=org",
      String.raw`cn=Zo\c3\ab,dc=org`,
      String.raw`cn=zo\C3\AB,dc=org`,
      "cn=Zoe\u0308,dc=org",
      "CN=ZOË,dc=org",
    );
    same(String.raw`cn=\#1,dc=org`, String.raw`cn=\231,dc=org`, "cn=#0c022331,dc=org");
    same(String.raw`cn=a\\b`, String.raw`cn=a\5cb`);
    same("cn=a=b", String.raw`cn=a\=b`, String.raw`cn=a\3Db`);
  });

  test("types by name or by number", () => {
    same("cn=x,ou=y,dc=org", "2.5.4.3=x,OID.2.5.4.11=y,0.9.2342.19200300.100.1.25=org");
    expect(normalizeDn("1.3.6.1.4.1.1466=X")).toBe("1.3.6.1.4.1.1466=x");
  });

  test("the parts of a multi-valued RDN in any order", () => {
    same("cn=Ann+uid=1,dc=org", "uid=1 + cn=Ann,dc=org", "UID=1+CN=ann,dc=org");
    expect(normalizeDn("uid=1+cn=Ann,dc=org")).toBe("cn=ann+uid=1,dc=org");
  });

  test("BER that is no text stays as hex", () => {
    expect(normalizeDn("cn=#04024869,dc=org")).toBe("cn=#04024869,dc=org");
    expect(normalizeDn("cn=#0C03ABCDEF,dc=org")).toBe("cn=#0c03abcdef,dc=org");
  });

  test("a control character is escaped, so that no key of such a name holds a NUL", () => {
    expect(normalizeDn(String.raw`CN=Ann\00DEL:1\01,DC=org`)).toBe(String.raw`cn=ann\00del:1\01,dc=org`);
    expect(normalizeDn("cn=a\u0085b")).toBe(String.raw`cn=a\c2\85b`);
  });

  test("different names stay different", () => {
    const texts = [
      String.raw`cn=a\,b=c`,
      "cn=a,b=c",
      String.raw`cn=a\+b=c`,
      "cn=a+b=c",
      "cn=a b=c",
      String.raw`cn=\#ab`,
      "cn=#ab",
      "cn=",
      "cn=ab",
      "sn=ab",
      String.raw`cn=a\\\,b=c`,
      String.raw`cn=a\\,b=c`,
    ];
    expect(new Set(texts.map(normalizeDn)).size).toBe(texts.length);
  });

  test.each([
    "Ann",
    "ann@example.org",
    "=x",
    "cn",
    "cn=x,",
    ",cn=x",
    "cn=x,,dc=org",
    "cn=x+",
    "c n=x",
    "1=x",
    "cn=x,dc",
    String.raw`cn=a\xyz`,
    String.raw`cn=a\4`,
    "cn=a\\",
    'cn="a',
    'cn="a"b,dc=org',
    "cn=#0",
    "cn=#xy",
    "cn=#0c01 61",
    String.raw`cn=\ff`,
  ])("%j is no DN", (text) => {
    expect(normalizeDn(text)).toBeUndefined();
  });

  test("takes a name of any length", () => {
    for (const part of ["a ", "a,cn=", "a+cn=", String.raw`\,`, String.raw`\41b`]) {
      expect(normalizeDn(`cn=${part.repeat(300_000)}a`)).toMatch(/a$/);
    }
  });

  test("is its own normal form, and takes any text in", () => {
    const value = fc.string({ unit: fc.constantFrom(...' "#+,;<=>\\aAßİZ\u0000\n\u0308é0cC2'.split("")) });
    const escaped = value.map((text) =>
      text.replaceAll(/[^a-zA-Z0-9]/gu, (character) =>
        Buffer.from(character)
          .toString("hex")
          .replaceAll(/../g, String.raw`\$&`),
      ),
    );
    fc.assert(
      fc.property(fc.array(escaped, { minLength: 1 }), (values) => {
        const normal = normalizeDn(values.map((text) => `cn=${text}`).join(","));
        expect(normal).toBeDefined();
        expect(normalizeDn(normal!)).toBe(normal);
      }),
    );
    fc.assert(
      fc.property(value, (text) => {
        const normal = normalizeDn(`cn=${text}`);
        if (normal !== undefined) expect(normalizeDn(normal)).toBe(normal);
      }),
    );
  });
});

describe("isBelow", () => {
  test("holds for the base itself, for what is under it, and for all under the empty DN", () => {
    for (const normal of ["dc=org", "ou=x,dc=org", "cn=a,ou=x,dc=org"]) {
      expect(isBelow(normal, "dc=org")).toBe(true);
      expect(isBelow(normal, "")).toBe(true);
    }
    expect(isBelow("", "")).toBe(true);
  });

  test("is not fooled by how a text ends", () => {
    expect(isBelow("dc=org", "ou=x,dc=org")).toBe(false);
    expect(isBelow("", "dc=org")).toBe(false);
    expect(isBelow("adc=org", "dc=org")).toBe(false);
    expect(isBelow("ou=y,dc=org", "ou=x,dc=org")).toBe(false);
    expect(isBelow(String.raw`cn=a\,dc=org`, "dc=org")).toBe(false);
    expect(isBelow(String.raw`cn=a\\,dc=org`, "dc=org")).toBe(true);
  });
});
