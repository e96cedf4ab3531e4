import { describe, expect, test } from "vitest";
import { fromMacros } from "../../src/mapping/macro-string.ts";
import { TemplateSyntaxError } from "../../src/mapping/template-string.ts";
import { fill } from "./fixture.ts";

describe("a string of a JSON template", () => {
  test.each([
    ["plain", "plain"],
    ["{$user.email}", "${user.email}"],
    ["Dr. {$user.a} {$user.b}!", "Dr. ${user.a} ${user.b}!"],
    ['{$"}"}', '${"}"}'],
    ['{${"a": user.b}["a"]}', '${{"a": user.b}["a"]}'],
    ["${user.email}", "${user.email}"],
    ["${$user.email}", "$${user.email}"],
    ["{ $user.email }", "{ $user.email }"],
    ["{$ user.email}", "${ user.email}"],
  ])("%s is %s, each character in its place", (written, expected) => {
    expect(fromMacros(written)).toBe(expected);
    expect(expected).toHaveLength(written.length);
  });
  test.each([
    ["{$user.email", 0],
    ["a {$b} {$'}", 7],
  ])("%s lacks its closing brace", (written, offset) => {
    expect(() => fromMacros(written)).toThrow(TemplateSyntaxError);
    expect(() => fromMacros(written)).toThrow(expect.objectContaining({ offset }) as Error);
  });
  test("one macro keeps its type, text around it makes a string", () => {
    const user = { enabled: false, phones: ["1"], email: "x" };
    const of = (written: string): unknown => fill({ title: fromMacros(written) }, user)["title"];
    expect(of("{$user.enabled}")).toBe(false);
    expect(of("{$user.phones}")).toEqual(["1"]);
    expect(of("{$user.email}-{$user.enabled}")).toBe("x-false");
    expect(of("{$user.title}")).toBe(undefined);
  });
});
