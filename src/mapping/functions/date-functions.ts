import { isoTime } from "../../clock.ts";
import type { Run } from "../bounds.ts";
import { ExpressionError } from "../expression-error.ts";
import { momentOfFileTime } from "../file-time.ts";
import { momentOfGeneralizedTime } from "../generalized-time.ts";
import { integerOf } from "../integer.ts";
import { isPresent, onEach, onText } from "../present-values.ts";
import { compileDateFormat, type DateFormat, DateFormatError } from "./date-format.ts";
import { type Dated, datedOf, isoOf } from "./dated.ts";
import type { MappingFunction, PlainFunction, Preparation, PreparedFunction } from "./mapping-function.ts";

const day = 86_400_000;

export const timestamps: readonly PlainFunction[] = [
  {
    signature: "fileTime(dyn): dyn",
    description:
      "fileTime(user.lastLogonTimestamp) — the FILETIME of Active Directory as ISO 8601 text; nothing for never",
    apply: (_run, value: unknown) => onEach(value, isoOfFileTime),
  },
  {
    signature: "generalizedTime(dyn): dyn",
    description: 'generalizedTime("20260102030405.0Z") is "2026-01-02T03:04:05.000Z"',
    apply: (_run, value: unknown) => onText(value, isoOfGeneralizedTime),
  },
];

export const dateFunctions: readonly PlainFunction[] = [
  {
    signature: "addDays(dyn, int): dyn",
    description: 'addDays("2026-01-30", 3) is "2026-02-02"; a time stays a time, a negative number goes back',
    forms: ["addDays(dyn, dyn): dyn"],
    apply: (_run, value: unknown, days: unknown) => addDays(value, days),
  },
  {
    signature: "hasPassed(dyn): bool",
    description:
      "hasPassed(user.end_date) — whether the time, or the start of the day in UTC, is over; false when absent. The user is looked at again when it comes, although nothing else changed",
    apply: (run, value: unknown) => isPresent(value) && hasPassed(run, datedOf(value, "hasPassed").moment),
  },
];

export const formattedDates: readonly PreparedFunction[] = [
  {
    ...dateFunction("parseDate"),
    description:
      'parseDate("02.01.2026", "dd.MM.yyyy") is "2026-01-02"; a format with hours gives a time in UTC; what is not in the format rejects the record',
    prepare: ([, source = ""], context) => {
      const format = formatOf(source, context);
      if (!format.saysDay) context.refuse(1, "the format must say year, month and day, such as dd.MM.yyyy");
      return (_run, value: unknown) => onText(value, (text) => isoOf(parsed(format, text, source)));
    },
  },
  {
    ...dateFunction("formatDate"),
    description: 'formatDate("2026-01-02", "yyyyMMdd") is "20260102"; a time is written in UTC',
    prepare: ([, source = ""], context) => {
      const format = formatOf(source, context);
      return (_run, value: unknown) =>
        onEach(value, (item) => format.format(datedOf(item, "formatDate").moment));
    },
  },
];

function dateFunction(
  name: string,
): Omit<PreparedFunction, keyof MappingFunction | "prepare"> & { signature: string } {
  return {
    signature: `${name}(dyn, string): dyn`,
    usage: `${name}(value, "dd.MM.yyyy")`,
    arguments: { least: 2, most: 2 },
    isWritten: (argument) => argument === 1,
    returns: "dyn",
    isMethod: false,
    usesGroups: false,
  };
}

function formatOf(source: string, { refuse }: Preparation): DateFormat {
  try {
    return compileDateFormat(source);
  } catch (error) {
    if (!(error instanceof DateFormatError)) throw error;
    return refuse(1, error.message, error.at);
  }
}

function parsed(format: DateFormat, text: string, source: string): Dated {
  const dated = format.parse(text);
  if (dated === undefined)
    throw new ExpressionError(`parseDate() is given text that is no date in the format ${source}`);
  return dated;
}

function addDays(value: unknown, days: unknown): unknown {
  const count = integerOf(days);
  if (count === undefined) throw new ExpressionError("addDays() takes a whole number of days");
  return onEach(value, (item) => {
    const { moment, isDay } = datedOf(item, "addDays");
    return isoOf({ moment: moment + Number(count) * day, isDay });
  });
}

function hasPassed({ input: { now, changesAt } }: Run, moment: number): boolean {
  if (moment <= now) return true;
  changesAt?.(moment);
  return false;
}

function isoOfFileTime(value: unknown): string | null {
  const moment = momentOfFileTime(value, "the value");
  return moment === null ? null : isoTime(moment);
}

function isoOfGeneralizedTime(value: string): string {
  const moment = momentOfGeneralizedTime(value);
  if (moment === undefined)
    throw new ExpressionError("generalizedTime() takes a time such as 20260102030405Z");
  return isoTime(moment);
}
