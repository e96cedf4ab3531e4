import { describe, expect, test } from "vitest";
import type { KnownNames } from "../../src/mapping/expression-input.ts";
import { ExpressionError } from "../../src/mapping/expression-error.ts";
import { createExpressionCompiler } from "../../src/mapping/expression.ts";
import { userFunctions } from "../../src/mapping/user-functions.ts";
import { complaint, compile, inputOf, now, type Person } from "./fixture.ts";

const day = 86_400_000;

/** In 100 ns since 1601. */
function fileTime(moment: number): string {
  return ((BigInt(moment) + 11_644_473_600_000n) * 10_000n).toString();
}

/** The answer, and the moments told at which it may change. */
function ask(source: string, user: Person, known: KnownNames = "any", at = now) {
  const moments: number[] = [];
  const input = { ...inputOf(user), now: at, changesAt: (moment: number) => void moments.push(moment) };
  return { answer: compile(source, known).evaluate(input), moments };
}

const answer = (source: string, user: Person, known?: KnownNames) => ask(source, user, known).answer;

describe("adEnabled", () => {
  test.each([
    ["512", true],
    ["514", false],
    ["2", false],
    [512, true],
    [66050, false],
    ["66048", true],
    ["4194816", true],
    ["-2147483136", true],
    [" 514 ", false],
  ])("userAccountControl %s: %s", (userAccountControl, expected) => {
    expect(answer("adEnabled(user)", { useraccountcontrol: userAccountControl })).toBe(expected);
  });
  test.each([undefined, null, "", "enabled", "0x202", "512.0", 512.5, true, ["512", "514"], { a: 1 }])(
    "%j is not guessed at",
    (userAccountControl) => {
      const user = userAccountControl === undefined ? {} : { useraccountcontrol: userAccountControl };
      expect(() => answer("adEnabled(user)", user)).toThrow(ExpressionError);
      expect(() => answer("adEnabled(user)", user)).toThrow(/^userAccountControl is absent or no number/);
    },
  );
});

describe("adExpired", () => {
  test.each([
    [undefined, false],
    ["0", false],
    ["9223372036854775807", false],
    [Number("9223372036854775807"), false],
    [fileTime(now - 1), true],
    [fileTime(now), true],
  ])("accountExpires %s: %s, for ever", (accountExpires, expected) => {
    const user = accountExpires === undefined ? {} : { accountexpires: accountExpires };
    expect(ask("adExpired(user)", user)).toEqual({ answer: expected, moments: [] });
  });
  test("until it expires it tells when", () => {
    const user = { accountexpires: fileTime(now + day) };
    expect(ask("adExpired(user)", user)).toEqual({ answer: false, moments: [now + day] });
    expect(ask("adExpired(user)", user, "any", now + day)).toEqual({ answer: true, moments: [] });
  });
  test.each(["never", "-1", "2026-01-01", 1.5])("%s is not guessed at", (accountExpires) => {
    expect(() => answer("adExpired(user)", { accountexpires: accountExpires })).toThrow(
      /^accountExpires is no FILETIME/,
    );
  });
});

test.each([
  [undefined, false],
  ["0", false],
  [0, false],
  ["133801632000000000", true],
])("adLocked: lockoutTime %s: %s", (lockoutTime, expected) => {
  expect(answer("adLocked(user)", lockoutTime === undefined ? {} : { lockouttime: lockoutTime })).toBe(
    expected,
  );
});

describe("ldapEnabled", () => {
  const rows: readonly [Person, boolean][] = [
    [{}, true],
    [{ nsaccountlock: "true" }, false],
    [{ nsaccountlock: "TRUE" }, false],
    [{ nsaccountlock: true }, false],
    [{ nsaccountlock: "false" }, true],
    [{ nsaccountlock: false }, true],
    [{ pwdaccountlockedtime: "000001010000Z" }, false],
    [{ pwdaccountlockedtime: "20260101000000Z" }, false],
    [{ pwdaccountlockedtime: ["20260101000000Z"] }, false],
    [{ loginshell: "/bin/bash" }, true],
    [{ loginshell: "/sbin/nologin" }, false],
    [{ loginshell: "/usr/sbin/nologin" }, false],
    [{ loginshell: "/bin/false" }, false],
    [{ loginshell: "/usr/bin/false" }, false],
    [{ loginshell: "nologin" }, false],
    [{ loginshell: "/opt/not-nologin" }, true],
    [{ loginshell: "/bin/falsetto" }, true],
    [{ shadowexpire: "-1" }, true],
    [{ shadowexpire: -1 }, true],
    [{ shadowexpire: "0" }, false],
    [{ shadowexpire: String(now / day) }, false],
    [{ shadowexpire: now / day - 1 }, false],
    [{ shadowexpire: now / day + 1 }, true],
    [{ nsaccountlock: "false", loginshell: "/bin/sh", shadowexpire: "1" }, false],
  ];
  test.each(rows)("%j: %s", (user, expected) => expect(answer("ldapEnabled(user)", user)).toBe(expected));

  test("until shadowExpire it tells when, unless another way decides", () => {
    const shadowexpire = String(now / day + 3);
    expect(ask("ldapEnabled(user)", { shadowexpire }).moments).toEqual([now + 3 * day]);
    expect(ask("ldapEnabled(user)", { shadowexpire, nsaccountlock: "true" }).moments).toEqual([]);
  });
  test("a day beyond the calendar never comes", () => {
    expect(ask("ldapEnabled(user)", { shadowexpire: "2147483647" })).toEqual({ answer: true, moments: [] });
  });
  test.each([{ nsaccountlock: "yes" }, { nsaccountlock: ["true", "false"] }, { shadowexpire: "tomorrow" }])(
    "%j is not guessed at",
    (user) => expect(() => answer("ldapEnabled(user)", user)).toThrow(ExpressionError),
  );
});

