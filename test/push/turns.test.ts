import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { createTurns } from "../../src/push/turns.ts";

test("work on one thing goes one by one in the order it came, work on others meanwhile, and a failure ends nothing", async () => {
  const turns = createTurns();
  const told: string[] = [];
  const gate = new EventEmitter();
  const first = turns.take("a", async () => {
    told.push("first begins");
    await once(gate, "open");
    told.push("first ends");
    throw new Error("failed");
  });
  const second = turns.take("a", async () => told.push("second"));
  const third = turns.take("a", async () => told.push("third"));
  await turns.take("b", async () => told.push("other"));
  expect(told).toEqual(["first begins", "other"]);
  gate.emit("open");
  await expect(first).rejects.toThrow("failed");
  await Promise.all([second, third]);
  await turns.take("a", async () => told.push("fourth"));
  expect(told).toEqual(["first begins", "other", "first ends", "second", "third", "fourth"]);
});
