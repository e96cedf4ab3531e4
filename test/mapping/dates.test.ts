import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MappingError } from "../../src/mapping/mapping-error.ts";
import { compileWhere } from "../../src/mapping/condition.ts";
import { complaint, compile, inputOf, now, valueOf } from "./fixture.ts";

function failure(source: string): string {
  try {
    valueOf(source);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${source} does not fail`);
}

describe("parseDate()", () => {
  test.each([
    ["20260102", "yyyyMMdd", "2026-01-02"],
    ["02.01.2026", "dd.MM.yyyy", "2026-01-02"],
    ["01/02/2026", "MM/dd/yyyy", "2026-01-02"],
    ["1/2/2026", "M/d/yyyy", "2026-01-02"],
    ["12/31/2026", "M/d/yyyy", "2026-12-31"],
    ["02-JAN-2026", "dd-MMM-yyyy", "2026-01-02"],
    ["2 sep 2026", "d MMM yyyy", "2026-09-02"],
    [" 2026-02-28 ", "yyyy-MM-dd", "2026-02-28"],
    ["29.02.2024", "dd.MM.yyyy", "2024-02-29"],
    ["2026-01-02 03:04:05", "yyyy-MM-dd HH:mm:ss", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02T03:04:05.678", "yyyy-MM-dd'T'HH:mm:ss.SSS", "2026-01-02T03:04:05.678Z"],
    ["2026-01-02 03:04 +02:00", "yyyy-MM-dd HH:mm XXX", "2026-01-02T01:04:00.000Z"],
    ["2026-01-02 03:04Z", "yyyy-MM-dd HH:mmXXX", "2026-01-02T03:04:00.000Z"],
    ["20260102030405", "yyyyMMddHHmmss", "2026-01-02T03:04:05.000Z"],
    ["02.01.2026 3 o'clock", "dd.MM.yyyy H 'o''clock'", "2026-01-02T03:00:00.000Z"],
    ["0099-01-02", "yyyy-MM-dd", "0099-01-02"],
  ])("%s in %s", (text, format, iso) => {
    expect(valueOf(`parseDate("${text}", "${format}")`)).toBe(iso);
    expect(valueOf(`[1].map(x, parseDate("${text}", "${format}"))[0]`)).toBe(iso);
  });

  test.each([
    ["31.02.2026", "dd.MM.yyyy"],
    ["00.01.2026", "dd.MM.yyyy"],
    ["1.2.2026", "dd.MM.yyyy"],
    ["01.13.2026", "dd.MM.yyyy"],
    ["01.02.26", "dd.MM.yyyy"],
    ["01.02.2026 x", "dd.MM.yyyy"],
    ["01x02x2026", "dd.MM.yyyy"],
    ["02-FOO-2026", "dd-MMM-yyyy"],
    ["2026-01-02 24:00", "yyyy-MM-dd HH:mm"],
    ["2026-01-02 23:60", "yyyy-MM-dd HH:mm"],
    ["soon", "dd.MM.yyyy"],
  ])("%s is no date in %s: the record is rejected, and the value not told", (text, format) => {
    expect(failure(`parseDate("${text}", "${format}")`)).toBe(
      `parseDate() is given text that is no date in the format ${format}`,
    );
  });

  test("each of several, and nothing of nothing", () => {
    expect(valueOf('parseDate(["20260102", "", null], "yyyyMMdd")')).toEqual(["2026-01-02", null, null]);
  });
});

describe("a bad format is told before the first record, at its own place", () => {
  test.each([
    ['parseDate(user.title, "dd.mm.yyyy")', 23, "months are MM"],
    ['parseDate(user.title, "dd.MM.yy")', 29, "years have four digits: yyyy"],
    ['parseDate(user.title, "DD.MM.yyyy")', 23, "days are dd"],
    ['parseDate(user.title, "yyyy-MM-dd hh:mm")', 34, "hours go from 00 to 23: HH"],
    ['parseDate(user.title, "yyyy-MM-ddTHH")', 33, "T is not known"],
    ['parseDate(user.title, "yyyy-MM-dd\'T")', 33, "the quote is not closed"],
    ['parseDate(user.title, "dd.MM.dd.yyyy")', 23, "the day twice"],
    ['parseDate(user.title, "MM.yyyy")', 23, "must say year, month and day"],
    ['formatDate(user.title, "")', 24, "the format is empty"],
    ["formatDate(user.title, user.email)", 23, "must be written out as text"],
    ["1 == 1 ? formatDate(user.title) : absent()", 9, "write formatDate(value,"],
  ])("%s", (source, offset, words) => {
    const { offset: at, message } = complaint(source);
    expect({ at, message }).toEqual({ at: offset, message: expect.stringContaining(words) as string });
  });
});

describe("formatDate() and addDays()", () => {
  test.each([
    ['formatDate("2026-01-02", "dd.MM.yyyy")', "02.01.2026"],
    ['formatDate("2026-01-02", "d.M.yyyy HH:mm")', "2.1.2026 00:00"],
    ['formatDate("2026-01-02T03:04:05+02:00", "yyyyMMddHHmmss\'Z\'")', "20260102010405Z"],
    ['formatDate("2026-01-02 03:04", "MMM yyyy, HH.mm XXX")', "Jan 2026, 03.04 Z"],
    ['formatDate(timestamp("2026-01-02T03:04:05Z"), "ss.SSS")', "05.000"],
    ['formatDate(fileTime("133485408000000000"), "yyyy-MM-dd")', "2024-01-01"],
    ['addDays("2026-01-30", 3)', "2026-02-02"],
    ['addDays("2026-03-01", -1)', "2026-02-28"],
    ['addDays("2026-01-02T03:04:05Z", 1)', "2026-01-03T03:04:05.000Z"],
    ['addDays("2026-01-02", number("30"))', "2026-02-01"],
    ['addDays(["2026-01-02", ""], 1)', ["2026-01-03", null]],
  ])("%s", (source, value) => expect(valueOf(source)).toEqual(value));

  test.each([
    ['formatDate("02.01.2026", "yyyy")', "formatDate() is given text that is no date; it takes ISO 8601"],
    ['formatDate("2026-02-30", "yyyy")', "text that is no date"],
    ["addDays(5, 1)", "addDays() is given a bigint; it takes ISO 8601"],
    ['addDays("2026-01-02", "many")', "addDays() takes a whole number of days"],
    ['addDays("9999-12-31", 1)', "the date is beyond the years 1 to 9999"],
    ['addDays("2026-01-02", 9223372036854775807)', "the date is beyond the years 1 to 9999"],
    ['formatDate("0000-01-01", "yyyy")', "the date is beyond the years 1 to 9999"],
  ])("%s fails", (source, words) => expect(failure(source)).toContain(words));

  test("what one writes the other reads", () => {
    const formats = ["yyyyMMdd", "d.M.yyyy", "MM/dd/yyyy", "dd-MMM-yyyy"];
    const days = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom(...formats), (date, format) => {
        const iso = date.toISOString().slice(0, 10);
        expect(valueOf(`parseDate(formatDate("${iso}", "${format}"), "${format}")`)).toBe(iso);
      }),
    );
  });
});

describe("hasPassed()", () => {
  test.each([
    ["2026-01-01", true],
    ["2026-01-02", true],
    ["2026-01-03", false],
    ["2026-01-02T00:00:01Z", false],
    ["2026-01-02T01:00:00+02:00", true],
  ])("%s", (title, passed) => {
    expect(valueOf("hasPassed(user.title)", { title })).toBe(passed);
    expect(valueOf("[1].all(x, hasPassed(user.title))", { title })).toBe(passed);
  });
  test("what is absent has not", () => {
    expect(valueOf("hasPassed(user.title)")).toBe(false);
    expect(valueOf("hasPassed(user.title) || !hasPassed(user.title)")).toBe(true);
  });
  test("a moment to come is told, so that the user is looked at again then", () => {
    const moments: number[] = [];
    const input = {
      ...inputOf({ title: "2026-02-01" }),
      changesAt: (moment: number) => moments.push(moment),
    };
    compile("hasPassed(user.title)").evaluate(input);
    compile("user.email == null && !hasPassed(addDays(user.title, 1))").evaluate(input);
    compile("hasPassed(addDays(user.title, -60))").evaluate(input);
    expect(moments).toEqual([Date.UTC(2026, 1, 1), Date.UTC(2026, 1, 2)]);
    expect(now).toBeLessThan(Date.UTC(2026, 1, 1));
  });
  test("a date that is none rejects, since access hangs on it", () => {
    const condition = compileWhere("hasPassed(user.title)", ["where"], compile, []);
    expect(() => condition?.holds(inputOf({ title: "31.12.2026" }))).toThrow(MappingError);
  });
});
