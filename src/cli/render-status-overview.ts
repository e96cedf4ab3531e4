import { gotThrough, needsText } from "../sync/monitor.ts";
import type { TargetStatus } from "../sync/target-status.ts";
import { expiryBrief } from "../config/expiry-text.ts";
import { spanInWords } from "../config/span-in-words.ts";
import { ago, count } from "../numbers.ts";
import { cut, plain } from "./render-source-text.ts";
import { type Column, tableLines } from "./render-source-table.ts";
import { retriesText, verdictColours, verdictWords, worstFirst } from "./render-status-target.ts";
import { stepsFor } from "./status-steps.ts";
import type { Terminal } from "./terminal.ts";

const columns: readonly Column[] = [
  { title: "target" },
  { title: "state" },
  { title: "through" },
  { title: "accounts", align: "right" },
  { title: "why" },
];

/** A line for each target, then what to type next; `now` in milliseconds since the epoch. */
export function overviewText(all: readonly TargetStatus[], terminal: Terminal, now: number): string {
  const [head = "", ...rows] = tableLines(
    columns,
    all.map((one) => rowOf(one, terminal, now)),
    terminal.columns,
  );
  const steps = stepsFor(all);
  return [
    `${all.length} targets: ${tally(all)}`,
    "",
    terminal.paint("dim", head),
    ...rows.map((row, at) => painted(row, all[at], terminal)),
    "",
    ...outlook(all, now),
    ...tableLines(
      [{}, {}],
      [...steps, more].map(({ command, why }) => [`${why}:`, command]),
      undefined,
    ),
    "",
  ].join("\n");
}

const more = { command: "scimsync status TARGET", why: "all about one" };

function tally(all: readonly TargetStatus[]): string {
  const parts = worstFirst.map((verdict) => {
    const n = all.filter((one) => one.verdict === verdict).length;
    return n === 0 ? [] : [`${n} ${verdictWords[verdict]}`];
  });
  return parts.flat().join(", ");
}

/** Longer ids leave too little of a narrow line to what matters. */
const longestId = 20;

function rowOf(status: TargetStatus, { columns: width }: Terminal, now: number): readonly string[] {
  const { target, verdict, accounts, lastThroughAt } = status;
  const id = plain(target);
  return [
    width === undefined ? id : cut(id, longestId),
    verdictWords[verdict],
    lastThroughAt === undefined ? "never" : ago(now - Date.parse(lastThroughAt)),
    count(accounts["user active"] ?? 0),
    verdict === "ok" ? "" : whyOf(status, now),
  ];
}

/** What `says` has at length. */
function whyOf({ verdict, says, lastRun, attention, expiries = [] }: TargetStatus, now: number): string {
  const ends = expiries
    .filter(({ state }) => state !== "good")
    .map(({ source, at }) => expiryBrief({ source, at: Date.parse(at) }, now));
  const parts = [...runText(lastRun), ...ends, needsText(attention)].filter((part) => part !== "");
  if (parts.length > 0) return parts.join("; ");
  return verdict === "critical" ? "no run for too long" : plain(says);
}

/** Why the last run did not get through. */
function runText(lastRun: TargetStatus["lastRun"]): readonly string[] {
  if (lastRun === null || lastRun.isGoingOn === true) return [];
  const { error, exitCode } = lastRun;
  if (error !== undefined) return [error.reason];
  if (exitCode === null) return ["did not end"];
  return gotThrough.has(exitCode) ? [] : [`exit ${exitCode}`];
}

function painted(row: string, status: TargetStatus | undefined, terminal: Terminal): string {
  if (status === undefined) return row;
  const word = verdictWords[status.verdict];
  const at = row.indexOf(word, Math.min(status.target.length, longestId));
  if (at < 0) return row;
  return (
    row.slice(0, at) + terminal.paint(verdictColours[status.verdict], word) + row.slice(at + word.length)
  );
}

function outlook(all: readonly TargetStatus[], now: number): readonly string[] {
  const retries = all.flatMap((one) => one.retries ?? []);
  const [first] = all
    .flatMap(({ target, expiries = [] }) => expiries.map((expiry) => ({ target, expiry })))
    .filter(({ expiry }) => expiry.state !== "expired")
    .toSorted((one, other) => (one.expiry.at < other.expiry.at ? -1 : 1));
  const ends = first && spanInWords(Date.parse(first.expiry.at) - now);
  return [
    ...(retries.length === 0 ? [] : [`next tries: ${retriesText(retries, now)}`]),
    ...(first === undefined
      ? []
      : [`credentials end next: ${plain(first.target)}, in ${ends} (${first.expiry.source})`]),
    ...(retries.length === 0 && first === undefined ? [] : [""]),
  ];
}
