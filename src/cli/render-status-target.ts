import { expiryText, renewalText } from "../config/expiry-text.ts";
import { type Verdict, wordOf } from "../sync/monitor.ts";
import type { ExpiryStatus, RetriesStatus, TargetStatus } from "../sync/target-status.ts";
import { ago, count, duration, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import { stepsFor } from "./status-steps.ts";
import type { Colour, Terminal } from "./terminal.ts";

/** In which order a person wants to see them: what never ran is no trouble yet. */
export const worstFirst: readonly Verdict[] = ["critical", "warning", "unknown", "ok"];

/** A verdict in a word. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  critical: "CRITICAL",
  warning: "WARNING",
  unknown: "new",
  ok: "in order",
};

export const verdictColours: Readonly<Record<Verdict, Colour>> = {
  critical: "red",
  warning: "yellow",
  unknown: "dim",
  ok: "green",
};

/** All about a target; `now` in milliseconds since the epoch. */
export function targetText(status: TargetStatus, terminal: Terminal, now: number): string {
  const { accounts, attention, adopted, oldest, retries, paused = 0, notSticky, expiries = [] } = status;
  const taken = `${plural(adopted.users, "account")}, ${plural(adopted.groups, "group")}`;
  const lines = [
    headOf(status, terminal),
    `  accounts: ${list(kindOf(accounts, "user"))}`,
    `  groups: ${list(kindOf(accounts, "group"))}`,
    ...(adopted.users + adopted.groups === 0 ? [] : [`  of them there before: ${taken}`]),
    ...(Object.keys(attention).length === 0 ? [] : [`  needs attention: ${list(attention)}`]),
    ...troubles.flatMap((reason) => oldestOf(reason, oldest[reason], now)),
    ...(retries === undefined ? [] : [`  next tries: ${retriesText([retries], now)}`]),
    ...(paused === 0 ? [] : [`  paused: ${plural(paused, "group")}`]),
    ...(notSticky === 0 ? [] : [`  not sticky: ${count(notSticky)} do not keep what was sent`]),
    ...unconfirmed(status, now),
    ...expiries.flatMap((expiry) => expiryLines(expiry, now)),
    ...runLines(status, now),
    ...stepsFor([status]).map(({ command, why }) => `  ${why}: ${command}`),
  ];
  return `${lines.join("\n")}\n`;
}

function headOf({ target, verdict, says }: TargetStatus, terminal: Terminal): string {
  const word = terminal.paint(verdictColours[verdict], verdictWords[verdict]);
  return verdict === "ok" ? `${plain(target)}: ${word}` : `${plain(target)}: ${word}: ${plain(says)}`;
}

function unconfirmed({ target, unconfirmedSince }: TargetStatus, now: number): readonly string[] {
  if (unconfirmedSince === undefined) return [];
  const since = ago(now - Date.parse(unconfirmedSince));
  return [
    `  links were rebuilt ${since}, and nothing is made or removed until somebody confirms them: scimsync state rebuild --confirm ${target}`,
  ];
}

function runLines({ lastRun, lastGoodRunAt }: TargetStatus, now: number): readonly string[] {
  const error = lastRun?.error;
  return [
    `  last run: ${lastRun === null ? "never" : `${lastRun.runId}, ${ending(lastRun)}`}`,
    ...(error === undefined ? [] : [`    ${error.reason}: ${plain(error.message)}`]),
    `  last good run: ${lastGoodRunAt === null ? "never" : ago(now - Date.parse(lastGoodRunAt))}`,
  ];
}

function ending({ exitCode, isGoingOn }: NonNullable<TargetStatus["lastRun"]>): string {
  if (isGoingOn === true) return "going on";
  return exitCode === null ? "did not end" : `exit ${exitCode}`;
}

function expiryLines({ at, source, state }: ExpiryStatus, now: number): readonly string[] {
  const line = `  ${expiryText({ at: Date.parse(at), source }, now)}`;
  return state === "good" ? [line] : [line, `    ${renewalText({ source })}`];
}

/** `3 in the next run; 5 later, the first in 4.2 h`, of one target or of several. */
export function retriesText(all: readonly RetriesStatus[], now: number): string {
  const [inNextRun, later] = [total(all, "inNextRun"), total(all, "later")];
  const [first] = all.flatMap(({ nextAt }) => nextAt ?? []).toSorted();
  const wait = first === undefined ? "" : `, the first in ${duration(Date.parse(first) - now)}`;
  return [
    ...(inNextRun === 0 ? [] : [`${count(inNextRun)} in the next run`]),
    ...(later === 0 ? [] : [`${count(later)} later${wait}`]),
  ].join("; ");
}

function total(all: readonly RetriesStatus[], part: "inNextRun" | "later"): number {
  return all.reduce((sum, one) => sum + one[part], 0);
}

/** Reasons for attention that somebody has to see to, when they last. */
const troubles = ["failed", "quarantined", "givenUp", "rejected", "held"] as const;

function oldestOf(reason: string, since: string | undefined, now: number): readonly string[] {
  return since === undefined ? [] : [`  oldest ${wordOf(reason)}: ${ago(now - Date.parse(since))}`];
}

/** `{ "user active": 3 }` as `{ active: 3 }`. */
function kindOf(
  numbers: Readonly<Record<string, number>>,
  kind: "user" | "group",
): Readonly<Record<string, number>> {
  const own = Object.entries(numbers).filter(([name]) => name.startsWith(`${kind} `));
  return Object.fromEntries(own.map(([name, n]) => [name.slice(kind.length + 1), n]));
}

function list(numbers: Readonly<Record<string, number>>): string {
  const parts = Object.entries(numbers).filter(([, n]) => n > 0);
  return parts.length === 0 ? "none" : parts.map(([name, n]) => `${count(n)} ${wordOf(name)}`).join(", ");
}
