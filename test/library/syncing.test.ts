import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  exitCodes,
  LockedError,
  plan,
  runOptions,
  SourceError,
  StoppedError,
  sync,
  type SyncEvent,
  syncing,
  UsageError,
} from "../../src/index.ts";
import { allOf, crowd, openStand, people } from "./stand.ts";

/** Nobody hears of these but the process, which a service would die of. */
const unhandled: unknown[] = [];
function onUnhandled(reason: unknown): void {
  unhandled.push(reason);
}
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", onUnhandled);
});
afterEach(async () => {
  await pause(0);
  process.off("unhandledRejection", onUnhandled);
  expect(unhandled).toEqual([]);
});

function kindsOf(events: readonly SyncEvent[]): readonly string[] {
  return events.map(({ kind }) => kind);
}

/** Ends without saying that it was all. */
function* broken() {
  yield { kind: "user", key: "ann", attributes: {} } as const;
}

describe("a run as events", () => {
  test("tells what is read, planned, done and come to, as plain data; the last is the value returned", async () => {
    const stand = await openStand();
    const { loaded, store } = stand;
    const run = syncing(loaded, store, { sources: { hr: people("ann", "bob") } });
    const events: SyncEvent[] = [];
    let step = await run.next();
    for (; step.done !== true; step = await run.next()) events.push(step.value);
    expect(kindsOf(events)).toEqual(["reading", "planned", "operation", "operation", "report", "finished"]);
    expect(events[0]).toEqual({ kind: "reading", records: 2 });
    expect(events[1]).toMatchObject({
      target: "app",
      operations: 2,
      forecast: { requests: expect.any(Number) },
    });
    expect(events[2]).toEqual({
      kind: "operation",
      target: "app",
      operation: "create",
      resource: "User",
      key: "ann",
      name: "ann@x.example",
      state: "succeeded",
    });
    expect(step.value).toBe(events.at(-1));
    expect(step.value).toMatchObject({ exitCode: 0, reports: [{ counts: { created: 2 } }], notBegun: [] });
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    expect(stand.active()).toEqual(["ann@x.example", "bob@x.example"]);

    // Several runs in one process; nothing new sends nothing.
    const again = await allOf(syncing(loaded, store, { sources: { hr: people("ann", "bob") } }));
    expect(kindsOf(again)).toEqual(["report", "finished"]);
    expect(again[0]).toMatchObject({ report: { requests: { total: 0 } } });
  });

  test("an operation that fails says why", async () => {
    const { loaded, store, sandbox } = await openStand(`source: { type: program, name: hr }
targets:
  app:
    baseUrl: \${env.SCIM_URL}
    auth: { token: "\${env.SCIM_TOKEN}" }
    assign: { everyone: true }
    users: { match: [externalId], attributes: { userName: "\${user.mail}", externalId: "\${user.key}" } }
`);
    await fetch(`${sandbox.url}/Users`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: "ann@x.example",
      }),
    });
    const events = await allOf(syncing(loaded, store, { sources: { hr: people("ann") } }));
    expect(events.find(({ kind }) => kind === "operation")).toMatchObject({
      key: "ann",
      state: "failed",
      code: "conflict",
      httpStatus: 409,
      detail: expect.stringContaining("ann@x.example") as string,
    });
    expect(events.at(-1)).toMatchObject({ kind: "finished", exitCode: exitCodes.failures });
  });

  test("what keeps the run from its targets is thrown from the loop, and the state is free again", async () => {
    const { loaded, store, sandbox } = await openStand();
    await expect(allOf(syncing(loaded, store, { sources: { hr: broken } }))).rejects.toThrow(SourceError);
    await expect(allOf(syncing(loaded, store))).rejects.toThrow(UsageError);
    const lock = store.lock(() => Date.now(), "something else");
    await expect(allOf(syncing(loaded, store, { sources: { hr: people("ann") } }))).rejects.toThrow(
      LockedError,
    );
    lock.release();
    expect(sandbox.requests().total).toBe(0);
    await allOf(syncing(loaded, store, { sources: { hr: people("ann") } }));
    expect(sandbox.users()).toHaveLength(1);
  });

  test("nothing begins before the first event is asked for", async () => {
    const { loaded, store } = await openStand();
    const read = vi.fn(people("ann"));
    const run = syncing(loaded, store, { sources: { hr: read } });
    await pause(1);
    expect(read).not.toHaveBeenCalled();
    await run.return({ kind: "finished", exitCode: 0, reports: [], notBegun: [] });
    expect(read).not.toHaveBeenCalled();
    store.lock(() => Date.now(), "free").release();
  });
});

