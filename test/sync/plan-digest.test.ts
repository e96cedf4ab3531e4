import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createPlanDigest } from "../../src/sync/planning/plan-digest.ts";

function idOf(added: readonly string[], removed: readonly string[] = []): string {
  const digest = createPlanDigest();
  for (const one of added) digest.add(one);
  for (const one of removed) digest.remove(one);
  return digest.id();
}

const texts = fc.array(fc.string(), { maxLength: 40 });

test("the order makes no difference", () => {
  fc.assert(fc.property(texts, (all) => idOf([...all].reverse()) === idOf(all)));
});

test("what is taken out again leaves no trace", () => {
  fc.assert(fc.property(texts, texts, (all, gone) => idOf([...gone, ...all], gone) === idOf(all)));
});

test("one more or one less is another plan, of the same text too", () => {
  const ids = [[], ["a"], ["a", "a"], ["a", "a", "a"], ["b"], ["a", "b"], [""]].map((all) => idOf(all));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/);
});
