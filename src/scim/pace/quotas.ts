import { type Ahead, countAhead } from "./ahead.ts";
import { isLimited, plainPath, type RateRule } from "./rate-rule.ts";
import { createSlidingWindow, type SlidingWindow } from "./sliding-window.ts";
import type { ScimRequest } from "../connection/transport.ts";

/** What `limits.rates` allow one request. */
export interface Allowance {
  /** When it may go; not later than now when it may at once. */
  readyAt(now: number): number;
  /** It goes. What is given is called when it was answered, or will not be any more. */
  depart(now: number): (now: number) => void;
}

const unlimited: Allowance = { readyAt: (now) => now, depart: () => () => {} };

/** Windows of single resources that are kept before those that count nothing are thrown away. */
const manyWindows = 1000;

/** The windows of all rules. */
export interface Quotas {
  readonly allowanceOf: (request: ScimRequest, now: number) => Allowance;
  /** Milliseconds until the last of these may go. Quotas of single resources are left out: one binds none of the others. */
  readonly timeFor: (ahead: readonly Ahead[], now: number) => number;
}

export function createQuotas(rules: readonly RateRule[]): Quotas {
  const quotas = rules.map((rule) => ({ rule, windowOf: openWindows(rule) }));
  return {
    allowanceOf(request, now) {
      const windows = quotas
        .filter(({ rule }) => isLimited(rule, request))
        .map(({ windowOf }) => windowOf(request, now));
      return windows.length === 0 ? unlimited : allOf(windows);
    },
    timeFor(ahead, now) {
      const times = quotas.flatMap(({ rule, windowOf }) => {
        const counted = ahead.filter((one) => isLimited(rule, one));
        const [first] = counted;
        const isOne = rule.perResource !== true && first !== undefined;
        return isOne ? [windowOf(first, now).timeFor(countAhead(counted), now)] : [];
      });
      return Math.max(0, ...times);
    },
  };
}

function allOf(windows: readonly SlidingWindow[]): Allowance {
  return {
    readyAt: (now) => Math.max(...windows.map((window) => window.readyAt(now))),
    depart(now) {
      const counted = windows.map((window) => ({ window, slot: window.depart(now) }));
      return (now) => {
        for (const { window, slot } of counted) window.arrived(slot, now);
      };
    },
  };
}

function openWindows(rule: RateRule): (request: ScimRequest, now: number) => SlidingWindow {
  if (rule.perResource !== true) {
    const window = createSlidingWindow(rule);
    return () => window;
  }
  const windows = new Map<string, SlidingWindow>();
  return ({ path }, now) => {
    const name = plainPath(path);
    const window = windows.get(name) ?? createSlidingWindow(rule);
    windows.set(name, window);
    if (windows.size > manyWindows) forgetIdle(windows, name, now);
    return window;
  };
}

function forgetIdle(windows: Map<string, SlidingWindow>, asked: string, now: number): void {
  for (const [name, window] of windows) if (name !== asked && window.isIdle(now)) windows.delete(name);
}
