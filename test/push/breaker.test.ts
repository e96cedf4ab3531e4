import { describe, expect, test } from "vitest";
import { createBreaker, generalCodes } from "../../src/push/breaker.ts";
import type { FailureCode } from "../../src/push/failure-code.ts";
import { failure } from "../../src/push/outcome.ts";

/** How many operations go until the breaker ends it, of those that a pattern repeats: `+` succeeds, `-` fails. */
function endsAfter(pattern: string, code: FailureCode = "rejected_by_target"): number | undefined {
  const breaker = createBreaker();
  for (let n = 0; n < 1_000; n += 1) {
    if (pattern[n % pattern.length] === "+") breaker.succeeded();
    else {
      try {
        breaker.failed(failure(code, `the ${n}th`));
      } catch (error) {
        expect(error).toMatchObject({ code: "target", reason: "breaker" });
        return n + 1;
      }
    }
  }
  return undefined;
}

describe("a target is stopped", () => {
  test("at 20 in a row, not at 19", () => {
    expect(endsAfter("-")).toBe(20);
    expect(endsAfter(`${"-".repeat(19)}${"+".repeat(31)}`)).toBeUndefined();
  });

  test("at more than 40 % of the last 50, not at 40 %", () => {
    expect(endsAfter("--+++")).toBeUndefined();
    expect(endsAfter("+-")).toBe(50);
    expect(endsAfter(`${"+".repeat(28)}${"-".repeat(19)}+--`)).toBe(50);
    expect(endsAfter(`${"+".repeat(29)}${"-".repeat(19)}+-`)).toBeUndefined();
  });

  test.each(generalCodes)("by %s", (code) => {
    expect(endsAfter("-", code)).toBe(20);
  });

  test.each(["conflict", "gone", "duplicate_source", "not_deactivated"] as const)(
    "not by %s, which is a record's own",
    (code) => {
      expect(endsAfter("-", code)).toBeUndefined();
    },
  );
});
