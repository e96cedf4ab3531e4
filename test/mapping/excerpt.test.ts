import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/errors.ts";
import { complaint, problemsOf } from "./fixture.ts";

/** The excerpt as it is printed. */
function shown(source: string): readonly string[] {
  const { message, excerpt } = complaint(source);
  const problem = excerpt === undefined ? { message } : { message, excerpt };
  return formatProblem(problem).split("\n").slice(1);
}

describe("what is wrong is shown with a caret below", () => {
  test("where the mistake is", () => {
    expect(shown("lower(user.emial)")).toEqual(["    lower(user.emial)", "               ^"]);
  });
  test("at the end, when something is missing there", () => {
    expect(shown("user.email +")).toEqual(["    user.email +", "                ^"]);
  });
  test("in the line of a long expression that it is in", () => {
    expect(shown('user.email == "x"\n    ? lower(user.emial)\n    : absent()')).toEqual([
      "    ? lower(user.emial)",
      "                 ^",
    ]);
  });
  test("of a long line what is near", () => {
    const [line = "", caret = ""] = shown(`${"1 + ".repeat(40)}user.emial${" + 1".repeat(5)}`);
    expect(line.length).toBeLessThan(100);
    expect(line.slice(caret.length - 1)).toMatch(/^emial/);
    expect(line).toMatch(/^ {4}… /);
  });
  test("tabs are one wide", () => {
    expect(shown("lower(\tuser.emial)")).toEqual(["    lower( user.emial)", "                ^"]);
  });
  test("a pattern, inside", () => {
    expect(shown('matches(user.email, "a**")')[1]).toBe("                          ^".slice(0, 4 + 22) + "^");
  });
  test("of a text only the expression: what is around it may be a secret", () => {
    const [problem] = problemsOf({ password: "s3cret-${user.emial}!" });
    expect(problem).toMatchObject({ offset: 14, excerpt: { text: "user.emial", caret: 5 } });
    expect(problemsOf({ a: "s3cret-${user.email" })[0]?.excerpt).toBeUndefined();
  });
});
