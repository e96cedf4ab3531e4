import { setTimeout as sleep } from "node:timers/promises";
import { type Ended, startScimsync } from "../cli/child.ts";
import type { Dice } from "./dice.ts";
import type { Exchange, Relay, Step } from "./relay.ts";

/** When something happens to a run: so many milliseconds after its start, or at a step of its n-th request or write. */
export type Moment =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "step"; readonly of: "request" | "write"; readonly number: number; readonly step: Step };

/** How a run is ended before its time. Two signals are an impatient person at the terminal. */
export interface Ending {
  readonly signals: readonly ("SIGKILL" | "SIGINT" | "SIGTERM")[];
  readonly at: Moment;
}

/** What happens to a run besides being ended. */
export interface Hardship {
  readonly faults: readonly string[];
  readonly seed: number;
  readonly ending: Ending | undefined;
  /** When the provider is ended and started again. */
  readonly restart: Moment | undefined;
}

/** Whatever happens, no run takes longer; on a machine with much else to do a start takes seconds. */
const patience = 6_000;

const menus: readonly (readonly string[])[] = [
  ["429:0.2:0"],
  ["429:0.04:1", "429-date:0.05:0"],
  ["500:0.06", "503:0.04:0"],
  ["502:0.3"],
  ["reset:0.1"],
  ["lost:0.15"],
  ["slow:0.2:150"],
  ["429:0.05:0", "500:0.03", "reset:0.04", "lost:0.08", "slow:0.05:100"],
];

/** What happens to the run; `writes` is about how many it has to make. */
export function chooseHardship(dice: Dice, writes: number): Hardship {
  return {
    faults: dice.chance(0.6) ? (dice.pick(menus) ?? []) : [],
    seed: dice.below(2 ** 32),
    ending: dice.chance(0.9) ? { signals: chooseSignals(dice), at: chooseMoment(dice, writes) } : undefined,
    restart: dice.chance(0.25) ? chooseMoment(dice, writes) : undefined,
  };
}

function chooseSignals(dice: Dice): Ending["signals"] {
  if (dice.chance(0.75)) return ["SIGKILL"];
  if (dice.chance(0.3)) return ["SIGINT", "SIGINT"];
  return [dice.chance(0.5) ? "SIGINT" : "SIGTERM"];
}

function chooseMoment(dice: Dice, writes: number): Moment {
  if (dice.chance(0.15)) return { kind: "time", ms: dice.below(500) };
  const step = dice.pick(["arrived", "done", "answered"] as const) ?? "done";
  const of = dice.chance(0.25) ? "request" : "write";
  // More often early than late, for what comes late is left for a run that may be ended as well.
  const number = 1 + dice.below(1 + dice.below(of === "write" ? writes : writes * 2));
  return { kind: "step", of, number, step };
}

export interface BrokenRun extends Ended {
  /** Whether it was ended before it came to its end. */
  readonly broken: boolean;
  readonly faults: readonly string[];
  readonly restarted: boolean;
}

/** Runs `sync` in the folder and lets that happen to it. */
export async function runBroken(
  { folder, relay, token, restart, run }: Stage & { readonly run: number },
  hardship: Hardship,
): Promise<BrokenRun> {
  const { faults, seed, ending } = hardship;
  const endingAlarm = openAlarm(ending?.at, run);
  const restartAlarm = openAlarm(hardship.restart, run);
  relay.setWeather({
    run,
    faults,
    seed,
    onStep(step, exchange) {
      endingAlarm.told(step, exchange);
      restartAlarm.told(step, exchange);
    },
  });
  const child = startScimsync(["sync", "--quiet"], { cwd: folder, env: { SCIM_TOKEN: token } });
  let over = false;
  const done = child.done.finally(() => (over = true));
  let restarted: Promise<void> | undefined;
  async function restartOnce(): Promise<void> {
    await restartAlarm.rung;
    if (!over) restarted = restart();
  }
  void restartOnce();
  let broken = false;
  async function end(signals: Ending["signals"]): Promise<void> {
    for (const signal of signals) {
      if (over) return;
      broken = true;
      child.kill(signal);
      if (signals.length > 1) await sleep(5);
    }
    // One that is asked to stop may wait for something; it does not get all day.
    if (!over) await Promise.race([done, sleep(patience)]);
    child.kill("SIGKILL");
  }
  void endingAlarm.rung.then(() => end(ending?.signals ?? []));
  const impatience = setTimeout(() => void end(["SIGKILL"]), patience);
  const ended = await done;
  clearTimeout(impatience);
  await restarted;
  await relay.idle();
  const hit = relay.ledger.flatMap((one) => (one.run === run && one.fault !== undefined ? [one.fault] : []));
  return { ...ended, broken, faults: hit, restarted: restarted !== undefined };
}

/** Where runs are made. */
export interface Stage {
  readonly folder: string;
  readonly relay: Relay;
  readonly token: string;
  readonly restart: () => Promise<void>;
}

interface Alarm {
  readonly rung: Promise<void>;
  told(step: Step, exchange: Exchange): void;
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: (() => void) | undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve?.() };
}

function openAlarm(moment: Moment | undefined, run: number): Alarm {
  const { promise: rung, resolve: ring } = withResolvers();
  if (moment?.kind === "time") setTimeout(ring, moment.ms);
  let seen = 0;
  return {
    rung,
    told(step, exchange) {
      if (moment?.kind !== "step" || exchange.run !== run || step !== moment.step) return;
      if (moment.of === "write" && !isWrite(exchange)) return;
      seen += 1;
      if (seen === moment.number) ring();
    },
  };
}

export function isWrite({ method }: Exchange): boolean {
  return method !== "GET";
}

/** What a run was at when it ended. */
export function stageOf(exchanges: readonly Exchange[]): string {
  const last = exchanges.findLast(isWrite);
  if (exchanges.length === 0) return "before any request";
  if (last === undefined) return "looking";
  const isUser = last.path.startsWith("/Users");
  if (last.method === "POST") return isUser ? "making accounts" : "making groups";
  if (isUser) return last.method === "DELETE" ? "deleting accounts" : "changing accounts";
  if (last.method === "DELETE") return "deleting groups";
  return /"members/.test(last.body) ? "members" : "changing groups";
}
