import type { Outlook } from "../sync/forecast/outlook.ts";
import type { RunEvent } from "../sync/run-context.ts";
import { describeLookUps } from "./describe-look-ups.ts";
import { count, duration, plural } from "./numbers.ts";
import type { Terminal } from "./terminal.ts";

const barWidth = 24;
const redrawEvery = 100;
const lineEvery = 5_000;

/** Shows how a run goes on: one line that is overwritten on a terminal, a plain line now and then elsewhere. */
export interface Progress {
  onRecords(records: number): void;
  onEvent(event: RunEvent): void;
  end(): void;
}

export function createProgress(terminal: Terminal, now: () => number, quiet: boolean): Progress {
  let records = 0;
  let drawnAt = now();
  let push: PushProgress = { target: "", total: 0, done: 0, failed: 0, outlook: undefined };

  function draw(line: () => string): void {
    if (quiet || now() - drawnAt < (terminal.interactive ? redrawEvery : lineEvery)) return;
    drawnAt = now();
    if (terminal.interactive) terminal.progress(line());
    else terminal.note(line());
  }
  return {
    onRecords(more) {
      records += more;
      draw(() => `reading the source: ${count(records)} records`);
    },
    onEvent(event) {
      if (event.kind === "planned") {
        const { target, operations: total, outlook } = event;
        push = { target, total, done: 0, failed: 0, outlook };
        if (!quiet && !terminal.interactive && push.total > 0) {
          terminal.note(`${push.target}: pushing ${plural(push.total, "operation")}`);
        }
        return;
      }
      if (event.kind === "lookUps") {
        if (!quiet) terminal.note(`${event.target}: ${describeLookUps(event.choice)}`);
        return;
      }
      const { state } = event.event.outcome;
      push.done += 1;
      if (state === "failed" || state === "indeterminate") push.failed += 1;
      draw(() => pushLine(push));
    },
    end: () => terminal.progress(""),
  };
}

interface PushProgress {
  readonly target: string;
  readonly total: number;
  done: number;
  failed: number;
  readonly outlook: (() => Outlook) | undefined;
}

function pushLine({ target, total, done, failed, outlook }: PushProgress): string {
  const share = total === 0 ? 1 : done / total;
  const filled = Math.round(share * barWidth);
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
  const trouble = failed === 0 ? "" : `, ${count(failed)} failed`;
  return `${target} ${bar} ${count(done)}/${count(total)}${trouble}${leftOf(outlook?.())}`;
}

function leftOf(outlook: Outlook | undefined): string {
  if (outlook === undefined) return "";
  const { requests, ms } = outlook;
  const time = ms === undefined ? "" : `, ${duration(ms)}`;
  return `, ${plural(requests, "request")}${time} left`;
}
