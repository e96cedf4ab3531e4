import { suggest } from "../../nearest.ts";
import { aheadOfUtc, millisecondsOf, startOfDay, timeOfDay } from "../calendar.ts";
import { type Dated, isoOf } from "./dated.ts";

/** A way to write dates, made ready. */
export interface DateFormat {
  /** Undefined when the text is not in this format, or names no day there is. */
  readonly parse: (text: string) => Dated | undefined;
  /** In UTC. */
  readonly format: (moment: number) => string;
  /** Whether it says the day, so that it can be parsed. */
  readonly saysDay: boolean;
}

/** What is wrong with a format, and where in it. */
export class DateFormatError extends Error {
  override readonly name = "DateFormatError";
  /** 0-based. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

type Field = "year" | "month" | "day" | "hours" | "minutes" | "seconds" | "fraction" | "zone";

interface Token {
  readonly field: Field;
  /** Of a regular expression. */
  readonly source: string;
  /** Of a moment as `2026-01-02T03:04:05.006Z`. */
  readonly write: (iso: string) => string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const tokens: ReadonlyMap<string, Token> = new Map([
  ["yyyy", digits("year", "\\d{4}", 0, 4)],
  ["MM", digits("month", "\\d{2}", 5, 7)],
  ["M", short("month", 5, 7)],
  [
    "MMM",
    { field: "month", source: months.join("|"), write: (iso) => months[Number(iso.slice(5, 7)) - 1] ?? "" },
  ],
  ["dd", digits("day", "\\d{2}", 8, 10)],
  ["d", short("day", 8, 10)],
  ["HH", digits("hours", "\\d{2}", 11, 13)],
  ["H", short("hours", 11, 13)],
  ["mm", digits("minutes", "\\d{2}", 14, 16)],
  ["ss", digits("seconds", "\\d{2}", 17, 19)],
  ["SSS", digits("fraction", "\\d{3}", 20, 23)],
  ["XXX", { field: "zone", source: "Z|[+-]\\d{2}:?\\d{2}", write: () => "Z" }],
]);

function digits(field: Field, source: string, from: number, to: number): Token {
  return { field, source, write: (iso) => iso.slice(from, to) };
}

function short(field: Field, from: number, to: number): Token {
  return { field, source: "\\d{1,2}", write: (iso) => String(Number(iso.slice(from, to))) };
}

/**
 * Makes a format ready, such as `dd.MM.yyyy HH:mm`. Letters other than those of tokens stand in quotes: `yyyy'T'HH`.
 * Throws `DateFormatError`.
 */
export function compileDateFormat(format: string): DateFormat {
  const parts = partsOf(format);
  const used = parts.filter((part) => typeof part !== "string");
  checkFields(used.map(({ field }) => field));
  const source = parts.map((part) => (typeof part === "string" ? escape(part) : `(${part.source})`)).join("");
  const form = new RegExp(`^${source}$`, "i");
  const fields = used.map(({ field }) => field);
  return {
    saysDay: ["year", "month", "day"].every((field) => fields.includes(field as Field)),
    parse(text) {
      const found = form.exec(text.trim());
      if (found === null) return undefined;
      return read(new Map(fields.map((field, index) => [field, found[index + 1] ?? ""])));
    },
    format(moment) {
      const iso = isoOf({ moment, isDay: false });
      return parts.map((part) => (typeof part === "string" ? part : part.write(iso))).join("");
    },
  };
}

function partsOf(format: string): readonly (string | Token)[] {
  if (format === "") throw new DateFormatError("the format is empty; write one such as dd.MM.yyyy", 0);
  return [...format.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+|'/g)].map(
    ({ 0: part, 2: quoted, index }) => {
      if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
      if (part === "'")
        throw new DateFormatError("the quote is not closed; ' by itself is written ''", index);
      if (!/^[A-Za-z]/.test(part)) return part;
      const token = tokens.get(part);
      if (token !== undefined) return token;
      const known = [...tokens.keys()];
      const message = `${part} is not known in a format of dates; ${hintFor(part) ?? suggest(part, known)}`;
      throw new DateFormatError(`${message} Letters that stand for themselves are put in '…'`, index);
    },
  );
}

function hintFor(part: string): string | undefined {
  if (/^y+$/i.test(part)) return "years have four digits: yyyy.";
  if (/^D+$/.test(part)) return "days are dd.";
  return /^[ha]+$/.test(part) ? "hours go from 00 to 23: HH." : undefined;
}

function checkFields(fields: readonly Field[]): void {
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice !== undefined) throw new DateFormatError(`the format says the ${twice} twice`, 0);
  if (fields.includes("minutes") && !fields.includes("hours")) {
    throw new DateFormatError("mm are minutes, and there are no hours; months are MM", 0);
  }
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

function read(fields: ReadonlyMap<Field, string>): Dated | undefined {
  function number(field: Field): number {
    return Number(fields.get(field) ?? 0);
  }
  const month = fields.get("month") ?? "";
  const named = months.findIndex((name) => name.toLowerCase() === month.toLowerCase()) + 1;
  const day = startOfDay(number("year"), named || Number(month), number("day"));
  const time = timeOfDay(number("hours"), number("minutes"), number("seconds"));
  const ahead = aheadOfUtc(fields.get("zone") ?? "Z");
  if (day === undefined || time === undefined || ahead === undefined) return undefined;
  const moment = day + time + millisecondsOf(fields.get("fraction") ?? "0") - ahead;
  return { moment, isDay: !fields.has("hours") };
}
