import { expect, test } from "vitest";
import { Imprints } from "../../src/directory/imprints.ts";

const source = (imprints: Imprints) => imprints.recogniser("hr").under("id,mail");

test("an entry is found by the imprint it was given in an earlier read", () => {
  const first = new Imprints();
  const { imprintOf } = source(first);
  for (let entry = 1; entry <= 2_000; entry += 1) first.put(entry, imprintOf(`${entry},x`));
  expect(first.changed).toBe(true);
  const second = new Imprints(first.words);
  const { find } = source(second);
  for (let entry = 1; entry <= 2_000; entry += 1) expect(find(imprintOf(`${entry},x`))).toBe(entry);
  expect(find(imprintOf("2001,x"))).toBe(0);
  expect(second.changed).toBe(false);
});

test("whoever changed in this read, or left, is not found by what they were", () => {
  const first = new Imprints();
  const { imprintOf } = source(first);
  for (const entry of [1, 2, 3]) first.put(entry, imprintOf(String(entry)));
  const second = new Imprints(first.words);
  const { find } = source(second);
  second.put(1, imprintOf("1 as it is now"));
  second.put(2, undefined);
  second.put(9, undefined);
  expect([1, 2, 3].map((entry) => find(imprintOf(String(entry))))).toEqual([0, 0, 3]);
  expect(second.changed).toBe(true);
});

test("what is the same stays the same", () => {
  const first = new Imprints();
  const { imprintOf } = source(first);
  first.put(1, imprintOf("1"));
  const second = new Imprints(first.words);
  second.put(1, imprintOf("1"));
  second.put(7, undefined);
  expect(second.changed).toBe(false);
});

test("the same text below another heading, or of another source, is another record", () => {
  const imprints = new Imprints();
  const texts = [
    imprints.recogniser("hr").under("id,mail"),
    imprints.recogniser("hr").under("id,phone"),
    imprints.recogniser("it").under("id,mail"),
  ].map(({ imprintOf }) => imprintOf("1,x"));
  expect(new Set(texts).size).toBe(3);
  expect(texts[0]).toHaveLength(16);
});
