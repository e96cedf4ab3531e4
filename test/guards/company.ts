import { afterEach, beforeEach } from "vitest";
import { type Clock, systemClock } from "../../src/clock.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { approve } from "../../src/sync/guards/approve.ts";
import type { RunReport } from "../../src/sync/report.ts";
import type { SyncOptions } from "../../src/sync/sync.ts";
import {
  type Files,
  type ShownPlan,
  type TargetLines,
  targetAt,
  workshop,
  type Workshop,
} from "../sync/workshop.ts";

/** A workshop, a sandbox called `app`, and a clock that stands at an hour of our choice. */
export interface Company {
  readonly shop: Workshop;
  readonly app: Sandbox;
  configure(more?: Partial<TargetLines>): Promise<void>;
  /** Runs so many hours after the start. */
  sync(files?: Files, hour?: number, options?: Partial<SyncOptions>): Promise<RunReport>;
  plan(options?: Partial<SyncOptions>): Promise<ShownPlan>;
  approve(hour: number, ...names: readonly string[]): Promise<void>;
  /** userNames of accounts that are switched on, in order. */
  active(): readonly string[];
}

export const person = (n: number, given = `User${n}`): string =>
  `e${n},user${n}@x.org,${given},dept${n % 3},`;
export const people = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, n) => person(from + n));

const start = Date.parse("2026-11-22T03:00:00Z");

export function clockAt(hour: number): Clock {
  return { now: () => start + hour * 3_600_000, sleep: (ms, signal) => systemClock.sleep(ms, signal) };
}

/** One for each test. */
export function company(): () => Company {
  let made: Company | undefined;
  beforeEach(async () => {
    // One time for all: nobody is deleted by a clock that is not that of the target.
    const time = { hour: 0 };
    const clock: Clock = { ...clockAt(0), now: () => clockAt(time.hour).now() };
    const [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1, clock })]);
    made = companyOf(shop, app, time);
  });
  afterEach(() => Promise.all([made?.shop.remove(), made?.app.close()]));
  return () => {
    if (made === undefined) throw new Error("there is none yet");
    return made;
  };
}

function companyOf(shop: Workshop, app: Sandbox, time: { hour: number }): Company {
  return {
    shop,
    app,
    configure: (more = {}) => shop.configure(targetAt("app", app, more)),
    async sync(files, hour = 0, options = {}) {
      if (files !== undefined) await shop.write(files);
      time.hour = hour;
      const [report] = await shop.sync({ clock: clockAt(hour), ...options });
      return report!;
    },
    async plan(options = {}) {
      const [plan] = await shop.plan({ clock: clockAt(0), ...options });
      return plan!;
    },
    approve: (hour, ...names) =>
      shop.accept((store) => void approve(store, ["app"], names, clockAt(hour).now())),
    active: () =>
      app
        .users()
        .filter(({ active }) => active === true)
        .map(({ userName }) => userName as string)
        .sort(),
  };
}
