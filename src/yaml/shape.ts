import type { z } from "zod";
import { nearest, suggest } from "../nearest.ts";
import { describeIssue } from "./shape-words.ts";
import type { YamlPath } from "./position.ts";

/** One thing that is not as the schema wants it. */
export interface ShapeFinding {
  readonly path: YamlPath;
  readonly message: string;
  /** The last part of `path` is a key the schema does not know. */
  readonly unknown?: true;
  /** Key that was probably meant by an unknown one. */
  readonly meant?: string;
}

export interface CheckedShape<T> {
  /** What is left when everything wrong is taken out; undefined when nothing is. */
  readonly value: T | undefined;
  readonly findings: readonly ShapeFinding[];
  /** Places that were taken out: what other rules say about them is a consequence, not a finding. */
  readonly removed: readonly YamlPath[];
}

const MAX_ROUNDS = 64;

/** A file is checked once: to make code of its schema first would take longer than to walk through it. */
const walking = { jitless: true };

/**
 * Checks `value` against `schema` and reports everything. Then takes out what is wrong, so that rules
 * beyond the shape can be checked on the rest in the same pass; `rest` is the schema for that, in which
 * nothing at the top is required.
 */
export function checkShape<T>(schema: z.ZodType, rest: z.ZodType<T>, value: unknown): CheckedShape<T> {
  const findings = findingsOf(schema, value);
  const removed: YamlPath[] = findings.flatMap(({ path, meant }) =>
    meant === undefined ? [] : [[...path.slice(0, -1), meant]],
  );
  const current: unknown = structuredClone(value);
  let open = findings;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    removed.push(...removeAll(current, open));
    const parsed = rest.safeParse(current, walking);
    if (parsed.success) return { value: parsed.data, findings, removed };
    open = findingsOf(rest, current);
    if (open.some(({ path }) => path.length === 0)) break;
  }
  return { value: undefined, findings, removed };
}

function findingsOf(schema: z.ZodType, value: unknown): readonly ShapeFinding[] {
  const parsed = schema.safeParse(value, { ...walking, error: describeIssue });
  if (parsed.success) return [];
  const findings = parsed.error.issues.flatMap((issue) => expandIssue(issue, []));
  return findings.filter((finding) => !findings.some((other) => isMeantBy(finding, other, value)));
}

/** A key that is missing because it is there under a misspelt name is one finding, not two. */
function isMeantBy({ path }: ShapeFinding, { path: typed, meant }: ShapeFinding, value: unknown): boolean {
  if (meant === undefined || path.length !== typed.length || path.at(-1) !== meant) return false;
  const parent = path.slice(0, -1);
  return (
    parent.every((part, index) => part === typed[index]) && path.reduce<unknown>(childOf, value) === undefined
  );
}

function expandIssue(issue: z.core.$ZodIssue, prefix: YamlPath): readonly ShapeFinding[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...path, key], key, issue.message.split(" ")));
  }
  if (issue.code === "invalid_union") {
    const branch = issue.errors.find((issues) => !issues.some((inner) => refusesKind(inner)));
    if (branch !== undefined) return branch.flatMap((inner) => expandIssue(inner, path));
  }
  return [{ path, message: issue.message }];
}

/** A branch of a union that wants another kind of value altogether says nothing of use. */
function refusesKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === "invalid_type";
}

function unknownKey(path: YamlPath, key: string, known: readonly string[]): ShapeFinding {
  const meant = nearest(key, known);
  const message = `unknown key; ${suggest(key, known)}`;
  return meant === undefined ? { path, message, unknown: true } : { path, message, unknown: true, meant };
}

function removeAll(root: unknown, findings: readonly ShapeFinding[]): readonly YamlPath[] {
  const removed: YamlPath[] = [];
  for (const { path } of findings) {
    const gone = removed.some((other) => other.every((part, index) => path[index] === part));
    if (!gone) removed.push(removeAt(root, path));
  }
  return removed;
}

/** Deletes the key at `path`, or the nearest parent that can go: a list goes whole, as does a map that lacks a key. */
function removeAt(root: unknown, path: YamlPath): YamlPath {
  const last = path.at(-1);
  if (last === undefined) return path;
  const parentPath = path.slice(0, -1);
  const parent = parentPath.reduce<unknown>(childOf, root);
  if (typeof last === "string" && isMap(parent) && Object.hasOwn(parent, last)) {
    delete parent[last];
    return path;
  }
  return removeAt(root, parentPath);
}

function childOf(value: unknown, part: string | number): unknown {
  if (Array.isArray(value)) return value[Number(part)];
  return isMap(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
