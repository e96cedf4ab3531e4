import { isJsonObject } from "../../canonical.ts";
import type { Json, JsonObject } from "../../canonical.ts";
import { foldName } from "../../fold-name.ts";

/** A dotted path that leads to values in a record. */
export interface JsonPath {
  /** As the config writes it. */
  readonly text: string;
  /**
   * The values there, in order: lists on the way and at the end are merged, `null` is none. Names are compared
   * without case, and may hold dots themselves.
   */
  values(record: JsonObject): readonly Json[];
}

/** One way to read a path: its beginning up to a dot as a name, and the rest below it. */
interface Step {
  readonly name: string;
  /** As the last record that has it spells the name; most spell it alike. */
  spelling: string;
  readonly rest: readonly Step[] | undefined;
}

export function compilePath(path: string): JsonPath {
  const steps = stepsOf(foldName(path).split("."));
  return {
    text: path,
    values(record) {
      const found: Json[] = [];
      collectBelow(record, steps, found);
      return found;
    },
  };
}

function stepsOf(words: readonly string[]): readonly Step[] {
  const below: (readonly Step[])[] = [];
  // The ways to read what begins at each word, from the last to the first, so that none is worked out twice.
  for (let from = words.length - 1; from >= 0; from -= 1) {
    const ways: Step[] = [];
    for (let to = from + 1; to <= words.length; to += 1) {
      const name = words.slice(from, to).join(".");
      ways.push({ name, spelling: name, rest: to === words.length ? undefined : below[to] });
    }
    below[from] = ways;
  }
  return below[0] ?? [];
}

function collectBelow(object: JsonObject, steps: readonly Step[], found: Json[]): void {
  const before = found.length;
  for (const step of steps) {
    const value = memberOf(object, step);
    if (value !== undefined) collect(value, step.rest, found);
    if (found.length > before) return;
  }
}

function collect(value: Json, rest: readonly Step[] | undefined, found: Json[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item as Json, rest, found);
  } else if (rest === undefined) {
    if (value !== null) found.push(value);
  } else if (isJsonObject(value)) collectBelow(value, rest, found);
}

function memberOf(object: JsonObject, step: Step): Json | undefined {
  if (Object.hasOwn(object, step.spelling)) return object[step.spelling];
  const spelling = spellingOf(object, step.name);
  if (spelling === undefined) return undefined;
  step.spelling = spelling;
  return object[spelling];
}

/** The member of this folded name, however it is spelled. */
export function memberNamed(object: JsonObject, name: string): Json | undefined {
  const spelling = Object.hasOwn(object, name) ? name : spellingOf(object, name);
  return spelling === undefined ? undefined : object[spelling];
}

function spellingOf(object: JsonObject, name: string): string | undefined {
  return Object.keys(object).find((other) => foldName(other) === name);
}
