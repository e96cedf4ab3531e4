import { expect, test } from "vitest";
import { type Alert, type Notifier, type SyncEvent, syncing } from "../../src/index.ts";
import { allOf, openStand, people } from "./stand.ts";

function keeper(alerts: Alert[], more: Partial<Notifier> = {}): Notifier {
  return { name: "pager", tell: (alert) => void alerts.push(alert), ...more };
}

function warnings(events: readonly SyncEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === "warning" ? [event.message] : []));
}

test("a notifier is told once for each change, and what it was told outlives a run of others", async () => {
  const { loaded, store } = await openStand();
  const alerts: Alert[] = [];
  const run = (source: readonly string[], notifiers: readonly Notifier[] = [keeper(alerts)]) =>
    allOf(syncing(loaded, store, { sources: { hr: people(...source) }, notifiers })).catch(() => []);
  await run(["ann"]);
  expect(alerts).toEqual([]);
  // Nobody at all is fewer than minUsers.
  await run([]);
  await run([]);
  expect(alerts).toMatchObject([
    { occasion: "failure", target: null, summary: expect.stringContaining("expect.minUsers") as string },
  ]);
  // A run that knows nothing of it, such as one of the command line, does not forget it.
  await run([], [keeper([], { name: "somebody else" })]);
  await run([]);
  expect(alerts).toHaveLength(1);
  await run(["ann"]);
  await run(["ann"]);
  expect(alerts.map(({ occasion }) => occasion)).toEqual(["failure", "recovered"]);
});

test("it hears of its occasions and targets; one that throws is a warning, and is tried again", async () => {
  const { loaded, store } = await openStand();
  const of: Alert[] = [];
  const elsewhere: Alert[] = [];
  let broken = true;
  const flaky = keeper(of, {
    on: ["failure"],
    tell(alert) {
      if (broken) throw new Error("no signal");
      of.push(alert);
    },
  });
  const notifiers = [flaky, keeper(elsewhere, { name: "other", on: ["guard"], targets: ["else*"] })];
  const twice = { mail: "same@x.example" };
  const sources = {
    hr: () => [
      { kind: "user", key: "1", attributes: twice } as const,
      { kind: "user", key: "2", attributes: twice } as const,
      { kind: "end" } as const,
    ],
  };
  const first = await allOf(syncing(loaded, store, { sources, notifiers }));
  expect(warnings(first)).toEqual([
    "nobody was told by the notifier pager: no signal; the next run tries again",
  ]);
  expect(first.at(-1)).toMatchObject({ kind: "finished", exitCode: 3 });
  broken = false;
  await allOf(syncing(loaded, store, { sources, notifiers, notify: false }));
  expect(of).toEqual([]);
  await allOf(syncing(loaded, store, { sources, notifiers }));
  expect(of).toMatchObject([{ version: 1, occasion: "failure", target: "app" }]);
  expect(elsewhere).toEqual([]);
});