describe("accountEnabled asks what the source knows", () => {
  const ad = ["useraccountcontrol", "accountexpires"];
  const rows: readonly [Person, readonly string[], boolean][] = [
    [{ useraccountcontrol: "512" }, ad, true],
    [{ useraccountcontrol: "514" }, ad, false],
    [{ useraccountcontrol: "512", accountexpires: fileTime(now - 1) }, ad, false],
    [{ useraccountcontrol: "512", loginshell: "/bin/false" }, [...ad, "loginshell"], false],
    [{}, ["accountexpires"], true],
    [{}, ["nsaccountlock"], true],
    [{ nsaccountlock: "true" }, ["nsaccountlock"], false],
  ];
  test.each(rows)("%j of %j: %s", (user, known, expected) => {
    expect(answer("accountEnabled(user)", user, known)).toBe(expected);
  });
  test("who lacks what others of the source have is not guessed at", () => {
    expect(() => answer("accountEnabled(user)", {}, ad)).toThrow(/^userAccountControl is absent/);
  });
  test("it tells each moment at which it may change", () => {
    const user = {
      useraccountcontrol: "512",
      accountexpires: fileTime(now + day),
      shadowexpire: now / day + 2,
    };
    expect(ask("accountEnabled(user)", user).moments).toEqual([now + day, now + 2 * day]);
  });
});

describe("within an expression", () => {
  test("only the side that is taken is asked", () => {
    const source = 'user.kind == "ad" ? adEnabled(user) : true';
    expect(answer(source, { kind: "other" })).toBe(true);
    expect(() => answer(source, { kind: "ad" })).toThrow(/^userAccountControl is absent/);
    expect(
      ask('user.kind == "x" && adExpired(user)', { accountexpires: fileTime(now + day) }).moments,
    ).toEqual([]);
  });
  test.each([
    ["!adEnabled(user) || adExpired(user)", false],
    ["adEnabled( user ) && !(adLocked(user))", true],
    ['adEnabled(user)? "on" : "off"', "on"],
    ["[1].map(x, adEnabled(user))", [true]],
    ["string(adEnabled(user))", "true"],
    ["user.objectSid != null ? adEnabled(user) : ldapEnabled(user)", true],
  ])("%s", (source, value) => expect(answer(source, { useraccountcontrol: "512" })).toEqual(value));
});

describe("what is wrong is said before the first record, with the place", () => {
  const none = ["id", "email"];
  test.each([
    [
      "1 == 2 || adEnabled(user)",
      10,
      "adEnabled(user) needs userAccountControl, which no user of the source has",
    ],
    ["adExpired(user)", 0, "adExpired(user) needs accountExpires, which"],
    ["adLocked(user)", 0, "adLocked(user) needs lockoutTime, which"],
    [
      "ldapEnabled(user)",
      0,
      "needs one of nsAccountLock, pwdAccountLockedTime, loginShell, shadowExpire, which",
    ],
    ["accountEnabled(user)", 0, "needs one of userAccountControl, accountExpires, nsAccountLock,"],
    ["adEnabled(user.email)", 0, "adEnabled takes the whole user: adEnabled(user)"],
    ["adEnabled()", 0, "adEnabled takes the whole user"],
    ["adEnabled(user, user)", 0, "adEnabled takes the whole user"],
    ["!adenabled(user)", 1, "did you mean adEnabled?"],
    [
      "lower(user)",
      6,
      "the attribute of user must be written out, such as user.email; the whole user is for adEnabled",
    ],
    ["user.adEnabled()", 0, "must be written out"],
  ])("%s", (source, offset, words) => {
    const error = complaint(source, none);
    expect(error.message).toContain(words);
    expect(error.offset).toBe(offset);
  });
  test("they give true or false, and are checked as such", () => {
    expect(complaint("true ? adEnabled(user) + 1 : 2", "any")).toMatchObject({
      offset: 7,
      message: "no such overload: bool + int",
    });
  });
  test("a group is no user", () => {
    const onGroup = createExpressionCompiler({ group: ["name"], groups: false });
    expect(() => onGroup("adEnabled(user)")).toThrow("there is no user here, only group, target");
    expect(() => onGroup("adEnabled(group)")).toThrow("adEnabled takes the whole user");
    expect(() => onGroup("size(group)")).toThrow(
      "the attribute of group must be written out, such as group.email",
    );
  });
});

test("what a function reads is what it declares", () => {
  for (const { name, reads, apply } of userFunctions) {
    const seen = new Set<string>();
    const facts = new Proxy<Record<string, unknown>>(
      { userAccountControl: 512 },
      {
        get: (target, attribute) => (seen.add(String(attribute)), target[String(attribute)]),
      },
    );
    apply(facts, () => false);
    expect([...seen].sort(), name).toEqual([...reads].sort());
  }
});