describe("a reader who goes, or is slow", () => {
  test("breaking out ends the run in good order, and the next one goes on", async () => {
    const stand = await openStand();
    const { loaded, store, sandbox } = stand;
    const settings = { sources: { hr: people(...crowd(40)) } };
    for await (const event of syncing(loaded, store, settings)) if (event.kind === "operation") break;
    // The lock is free, and all that was sent is written down.
    store.lock(() => Date.now(), "free").release();
    const made = sandbox.users().length;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(40);
    const { total } = sandbox.requests();
    await pause(5);
    expect(sandbox.requests().total).toBe(total);
    const rest = await allOf(syncing(loaded, store, settings));
    expect(rest.at(-1)).toMatchObject({ exitCode: 0, reports: [{ counts: { created: 40 - made } }] });
    expect(stand.active()).toHaveLength(40);
  });

  test("an error of the reader ends the run, and goes on as it is", async () => {
    const { loaded, store, sandbox } = await openStand();
    const own = new Error("my database is gone");
    async function read(): Promise<void> {
      for await (const { kind } of syncing(loaded, store, { sources: { hr: people(...crowd(40)) } }))
        if (kind === "operation") throw own;
    }
    await expect(read()).rejects.toBe(own);
    expect(sandbox.users().length).toBeLessThan(40);
    store.lock(() => Date.now(), "free").release();
  });

  test("a slow one misses operations, and nothing else; the run does not wait", async () => {
    const { loaded, store } = await openStand();
    const run = syncing(loaded, store, { sources: { hr: people(...crowd(30)) }, room: 5 });
    const events: SyncEvent[] = [];
    let step = await run.next();
    for (; step.done !== true; step = await run.next()) {
      events.push(step.value);
      // Stands still until the run is over.
      if (step.value.kind === "planned") {
        const isOver = () => expect(store.runs.latest("app", 1)[0]?.exitCode).toBe(0);
        await vi.waitFor(isOver, { timeout: 20_000 });
      }
    }
    const told = events.filter(({ kind }) => kind === "operation").length;
    const missed = events.flatMap((event) => (event.kind === "missed" ? [event.operations] : []));
    expect(told).toBeLessThanOrEqual(10);
    expect(told + missed.reduce((sum, n) => sum + n, 0)).toBe(30);
    expect(kindsOf(events).slice(-2)).toEqual(["report", "finished"]);
    expect(events.at(-1)).toMatchObject({ reports: [{ counts: { created: 30 } }] });
  });
});

describe("a signal", () => {
  test("ends the run in good order: the report says so", async () => {
    const { loaded, store, sandbox } = await openStand();
    const ending = new AbortController();
    const events: SyncEvent[] = [];
    const settings = { sources: { hr: people(...crowd(40)) }, signal: ending.signal };
    for await (const event of syncing(loaded, store, settings)) {
      events.push(event);
      if (event.kind === "operation") ending.abort();
    }
    expect(events.at(-1)).toMatchObject({
      exitCode: exitCodes.interrupted,
      reports: [{ interrupted: true, interruption: "the program told it to end" }],
    });
    expect(sandbox.users().length).toBeLessThan(40);
  });

  test("while the source is read, or before, throws, and sends nothing", async () => {
    const { loaded, store, sandbox } = await openStand();
    const ending = new AbortController();
    let closed = false;
    async function* endless(signal: AbortSignal) {
      signal.addEventListener("abort", () => {
        closed = true;
      });
      yield { kind: "user", key: "ann", attributes: {} } as const;
      ending.abort();
      await new Promise(() => {});
    }
    const settings = { signal: ending.signal, sources: { hr: endless } };
    await expect(allOf(syncing(loaded, store, settings))).rejects.toThrow(StoppedError);
    expect(closed).toBe(true);
    const read = vi.fn(people("ann"));
    await expect(allOf(syncing(loaded, store, { ...settings, sources: { hr: read } }))).rejects.toThrow(
      StoppedError,
    );
    expect(read).not.toHaveBeenCalled();
    expect(sandbox.requests().total).toBe(0);
    store.lock(() => Date.now(), "free").release();
  });
});

test("the core neither writes to the terminal nor listens to signals, and leaves nothing behind", async () => {
  const { loaded, store } = await openStand();
  const spies = [
    vi.spyOn(process.stdout, "write"),
    vi.spyOn(process.stderr, "write"),
    vi.spyOn(process, "exit"),
    vi.spyOn(process, "on"),
    vi.spyOn(process, "once"),
  ];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  const said: string[] = [];
  const line = (_fields: object, message: string) => void said.push(message);
  const log = { debug: line, info: line, warn: line, error: line };
  await allOf(syncing(loaded, store, { sources: { hr: people("ann") }, log }));
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  expect(said).toEqual(expect.arrayContaining(["a run began", "an operation is done", "a run ended"]));
});

test("the same settings serve plan and sync; those that do not go together are refused", async () => {
  const stand = await openStand();
  const { loaded, store } = stand;
  const settings = {
    sources: { hr: people("ann") },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  };
  const planned: string[] = [];
  await plan(runOptions(loaded, store, settings), (shown) => {
    for (const { operation } of shown.operations()) planned.push(`${operation.kind} ${operation.name}`);
  });
  expect(planned).toEqual(["create ann@x.example"]);
  const [report] = await sync(runOptions(loaded, store, settings));
  expect(report).toMatchObject({ startedAt: "1970-01-01T00:00:00.000Z", counts: { created: 1 } });
  expect(stand.active()).toEqual(["ann@x.example"]);
  for (const wrong of [{ force: true }, { keys: ["ann"] }, { mode: "only" as const }])
    expect(() => runOptions(loaded, store, wrong)).toThrow(UsageError);
});
