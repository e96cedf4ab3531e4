import type { JsonObject } from "../../canonical.ts";
import type { Config } from "../../config/config.ts";
import type { MappingTest, MappingTestFile } from "../../config/mapping-test-file.ts";
import { foldName } from "../../fold-name.ts";
import type { Desired } from "../../mapping/desired.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import { hidden } from "../../plan/secret-values.ts";
import { compareResource, type Difference } from "./compare-resource.ts";
import { isNamed } from "./preview-rows.ts";
import { showReferences } from "./resource-rows.ts";
import { statedRecord } from "./stated-record.ts";
import type { Target } from "../target.ts";

/** What became of a test. */
export interface TestResult {
  /** For people: its name, or what it is about. */
  readonly name: string;
  /** 1-based, where the test stands. */
  readonly line: number;
  /** None when it passed. */
  readonly failures: readonly TestFailure[];
}

export type TestFailure =
  /** An attribute is not as expected; `line` is where the expected value stands. */
  | (Omit<Difference, "at"> & { readonly kind: "attribute"; readonly line: number })
  /** Something else became of the record altogether. */
  | { readonly kind: "outcome"; readonly expected: string; readonly actual: string };

/** Runs the tests of a file against the mapping of its target. `now` counts where the file states no time. */
export function runMappingTests(
  file: MappingTestFile,
  target: Target,
  now: number,
  sources: Config["sources"],
): readonly TestResult[] {
  return file.tests.map((test, index) => {
    const failures = failuresOf(test, outcomeOf(test, target, file.now ?? now, sources), target);
    return { name: test.name ?? `test ${index + 1}`, line: test.position().line, failures };
  });
}

function outcomeOf(
  { kind, given }: MappingTest,
  target: Target,
  now: number,
  sources: Config["sources"],
): Desired {
  const { attributes, groups, key } = statedRecord(given, `${kind}s`, sources);
  const { id } = target.config;
  if (kind === "user") return target.users.map({ user: attributes, key, groups, target: id, now });
  const { name } = attributes;
  return target.groups.map(typeof name === "string" ? name : "", { group: attributes, key, target: id, now });
}

function failuresOf(test: MappingTest, outcome: Desired, target: Target): readonly TestFailure[] {
  const { expected } = test;
  const actual = describeOutcome(outcome);
  if (expected.kind === "resource") {
    if (outcome.kind !== "desired") return [{ kind: "outcome", expected: "a resource", actual }];
    return differences(test, expected, outcome.resource, target);
  }
  const wanted = `${words[expected.kind]}${expected.reason === "" ? "" : `: … ${expected.reason} …`}`;
  const isAsExpected = outcome.kind === expected.kind && holdsWords(reasonOf(outcome), expected.reason);
  return isAsExpected ? [] : [{ kind: "outcome", expected: wanted, actual }];
}

const words = { desired: "in scope", outOfScope: "out of scope", rejected: "not mappable" } as const;

function describeOutcome(outcome: Desired): string {
  return `${words[outcome.kind]}: ${reasonOf(outcome)}`;
}

function reasonOf(outcome: Desired): string {
  return outcome.kind === "rejected" ? outcome.reason : outcome.clause;
}

function holdsWords(text: string, words: string): boolean {
  return foldName(text).includes(foldName(words));
}

function differences(
  test: MappingTest,
  { resource, exact }: { readonly resource: JsonObject; readonly exact: boolean },
  mapped: JsonObject,
  target: Target,
): readonly TestFailure[] {
  const { secret } = test.kind === "user" ? target.policies : noPolicies;
  return compareResource(resource, showReferences(mapped) as JsonObject, exact).map(({ at, ...said }) => ({
    kind: "attribute",
    ...(isNamed(secret, said.path) ? withoutValues(said) : said),
    line: test.position(at).line,
  }));
}

function withoutValues({ path, expected, actual }: Omit<Difference, "at">): Omit<Difference, "at"> {
  return {
    path,
    ...(expected !== undefined && { expected: hidden }),
    ...(actual !== undefined && { actual: hidden }),
  };
}
