import { isJsonObject, type Json } from "../../canonical.ts";

/** Deeper than any directory; what holds itself has no end. */
const DEEPEST = 32;

type Complain = (message: string) => void;

/**
 * A value of a program's as JSON has it; undefined for none. What JSON cannot carry goes to `complain`: to leave it out
 * would look like an attribute that somebody emptied.
 */
export function plainValue(value: unknown, path: string, complain: Complain, depth = 0): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof Date && Number.isFinite(value.getTime())) return value.toISOString();
  if (depth > DEEPEST) {
    complain(`"${path.slice(0, 80)}…" is nested too deeply, or holds itself`);
    return undefined;
  }
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, at) => plainValue(item, `${path}[${at}]`, complain, depth + 1));
    return items.filter((item) => item !== undefined);
  }
  if (isPlainObject(value)) return plainObject(value, path, complain, depth + 1);
  complain(
    `"${path === "" ? "attributes" : path}" is ${nameOf(value)}; give a text, a number, true, false, a Date, a list or an object`,
  );
  return undefined;
}

function plainObject(
  value: object,
  path: string,
  complain: Complain,
  depth: number,
): { readonly [name: string]: Json } {
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const plain = plainValue(member, path === "" ? name : `${path}.${name}`, complain, depth);
    return plain === undefined ? [] : [[name, plain] as const];
  });
  return Object.fromEntries(members);
}

/** As a literal makes it; an object of a class may keep what it is in places that nobody sees. */
function isPlainObject(value: unknown): value is object {
  if (!isJsonObject(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value === "number") return `the number ${value}`;
  if (value instanceof Date) return "a Date that is none";
  if (typeof value !== "object") return `a ${typeof value}`;
  const { name = "unknown" } = (value?.constructor as { readonly name?: string } | undefined) ?? {};
  return `an object of the class ${name}`;
}
