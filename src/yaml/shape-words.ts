import type { z } from "zod";

type RawIssue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list: [first, second]",
  object: "a map of keys and values",
  record: "a map of names and values",
};

/**
 * What to write instead, for one complaint of the schema. Never quotes the value, which may be a secret,
 * except where the schema lists what is possible.
 */
export function describeIssue(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return describeType(issue, KINDS[issue.expected] ?? issue.expected);
    case "invalid_value":
      return describeChoice(issue.values.map(String), issue.input);
    case "invalid_union":
      return describeUnion(issue);
    case "too_small":
      return describeSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case "too_big":
      return describeBig(issue.origin, Number(issue.maximum));
    case "unrecognized_keys":
      return knownKeys(issue).join(" ");
    case "invalid_key":
      return issue.issues[0]?.message ?? "this name is not allowed";
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return "is not in the expected form";
  }
}

/** The keys an object schema knows; they travel in the message of `unrecognized_keys`. */
function knownKeys(issue: RawIssue): readonly string[] {
  const definition: object = issue.inst?._zod.def ?? {};
  return "shape" in definition ? Object.keys(definition.shape as object) : [];
}

function describeUnion(issue: RawIssue & { code: "invalid_union" }): string {
  if (typeof issue.discriminator === "string") {
    const input: unknown = issue.input;
    const given: unknown = isRecord(input) ? input[issue.discriminator] : undefined;
    return describeChoice(optionsOf(issue), given);
  }
  return describeType(issue, "one of the forms");
}

function optionsOf(issue: object): readonly string[] {
  const options: unknown = "options" in issue ? issue.options : [];
  return Array.isArray(options) ? options.map(String) : [];
}

function describeChoice(options: readonly string[], input: unknown): string {
  if (input === undefined) return `is missing; write ${orList(options)}`;
  const given = typeof input === "string" && input.length <= 40 ? `"${input}"` : kindOf(input);
  return `${given} is not known here; write ${orList(options)}`;
}

function describeType(issue: RawIssue, expected: string): string {
  const { description, example } = hints(issue);
  const such = example === undefined ? "" : `, such as ${example}`;
  const about = description === undefined ? "" : ` (${description})`;
  if (issue.input === undefined) return `is missing; write ${expected}${such}${about}`;
  return `write ${expected}${such}, not ${kindOf(issue.input)}${about}`;
}

function hints(issue: RawIssue): { description?: string; example?: string } {
  const inst: unknown = issue.inst;
  const meta: unknown = hasMeta(inst) ? inst.meta() : undefined;
  if (!isRecord(meta)) return {};
  const examples: unknown = meta["examples"];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return {
    ...(typeof meta["description"] === "string" && { description: meta["description"] }),
    ...(example !== undefined && {
      example: typeof example === "string" ? example : JSON.stringify(example),
    }),
  };
}

function hasMeta(value: unknown): value is { meta(): unknown } {
  return isRecord(value) && typeof value["meta"] === "function";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "boolean") return `${value}`;
  return typeof value === "string" ? "text" : "a number";
}

function describeSmall(origin: string, minimum: number, inclusive: boolean): string {
  if (origin === "string") return "must not be empty";
  if (origin === "array") return "the list must not be empty";
  return inclusive ? `must be at least ${minimum}` : `must be more than ${minimum}`;
}

function describeBig(origin: string, maximum: number): string {
  if (origin === "string") return `is longer than ${maximum} characters`;
  if (origin === "array") return `has more than ${maximum} items`;
  return `must be at most ${maximum}`;
}

/** `a, b or c` */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
