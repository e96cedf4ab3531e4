import type { MappingTestFile } from "../config/mapping-test-file.ts";
import type { TestFailure, TestResult } from "../sync/preview/mapping-test.ts";
import { count } from "../numbers.ts";
import { attributePath, resourceValue } from "./render-resource-value.ts";
import { plain } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

const INDENT = "  ";
const DEEPER = "         ";

/** A file whose tests were run. */
export interface TestedFile {
  readonly file: MappingTestFile;
  readonly results: readonly TestResult[];
}

/** A line a test, what differs below those that failed, and the numbers at the end. */
export function testReport(tested: readonly TestedFile[], terminal: Terminal): string {
  const lines = tested.flatMap(({ file, results }) => [
    `${plain(file.file)} (${file.target})`,
    ...results.flatMap((result) => resultLines(file, result, terminal)),
  ]);
  const { passed, failed } = numbersOf(tested);
  return [...lines, `${count(passed)} passed, ${count(failed)} failed`, ""].join("\n");
}

function resultLines({ file }: MappingTestFile, result: TestResult, terminal: Terminal): readonly string[] {
  const { name, line, failures } = result;
  if (failures.length === 0) return [`${INDENT}${terminal.paint("green", "ok")}    ${plain(name)}`];
  const head = `${INDENT}${terminal.paint("red", "FAIL")}  ${plain(name)} (${plain(file)}:${line})`;
  return [head, ...failures.flatMap((failure) => failureLines(file, failure))];
}

function failureLines(file: string, failure: TestFailure): readonly string[] {
  if (failure.kind === "outcome") return sides("", plain(failure.expected), plain(failure.actual));
  const { path, line, expected, actual } = failure;
  const place = `${DEEPER}${attributePath(path)} (${plain(file)}:${line})`;
  return [place, ...sides(INDENT, resourceValue(expected), resourceValue(actual))];
}

function sides(indent: string, expected: string, actual: string): readonly string[] {
  return [`${DEEPER}${indent}expected ${expected}`, `${DEEPER}${indent}     got ${actual}`];
}

/** The same for programs. */
export function testReportJson(tested: readonly TestedFile[]): object {
  const files = tested.map(({ file, results }) => ({
    file: file.file,
    target: file.target,
    tests: results.map(({ name, line, failures }) => ({
      name,
      line,
      passed: failures.length === 0,
      failures: failures.map(failureJson),
    })),
  }));
  return { version: 1, ...numbersOf(tested), files };
}

function failureJson(failure: TestFailure): object {
  if (failure.kind === "outcome") return { expected: failure.expected, actual: failure.actual };
  const { path, line, expected = null, actual = null } = failure;
  return { path, line, expected, actual };
}

function numbersOf(tested: readonly TestedFile[]): { readonly passed: number; readonly failed: number } {
  const results = tested.flatMap(({ results }) => results);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  return { passed: results.length - failed, failed };
}
