import type { Environment } from "@marcbachmann/cel-js";
import { isoTime } from "../clock.ts";
import { ExpressionError } from "./expression-error.ts";
import { momentOfFileTime } from "./file-time.ts";
import { momentOfGeneralizedTime } from "./generalized-time.ts";
import { isPresent, onEach, onText, textOf } from "./present-values.ts";
import { makeReference } from "./reference.ts";

/** A function of the mapping language, as docs and the language both need it. */
export interface MappingFunction {
  /** In the notation of CEL: `before(dyn, string): dyn`. */
  readonly signature: string;
  /** One sentence, with an example. */
  readonly description: string;
  readonly apply: (...values: never[]) => unknown;
}

/**
 * Functions beyond CEL's own. An absent value (null) goes through all of them unharmed, so that a person without a
 * middle name needs no `if`.
 */
export const mappingFunctions: readonly MappingFunction[] = [
  text("lower", "lower(user.email) — in lower case", (value) => value.toLowerCase()),
  text("upper", "upper(user.country) — in upper case", (value) => value.toUpperCase()),
  text("trim", "trim(user.title) — without spaces at both ends", (value) => value.trim()),
  text("stripDiacritics", 'stripDiacritics("Zoë") is "Zoe"', stripDiacritics),
  {
    signature: "before(dyn, string): dyn",
    description: 'before(user.email, "@") — what stands before the first "@"; all of it when there is none',
    apply: (value: unknown, mark: string) =>
      onText(value, (t) => (t.includes(mark) ? t.slice(0, t.indexOf(mark)) : t)),
  },
  {
    signature: "after(dyn, string): dyn",
    description: 'after(user.email, "@") — what stands behind the first "@"; nothing when there is none',
    apply: (value: unknown, mark: string) =>
      onText(value, (t) => (t.includes(mark) ? t.slice(t.indexOf(mark) + mark.length) : null)),
  },
  {
    signature: "replace(dyn, string, string): dyn",
    description: 'replace(user.phone, " ", "") — each occurrence replaced, plain text',
    apply: (value: unknown, old: string, next: string) => onText(value, (t) => t.replaceAll(old, () => next)),
  },
  {
    signature: "split(dyn, string): dyn",
    description: 'split(user.phones, ";") — a list, spaces around each part and empty parts dropped',
    apply: splitText,
  },
  {
    signature: "join(list<dyn>, string): dyn",
    description: 'join([user.first_name, user.last_name], " ") — absent parts left out',
    apply: (parts: readonly unknown[], mark: string) =>
      orNull(parts.filter(isPresent).map(textOf).join(mark)),
  },
  {
    signature: "first(dyn): dyn",
    description: "first(user.mail) — the first of a list; a single value is itself, an empty list absent",
    apply: (value: unknown) => (Array.isArray(value) ? ((value as readonly unknown[])[0] ?? null) : value),
  },
  {
    signature: "last(dyn): dyn",
    description: "last(user.mail) — the last of a list",
    apply: (value: unknown) =>
      Array.isArray(value) ? ((value as readonly unknown[]).at(-1) ?? null) : value,
  },
  {
    signature: "default(dyn, dyn): dyn",
    description: "default(user.display_name, user.email) — the second when the first is absent",
    apply: (value: unknown, other: unknown) => (isPresent(value) ? value : other),
  },
  {
    signature: "absent(): dyn",
    description: 'user.kind == "staff" ? user.title : absent() — no value',
    apply: () => null,
  },
  {
    signature: "fileTime(dyn): dyn",
    description:
      "fileTime(user.lastLogonTimestamp) — the FILETIME of Active Directory as ISO 8601 text; nothing for never",
    apply: (value: unknown) => onEach(value, isoOfFileTime),
  },
  {
    signature: "generalizedTime(dyn): dyn",
    description: 'generalizedTime("20260102030405.0Z") is "2026-01-02T03:04:05.000Z"',
    apply: (value: unknown) => onText(value, isoOfGeneralizedTime),
  },
  {
    signature: "ref(dyn): dyn",
    description: "ref(user.manager_id) — the id at this target of the user with that key",
    apply: (key: unknown) => onText(key, (t) => makeReference(t.trim())),
  },
];

/** Adds the functions to an environment of the expression library. */
export function registerFunctions(environment: Environment): Environment {
  for (const { signature, description, apply } of mappingFunctions) {
    environment.registerFunction(signature, apply as (...values: unknown[]) => unknown, {
      description,
      async: false,
    });
  }
  return environment;
}

function text(name: string, description: string, apply: (value: string) => string): MappingFunction {
  return { signature: `${name}(dyn): dyn`, description, apply: (value: unknown) => onText(value, apply) };
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

function orNull(value: string): string | null {
  return value === "" ? null : value;
}

function stripDiacritics(value: string): string {
  return value
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replaceAll(/[øØłŁđĐæÆœŒ]/g, (letter) => plainLetters[letter] ?? letter);
}

const plainLetters: Readonly<Record<string, string>> = {
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  æ: "ae",
  Æ: "Ae",
  œ: "oe",
  Œ: "Oe",
};

function splitText(value: unknown, mark: string): readonly string[] {
  const parts = Array.isArray(value) ? value.map(textOf) : isPresent(value) ? [textOf(value)] : [];
  return parts.flatMap((part) => part.split(mark).map((item) => item.trim())).filter((item) => item !== "");
}
