import type { Json, JsonObject } from "../../canonical.ts";
import { sameValue } from "../../plan/diff.ts";
import { isWithin, type ResourceRow, resourceRows } from "./resource-rows.ts";

/** Something about a resource that is not as expected. */
export interface Difference {
  /** As PATCH would address it. */
  readonly path: string;
  /** Absent when nothing is expected. */
  readonly expected?: Json;
  /** Absent when there is nothing. */
  readonly actual?: Json;
  /** The way to it in what is expected, or to what it would be in. */
  readonly at: ResourceRow["at"];
}

/** What scimsync fills in by itself: compared only when it is stated. */
const byItself: ReadonlySet<string> = new Set(["schemas", "active"]);

/**
 * Sets a resource against what is expected of it. Of an object the members stated count, a list counts as a whole, and
 * null stands for nothing; when `exact`, all of the resource counts. Names have no case (RFC 7643 §2.1).
 */
export function compareResource(
  expected: JsonObject,
  actual: JsonObject,
  exact: boolean,
): readonly Difference[] {
  const stated = resourceRows(expected);
  const found = new Map(resourceRows(actual).map((row) => [fold(row.path), row]));
  const named = new Set(stated.map(({ path }) => fold(path)));
  return [
    ...stated.flatMap((row) => differenceOf(row, found)),
    ...[...found.values()]
      .filter(({ path }) => !named.has(fold(path)))
      .flatMap((row) => unexpected(row, listsIn(expected, []), exact)),
  ];
}

function differenceOf(row: ResourceRow, found: ReadonlyMap<string, ResourceRow>): readonly Difference[] {
  const { path, value, at } = row;
  if (isNothing(value)) {
    return [...found.values()]
      .filter((other) => isWithin(other.path, path))
      .map((other) => ({ path: other.path, actual: other.value, at }));
  }
  const actual = found.get(fold(path))?.value;
  if (actual === undefined) return [{ path, expected: value, at }];
  return sameValue(value, actual) ? [] : [{ path, expected: value, actual, at }];
}

/** A value that nobody stated counts in a list that somebody stated, and in a whole resource. */
function unexpected(
  { path, value, at }: ResourceRow,
  lists: readonly ResourceRow["at"][],
  exact: boolean,
): readonly Difference[] {
  const list = lists.find((list) =>
    list.every((part, index) => fold(String(at[index])) === fold(String(part))),
  );
  if (list !== undefined) return [{ path, actual: value, at: list }];
  return exact && !byItself.has(fold(path)) ? [{ path, actual: value, at: [] }] : [];
}

/** The ways to all lists that hold something. */
function listsIn(value: Json, at: ResourceRow["at"]): readonly ResourceRow["at"][] {
  if (Array.isArray(value)) return value.length === 0 ? [] : [at];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => listsIn(inner, [...at, name]));
}

function isNothing(value: Json): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function fold(text: string): string {
  return text.toLowerCase();
}
