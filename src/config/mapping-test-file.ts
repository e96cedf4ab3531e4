import type { JsonObject } from "../canonical.ts";
import { ConfigError, type Problem } from "../errors.ts";
import { suggest } from "../nearest.ts";
import { readYamlFile, type YamlFile } from "../yaml/file.ts";
import { formatPath, type Position, type YamlPath } from "../yaml/position.ts";
import { throwProblems } from "../yaml/problem-order.ts";
import { checkShape } from "../yaml/shape.ts";
import type { Config } from "./config.ts";
import {
  mappingTestSchema,
  type MappingTestWritten,
  partialMappingTestSchema,
} from "./mapping-test-schema.ts";
import { hasTypes } from "./source-config.ts";

/** Tests of the mapping of one target, kept in a file. */
export interface MappingTestFile {
  /** As the user would type it. */
  readonly file: string;
  readonly target: string;
  /** Milliseconds since the epoch: when the tests happen, if the file says so. */
  readonly now?: number;
  readonly tests: readonly MappingTest[];
}

/** A record, and what the mapping is expected to make of it. */
export interface MappingTest {
  readonly name?: string;
  readonly kind: "user" | "group";
  readonly given: JsonObject;
  readonly expected: Expectation;
  /** Where something of the expected resource stands, or the test itself. */
  position(path?: YamlPath): Position;
}

export type Expectation =
  | { readonly kind: "resource"; readonly resource: JsonObject; readonly exact: boolean }
  /** `reason` holds words that its reason must have. */
  | { readonly kind: "outOfScope" | "rejected"; readonly reason: string };

/** Reads files of mapping tests. Throws `ConfigError` with everything that is wrong in all of them. */
export async function readMappingTests(
  files: readonly { readonly path: string; readonly shownAs: string }[],
  config: Config,
): Promise<readonly MappingTestFile[]> {
  const problems: Problem[] = [];
  const read: MappingTestFile[] = [];
  for (const { path, shownAs } of files) {
    try {
      read.push(toTestFile(await readYamlFile(path, shownAs), config));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
  }
  throwProblems(problems);
  return read;
}

function toTestFile(yaml: YamlFile, config: Config): MappingTestFile {
  const checked = checkShape(mappingTestSchema, partialMappingTestSchema, yaml.value ?? {});
  const { target = "", now, tests = [] } = checked.value ?? {};
  const ids = config.targets.map(({ id }) => id);
  const unknown = target !== "" && !ids.includes(target);
  throwProblems([
    ...yaml.problems,
    ...checked.findings.map(({ path, message }) => problemAt(yaml, path, message)),
    ...(unknown
      ? [problemAt(yaml, ["target"], `the config has no target "${target}"; ${suggest(target, ids)}`)]
      : []),
    ...tests.flatMap((test, index) => {
      const isBroken = checked.removed.some((path) => path[0] === "tests" && path[1] === index);
      return testProblems(test, index, yaml, { config, isBroken });
    }),
  ]);
  return {
    file: yaml.shownAs,
    target,
    ...(now !== undefined && { now: Date.parse(now) }),
    tests: tests.map((test, index) => toTest(test, index, yaml)),
  };
}

function toTest(written: MappingTestWritten, index: number, yaml: YamlFile): MappingTest {
  const { name, kind = "user", given } = written;
  return {
    ...(name !== undefined && { name }),
    kind,
    given: given as JsonObject,
    expected: expectedOf(written),
    position: (path) => yaml.position(["tests", index, ...(path === undefined ? [] : ["expect", ...path])]),
  };
}

function expectedOf({ expect, exact = false, outOfScope, rejected }: MappingTestWritten): Expectation {
  if (expect !== undefined) return { kind: "resource", resource: expect as JsonObject, exact };
  const kind = outOfScope === undefined ? "rejected" : "outOfScope";
  const reason = outOfScope ?? rejected;
  return { kind, reason: typeof reason === "string" ? reason : "" };
}

function testProblems(
  test: MappingTestWritten,
  index: number,
  yaml: YamlFile,
  { config, isBroken }: { readonly config: Config; readonly isBroken: boolean },
): readonly Problem[] {
  const at = (path: YamlPath, message: string) => problemAt(yaml, ["tests", index, ...path], message);
  const { kind = "user", given, expect, exact, outOfScope, rejected } = test;
  const stated = [expect, outOfScope, rejected].filter((one) => one !== undefined).length;
  const isTyped = config.sources.some(({ options }) => hasTypes(options.type));
  return [
    ...(stated === 1 || isBroken ? [] : [at([], "write one of expect, outOfScope or rejected")]),
    ...(exact !== undefined && expect === undefined ? [at(["exact"], "goes with expect; take it out")] : []),
    ...(kind === "group" && typeof given["name"] !== "string"
      ? [at(["given"], "a group has a name; write given: { name: … }")]
      : []),
    ...(isTyped ? [] : untyped(given, ["given"]).map((path) => at(path, textOnly))),
  ];
}

const textOnly = "the sources of this config give text; put the value in quotes";

/** Where numbers, true and false stand. A test with 42 for 0042 would prove nothing. */
function untyped(value: unknown, path: YamlPath): readonly YamlPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => untyped(item, [...path, index]));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => untyped(inner, [...path, name]));
  }
  return typeof value === "number" || typeof value === "boolean" ? [path] : [];
}

function problemAt(yaml: YamlFile, path: YamlPath, message: string): Problem {
  const shown = formatPath(path);
  return { file: yaml.shownAs, ...yaml.position(path), ...(shown !== "" && { path: shown }), message };
}
