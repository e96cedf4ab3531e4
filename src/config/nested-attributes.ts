import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { coreSchemas, isSchemaUrn } from "../scim/resource.ts";
import type { YamlPath } from "../yaml/position.ts";
import { AttributeKeyError, type KeyStep, readKey, schemasIn } from "./attribute-key.ts";
import { ConflictError, emptyObject, state, toNested, writtenAt } from "./attribute-tree.ts";

/** Something wrong with how `attributes` are spelt. Paths are as written, from the top of `attributes`. */
export interface SpellingFinding {
  readonly path: YamlPath;
  readonly message: string;
  /** A second place, which the message ends with. */
  readonly other?: YamlPath;
}

/** `attributes` as nested maps and lists, however they were spelt. */
export interface NestedAttributes {
  readonly attributes: JsonObject;
  readonly findings: readonly SpellingFinding[];
  /** Where what stands at `path` of `attributes` was written; its nearest parent when it is not there. */
  readonly writtenAt: (path: YamlPath) => YamlPath;
}

/**
 * Brings `attributes` into the nested form. Keys may be paths, beside nested maps:
 * `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`; and those of an extension's map, too.
 */
export function nestAttributes(written: JsonObject): NestedAttributes {
  const root = emptyObject([]);
  const findings: SpellingFinding[] = [];
  stateAll(written, []);
  return { attributes: toNested(root), findings, writtenAt: (path) => writtenAt(root, path) };

  function stateAll(object: JsonObject, within: YamlPath, extension?: string): void {
    const schemas = extension === undefined ? schemasIn(object) : [];
    const statements = Object.entries(object).map(([key, value]) => ({ key, value, steps: read(key) }));
    // A path may add to one of several values that is written out further down.
    for (const isPath of [false, true]) {
      for (const { key, value, steps } of statements) {
        if (steps !== undefined && isPath === leadsInside(steps))
          attempt(key, () => stateOne(steps, value, key));
      }
    }

    function read(key: string): readonly KeyStep[] | undefined {
      return attempt(key, () => readKey(key, schemas, extension));
    }

    function stateOne(steps: readonly KeyStep[], value: Json, key: string): void {
      const at = [...within, key];
      const [{ name } = { name: "" }] = steps;
      const isMap = isJsonObject(value);
      if (isMap && steps.length === 1 && extension === undefined && isSchemaUrn(name)) {
        if (!isCore(name)) state(root, steps, {}, at);
        return stateAll(value, at, isCore(name) ? undefined : name);
      }
      if (steps.at(-1)?.such !== undefined && !isMap) {
        throw new AttributeKeyError(`stands for a map of values; write ${key}.value for one of them`);
      }
      state(root, extension === undefined ? steps : [{ name: extension }, ...steps], value, at);
    }

    function attempt<T>(key: string, work: () => T): T | undefined {
      try {
        return work();
      } catch (error) {
        findings.push(findingOf(error, [...within, key]));
        return undefined;
      }
    }
  }
}

function findingOf(error: unknown, path: YamlPath): SpellingFinding {
  if (error instanceof AttributeKeyError) return { path, message: error.message };
  if (error instanceof ConflictError) return { path: error.at, message: error.message, other: error.first };
  throw error;
}

function leadsInside(steps: readonly KeyStep[]): boolean {
  return steps.length > 1 || steps[0]?.such !== undefined;
}

function isCore(urn: string): boolean {
  return Object.values(coreSchemas).some((core) => core.toLowerCase() === urn.toLowerCase());
}
