import type { Json, JsonObject } from "../canonical.ts";

/** A rule that a resource breaks. */
export interface RuleBreak {
  /** The rule, the same for all who break it: `title maxLength`. */
  readonly rule: string;
  /** For people: `title: has 71 characters; at most 64 are allowed`. */
  readonly message: string;
}

/** Says which rules a resource breaks. */
export type CheckResource = (resource: JsonObject) => readonly RuleBreak[];

/** The reason for which whoever breaks rules is not sent. */
export function describeBreaks(breaks: readonly RuleBreak[]): string {
  return breaks.map(({ message }) => message).join("; ");
}

/** References and sealed secrets begin with a NUL: what they stand for cannot be judged. */
export function isVeiled(value: Json): boolean {
  return typeof value === "string" && value.startsWith("\u0000");
}

const longest = 60;

/** A value as messages show it, cut short; nothing of a secret one. */
export function shownValue(value: Json, isSecret: boolean): string {
  if (isSecret) return "the value";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Some of the values there are. */
export function shownChoice(values: readonly (string | number | boolean)[]): string {
  const shown = values.slice(0, 12).map(String);
  return values.length > shown.length ? `${shown.join(", ")}, …` : shown.join(", ");
}
