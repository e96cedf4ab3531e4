import type { TargetStatus } from "../sync/target-status.ts";
import { expiryText } from "../config/expiry-text.ts";
import { ago, count } from "./numbers.ts";
import { plain } from "./render-source-text.ts";
import { type Column, tableLines } from "./render-source-table.ts";
import { retriesText, verdictColours, verdictWords, worstFirst } from "./render-status-target.ts";
import { stepsFor } from "./status-steps.ts";
import type { Terminal } from "./terminal.ts";

const columns: readonly Column[] = [
  { title: "target" },
  { title: "state" },
  { title: "got through" },
  { title: "accounts", align: "right" },
  { title: "why" },
];

/** A line for each target, then what to type next; `now` in milliseconds since the epoch. */
export function overviewText(all: readonly TargetStatus[], terminal: Terminal, now: number): string {
  const [head = "", ...rows] = tableLines(
    columns,
    all.map((one) => rowOf(one, now)),
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

function rowOf(
  { target, verdict, says, accounts, lastThroughAt }: TargetStatus,
  now: number,
): readonly string[] {
  return [
    plain(target),
    verdictWords[verdict],
    lastThroughAt === undefined ? "never" : ago(now - Date.parse(lastThroughAt)),
    count(accounts["user active"] ?? 0),
    verdict === "ok" ? "" : plain(says),
  ];
}

function painted(row: string, status: TargetStatus | undefined, terminal: Terminal): string {
  if (status === undefined) return row;
  const word = verdictWords[status.verdict];
  const at = row.indexOf(word, status.target.length);
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
  const ends = first && expiryText({ at: Date.parse(first.expiry.at), source: first.expiry.source }, now);
  return [
    ...(retries.length === 0 ? [] : [`next tries: ${retriesText(retries, now)}`]),
    ...(first === undefined ? [] : [`next to end: ${plain(first.target)}: ${ends}`]),
    ...(retries.length === 0 && first === undefined ? [] : [""]),
  ];
}
