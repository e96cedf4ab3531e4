import { expect, test } from "vitest";
import { createPaceMeter } from "../../src/sync/forecast/pace-meter.ts";

/** Lets so many requests a second go, for so many seconds, and says what was told at the end of each. */
function told(course: readonly (readonly [perSecond: number, seconds: number, heldShare?: number])[]) {
  const meter = createPaceMeter();
  const paces: (number | undefined)[] = [];
  let [now, sent, held] = [0, 0, 0];
  meter.note(now, sent, held);
  for (const [perSecond, seconds, heldShare = 0] of course) {
    for (let tick = 0; tick < seconds * 10; tick += 1) {
      now += 100;
      sent += perSecond / 10;
      held += heldShare * 100;
      meter.note(now, sent, held);
      if (now % 1000 === 0) paces.push(meter.perMs());
    }
  }
  return paces.map((pace) => (pace === undefined ? undefined : Math.round(pace * 1000)));
}

test("is known after two seconds, and follows within ten when the target slows down", () => {
  const paces = told([
    [100, 20],
    [20, 20],
  ]);
  expect(paces[1]).toBe(100);
  expect(paces[19]).toBe(100);
  expect(paces[25]).toBeLessThan(70);
  expect(paces[31]).toBe(20);
});

test("where requests are rare it looks back further", () => {
  expect(told([[0.5, 60]]).at(-1)).toBe(1);
});

test("time in which limits held requests back says nothing of the target", () => {
  expect(told([[10, 20, 0.8]]).at(-1)).toBe(50);
  expect(told([[10, 20, 0.99]]).at(-1)).toBeUndefined();
});
