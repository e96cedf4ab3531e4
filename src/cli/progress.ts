import type { Outlook } from "../sync/forecast/outlook.ts";
import { createPaceMeter, type PaceMeter } from "../sync/forecast/pace-meter.ts";
import type { RunEvent } from "../sync/run-context.ts";
import { describeLookUps } from "./describe-look-ups.ts";
import { fitted } from "./fit-lines.ts";
import { count, duration, plural } from "../numbers.ts";
import type { Terminal } from "./terminal.ts";

const widestBar = 24;
const narrowestBar = 6;
const redrawEvery = 100;
const lineEvery = 5_000;
/** A pause that the target asked for is no standstill: the time that is left runs on. */
const tickEvery = 1_000;

/** Shows how a run goes on: one line that is overwritten on a terminal, a plain line now and then elsewhere. */
export interface Progress {
  onRecords(records: number): void;
  onEvent(event: RunEvent): void;
  end(): void;
}

export function createProgress(terminal: Terminal, now: () => number, quiet: boolean): Progress {
  const width = (terminal.columns ?? 80) - 1;
  let records = 0;
  let recordsBefore = 0;
  let drawnAt = now();
  let push: PushProgress | undefined;

  function draw(line: () => string): void {
    if (quiet || now() - drawnAt < (terminal.interactive ? redrawEvery : lineEvery)) return;
    drawnAt = now();
    if (terminal.interactive) terminal.progress(line());
    else terminal.note(line());
  }
  /** What is shown when nothing was told for a while. */
  function tick(): void {
    const pushed = push;
    if (pushed !== undefined && pushed.total > 0) draw(() => pushLine(pushed, width));
    else if (records > 0 && records === recordsBefore)
      draw(() => `${count(records)} records read; working out what is to be done`);
    recordsBefore = records;
  }
  const ticking = quiet || !terminal.interactive ? undefined : setInterval(tick, tickEvery).unref();
  return {
    onRecords(more) {
      records += more;
      draw(() => `reading the source: ${count(records)} records`);
    },
    onEvent(event) {
      if (event.kind === "planned") {
        const { target, operations: total, outlook } = event;
        push = { target, total, done: 0, failed: 0, outlook, pace: createPaceMeter() };
        if (!quiet && !terminal.interactive && total > 0)
          terminal.note(`${target}: pushing ${plural(total, "operation")}`);
        return;
      }
      if (event.kind === "lookUps") {
        const line = `${event.target}: ${describeLookUps(event.choice)}`;
        if (!quiet) terminal.note(terminal.interactive ? fitted(line, terminal) : line);
        return;
      }
      if (push === undefined) return;
      const { state } = event.event.outcome;
      push.done += 1;
      if (state === "failed" || state === "indeterminate") push.failed += 1;
      push.pace.note(now(), push.done, 0);
      const pushed = push;
      draw(() => pushLine(pushed, width));
    },
    end() {
      clearInterval(ticking);
      terminal.progress("");
    },
  };
}

interface PushProgress {
  readonly target: string;
  readonly total: number;
  done: number;
  failed: number;
  readonly outlook: (() => Outlook) | undefined;
  /** Of operations. */
  readonly pace: PaceMeter;
}

/** What a person looks for first stands first: a narrow terminal cuts the end, after the bar has become short. */
function pushLine({ target, total, done, failed, outlook, pace }: PushProgress, width: number): string {
  const trouble = failed === 0 ? "" : `, ${count(failed)} failed`;
  const told = `${count(done)}/${count(total)}${trouble}${rateOf(pace.perMs())}${leftOf(outlook?.())}`;
  const room = Math.min(widestBar, width - target.length - told.length - 2);
  return room < narrowestBar
    ? `${target} ${told}`
    : `${target} ${barOf(total === 0 ? 1 : done / total, room)} ${told}`;
}

function barOf(share: number, places: number): string {
  const filled = Math.min(places, Math.round(share * places));
  return "█".repeat(filled) + "░".repeat(places - filled);
}

/** `, 68/s`; by the minute where it is less than one a second. */
function rateOf(perMs: number | undefined): string {
  if (perMs === undefined) return "";
  const perSecond = perMs * 1000;
  if (perSecond >= 10) return `, ${count(perSecond)}/s`;
  return perSecond >= 1 ? `, ${perSecond.toFixed(1)}/s` : `, ${count(perSecond * 60)}/min`;
}

function leftOf(outlook: Outlook | undefined): string {
  if (outlook === undefined) return "";
  const { requests, ms } = outlook;
  const time = ms === undefined ? "" : `, ${timeText(ms)}`;
  return `, ${plural(requests, "request")}${time} left`;
}

/** A forecast is not known to the tenth of a second. */
function timeText(ms: number): string {
  return ms < 90_000 ? `${count(Math.ceil(ms / 1000))} s` : duration(ms);
}
