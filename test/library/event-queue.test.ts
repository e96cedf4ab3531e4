import { expect, test } from "vitest";
import { EventQueue } from "../../src/library/event-queue.ts";
import type { SyncEvent } from "../../src/library/sync-event.ts";

const about = { target: "app", operation: "create", resource: "User", name: "", state: "succeeded" } as const;

function operation(key: string): SyncEvent {
  return { kind: "operation", key, ...about };
}

function shown(events: readonly SyncEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind === "operation") return event.key;
    return event.kind === "missed" ? `${event.operations} missed` : event.kind;
  });
}

test("holds so many operations and counts the others where they are missing; the rest is kept", async () => {
  const queue = new EventQueue(2);
  for (const key of ["a", "b", "c", "d"]) queue.put(operation(key));
  queue.put({ kind: "warning", message: "" });
  queue.put(operation("e"));
  expect(shown(await queue.take())).toEqual(["a", "b", "2 missed", "warning", "1 missed"]);
  queue.put(operation("f"));
  queue.close();
  expect(shown(await queue.take())).toEqual(["f"]);
  expect(await queue.take()).toEqual([]);
});

test("of the records read it keeps the last number, and wakes whoever waits", async () => {
  const queue = new EventQueue(2);
  const waiting = queue.take();
  queue.put({ kind: "reading", records: 1 });
  queue.put({ kind: "reading", records: 2 });
  expect(await waiting).toEqual([{ kind: "reading", records: 2 }]);
});
