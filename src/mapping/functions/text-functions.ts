import { longestText } from "../bounds.ts";
import { ExpressionError } from "../expression-error.ts";
import { integerOf } from "../integer.ts";
import { isPresent, onText, textOf } from "../present-values.ts";
import { asList } from "../steps.ts";
import type { PlainFunction } from "./mapping-function.ts";
import { slug, stripDiacritics } from "./plain-letters.ts";
import { titleCase } from "./title-case.ts";

export const textFunctions: readonly PlainFunction[] = [
  text("lower", "lower(user.email) — in lower case", (value) => value.toLowerCase()),
  text("upper", "upper(user.country) — in upper case", (value) => value.toUpperCase()),
  text("title", 'title("anne-marie o\'neil") is "Anne-Marie O\'Neil"', titleCase),
  text("trim", "trim(user.title) — without spaces at both ends", (value) => value.trim()),
  text("stripDiacritics", 'stripDiacritics("Zoë") is "Zoe"', stripDiacritics),
  text("slug", 'slug("Zoë Łukasz & Co.") is "zoe-lukasz-co"', (value) => orNull(slug(value))),
  {
    signature: "before(dyn, string): dyn",
    description: 'before(user.email, "@") — what stands before the first "@"; all of it when there is none',
    apply: (_run, value: unknown, mark: string) =>
      onText(value, (t) => (t.includes(mark) ? t.slice(0, t.indexOf(mark)) : t)),
  },
  {
    signature: "after(dyn, string): dyn",
    description: 'after(user.email, "@") — what stands behind the first "@"; nothing when there is none',
    apply: (_run, value: unknown, mark: string) =>
      onText(value, (t) => (t.includes(mark) ? t.slice(t.indexOf(mark) + mark.length) : null)),
  },
  {
    signature: "substring(dyn, int, int): dyn",
    description:
      "substring(user.first_name, 0, 1) — from a place on, counted from 0, up to before another, which may be left out; negative places count from the end; as much as there is",
    forms: ["substring(dyn, dyn): dyn", "substring(dyn, dyn, dyn): dyn"],
    apply: (_run, value: unknown, from: unknown, to?: unknown) => {
      const [start, end] = [placeOf(from), to === undefined ? undefined : placeOf(to)];
      return onText(value, (t) => orNull(sliceCharacters(t, start, end)));
    },
  },
  {
    signature: "replace(dyn, string, string): dyn",
    description: 'replace(user.phone, " ", "") — each occurrence replaced, plain text',
    apply: (_run, value: unknown, old: string, next: string) =>
      onText(value, (t) => replaceText(t, old, next)),
  },
  {
    signature: "split(dyn, string): dyn",
    description: 'split(user.phones, ";") — a list, spaces around each part and empty parts dropped',
    apply: (_run, value: unknown, mark: string) => splitText(value, mark),
  },
  {
    signature: "join(dyn, string): dyn",
    description: 'join([user.first_name, user.last_name], " ") — absent parts left out',
    apply: (_run, parts: unknown, mark: string) => joinParts(parts, mark),
  },
];

function text(name: string, description: string, apply: (value: string) => string | null): PlainFunction {
  return {
    signature: `${name}(dyn): dyn`,
    description,
    apply: (_run, value: unknown) => onText(value, apply),
  };
}

function orNull(value: string): string | null {
  return value === "" ? null : value;
}

function placeOf(value: unknown): number {
  const place = integerOf(value);
  if (place === undefined) throw new ExpressionError("substring() takes whole numbers as places");
  return Number(place);
}

/** Characters outside the first 65,536 are two units of JavaScript's. */
function sliceCharacters(value: string, from: number, to: number | undefined): string {
  return /[\ud800-\udbff]/.test(value) ? Array.from(value).slice(from, to).join("") : value.slice(from, to);
}

function replaceText(value: string, old: string, next: string): string {
  if (next.length <= old.length) return value.replaceAll(old, () => next);
  // Nothing stands before each character, and at the end.
  const parts = old === "" ? ["", ...Array.from(value), ""] : value.split(old);
  expectShort(value.length + (parts.length - 1) * (next.length - old.length));
  return parts.join(next);
}

function splitText(value: unknown, mark: string): readonly string[] {
  const parts = Array.isArray(value) ? value.map(textOf) : isPresent(value) ? [textOf(value)] : [];
  return parts.flatMap((part) => part.split(mark).map((item) => item.trim())).filter((item) => item !== "");
}

/** The parts that are there, as one text; nothing when none is. */
export function joinParts(parts: unknown, mark: string): string | null {
  const texts = asList(parts).filter(isPresent).map(textOf);
  let length = mark.length * texts.length;
  for (const text of texts) length += text.length;
  expectShort(length);
  return orNull(texts.join(mark));
}

/** Known before it is made: it may be too long to be made. */
function expectShort(length: number): void {
  if (length > longestText) throw new ExpressionError(`gives more than ${longestText} characters`);
}
