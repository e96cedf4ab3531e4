import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { momentOfGeneralizedTime } from "../../src/mapping/generalized-time.ts";
import { compile, inputOf } from "./fixture.ts";

const valueOf = (source: string, value?: unknown) =>
  compile(source, "any").evaluate(inputOf(value === undefined ? {} : { at: value as string }));

describe("fileTime()", () => {
  test.each([
    ["116444736000000000", "1970-01-01T00:00:00.000Z"],
    ["133801632000000000", "2025-01-01T00:00:00.000Z"],
    // [MS-ADA1] and its readers: 2006-01-01.
    ["127805472000000000", "2006-01-01T00:00:00.000Z"],
    ["127805472000009999", "2006-01-01T00:00:00.000Z"],
    ["127805472000010000", "2006-01-01T00:00:00.001Z"],
    [127805472000000000, "2006-01-01T00:00:00.000Z"],
    ["1", "1601-01-01T00:00:00.000Z"],
    ["0", null],
    [0, null],
    ["9223372036854775807", null],
    [9223372036854775807n, null],
    [Number("9223372036854775807"), null],
    [undefined, null],
    [
      ["127805472000000000", "0"],
      ["2006-01-01T00:00:00.000Z", null],
    ],
  ])("%s is %s", (value, expected) => expect(valueOf("fileTime(user.at)", value)).toEqual(expected));

  test.each(["soon", "-1", "1.5", 1.5, "2026-01-01T00:00:00Z", "0x10", "1".repeat(50), true])(
    "%s is refused without being told",
    (value) => {
      expect(() => valueOf("fileTime(user.at)", value)).toThrow(
        /^the value is no FILETIME, a count of 100 ns/,
      );
    },
  );
});

describe("generalizedTime()", () => {
  // RFC 4517, 3.3.13, and what directories write.
  test.each([
    ["199412161032Z", "1994-12-16T10:32:00.000Z"],
    ["199412160532-0500", "1994-12-16T10:32:00.000Z"],
    ["20260102030405.0Z", "2026-01-02T03:04:05.000Z"],
    ["20260102030405Z", "2026-01-02T03:04:05.000Z"],
    ["20260102030405.123456Z", "2026-01-02T03:04:05.123Z"],
    ["20260102030405,5Z", "2026-01-02T03:04:05.500Z"],
    ["202601020304.5Z", "2026-01-02T03:04:30.000Z"],
    ["2026010203.25Z", "2026-01-02T03:15:00.000Z"],
    ["2026010203Z", "2026-01-02T03:00:00.000Z"],
    ["2026010203+02", "2026-01-02T01:00:00.000Z"],
    ["20260102030405+0530", "2026-01-01T21:34:05.000Z"],
    ["20260102030405-0000", "2026-01-02T03:04:05.000Z"],
    ["20161231235960Z", "2017-01-01T00:00:00.000Z"],
    ["000001010000Z", "0000-01-01T00:00:00.000Z"],
    ["20240229000000Z", "2024-02-29T00:00:00.000Z"],
    [" 2026010203Z ", "2026-01-02T03:00:00.000Z"],
    [undefined, null],
    [["2026010203Z"], ["2026-01-02T03:00:00.000Z"]],
  ])("%s is %s", (value, expected) => expect(valueOf("generalizedTime(user.at)", value)).toEqual(expected));

  test.each([
    "20260102030405",
    "20260102Z",
    "2026010203040Z",
    "20260002030405Z",
    "20261302030405Z",
    "20260230030405Z",
    "20250229000000Z",
    "20260100030405Z",
    "20260102240405Z",
    "20260102036005Z",
    "20260102030461Z",
    "20260102030405.Z",
    "20260102030405+2400",
    "20260102030405+0060",
    "20260102030405+5",
    "20260102030405z",
    "2026-01-02T03:04:05Z",
    "s3cret",
    20260102,
  ])("%s is refused without being told", (value) => {
    expect(() => valueOf("generalizedTime(user.at)", value)).toThrow(
      /^generalizedTime\(\) takes a time such as/,
    );
  });

  test("any moment that has four digits of year comes back, with any offset", () => {
    const first = new Date("0000-01-02T00:00:00Z").getTime();
    const last = new Date("9999-12-30T00:00:00Z").getTime();
    const quarters = fc.integer({ min: -48, max: 48 });
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), quarters, (moment, quarter) => {
        const local = new Date(moment + quarter * 900_000).toISOString().replaceAll(/[-:TZ]/g, "");
        const away = [Math.floor(Math.abs(quarter) / 4), (Math.abs(quarter) % 4) * 15];
        const offset = away.map((part) => String(part).padStart(2, "0")).join("");
        expect(momentOfGeneralizedTime(`${local}${quarter < 0 ? "-" : "+"}${offset}`)).toBe(moment);
      }),
    );
  });
  test("a fraction of any length takes no time", () => {
    expect(momentOfGeneralizedTime(`2026010203.${"9".repeat(1_000_000)}Z`)).toBe(
      Date.UTC(2026, 0, 2, 3, 59, 59, 999),
    );
  });
});
