import { isoTime } from "../clock.ts";
import type { SeenHolder } from "../store/lock.ts";
import type { TargetStatus } from "../sync/target-status.ts";
import { type LeftBehind, leftText } from "./left-behind.ts";
import { ago } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import { overviewText } from "./render-status-overview.ts";
import { targetText, worstFirst } from "./render-status-target.ts";
import type { Terminal } from "./terminal.ts";

export interface Status {
  readonly holder: SeenHolder | undefined;
  readonly status: readonly TargetStatus[];
  readonly leftBehind: readonly LeftBehind[];
}

/** More targets than that, and a line for each is what fits a screen. */
const mostInFull = 3;

/** How all targets stand, the worst first; `now` in milliseconds since the epoch. */
export function statusText({ holder, status, leftBehind }: Status, terminal: Terminal, now: number): string {
  const sorted = status.toSorted((one, other) => rank(one) - rank(other));
  return [
    ...(holder === undefined ? [] : [holderText(holder, now)]),
    ...(sorted.length > mostInFull
      ? [overviewText(sorted, terminal, now)]
      : sorted.map((one) => targetText(one, terminal, now))),
    ...leftBehind.map((one) => leftText(one, now)),
  ].join("\n");
}

function rank({ verdict }: TargetStatus): number {
  return worstFirst.indexOf(verdict);
}

function holderText({ command, pid, host, since, heartbeat }: SeenHolder, now: number): string {
  const what = command === "" ? "a run" : `scimsync ${plain(command)}`;
  return `${what} is at work: process ${pid} on ${plain(host)}, begun ${ago(now - since)}, last sign of life ${ago(now - heartbeat)}\n`;
}

/** The same for programs. */
export function holderJson({ pid, host, command, since, heartbeat }: SeenHolder): object {
  return { pid, host, command, since: isoTime(since), heartbeatAt: isoTime(heartbeat) };
}
