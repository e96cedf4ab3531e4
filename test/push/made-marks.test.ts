import { expect, test } from "vitest";
import { MadeMarks } from "../../src/push/find/made-marks.ts";

test("whoever was marked is told, in any letter case, and hardly anybody else", () => {
  const marks = new MadeMarks(10_000);
  for (let at = 0; at < 10_000; at += 1) marks.mark("userName", `Person${at}@example.com`);
  const names = Array.from({ length: 20_000 }, (_, at) => `person${at}@EXAMPLE.com`);
  const told = names.filter((name) => marks.has("username", name));
  expect(told.slice(0, 10_000)).toEqual(names.slice(0, 10_000));
  expect(told.length).toBeLessThan(10_200);
  expect(marks.has("externalId", "person1@example.com")).toBe(false);
});
