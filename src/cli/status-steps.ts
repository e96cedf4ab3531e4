import { exitCodes } from "../sync/exit-code.ts";
import type { TargetStatus } from "../sync/target-status.ts";
import { plain } from "./render-source-text.ts";
import { shellWords } from "./shell-words.ts";

/** A command to type next. */
export interface Step {
  readonly command: string;
  /** What it shows or does. */
  readonly why: string;
}

interface Advice {
  readonly isFor: (status: TargetStatus) => boolean;
  readonly command: string;
  readonly why: string;
  /** The option that takes targets, where they are no arguments. */
  readonly flag?: string;
}

const failing = ["failed", "quarantined", "givenUp", "rejected", "protected"];

const advices: readonly Advice[] = [
  { isFor: isUnreached, command: "check", why: "what the service says" },
  { isFor: ends, command: "check", why: "try other credentials" },
  { isFor: has(failing), command: "failures", why: "why records fail" },
  { isFor: has(["held", "unapplied"]), command: "approve", flag: "--target", why: "what is held" },
  { isFor: isCutShort, command: "sync", why: "go on where the last run ended" },
  { isFor: isNew, command: "plan", why: "what a first run would do" },
  { isFor: has(["leaving", "expiring"]), command: "status --leaving", why: "who leaves, and when" },
  { isFor: isPending, command: "status --pending", why: "who waits for an account" },
];

const mostNamed = 4;

/** What to type next about these targets. */
export function stepsFor(all: readonly TargetStatus[]): readonly Step[] {
  return advices.flatMap(({ isFor, command, flag, why }) => {
    const meant = all.filter(isFor).map(({ target }) => target);
    if (meant.length === 0) return [];
    // Without targets a command is about all of them.
    const named = meant.length > mostNamed ? [] : meant;
    const words = flag === undefined ? [shellWords(named)] : named.map((id) => `${flag} ${shellWords([id])}`);
    return [{ command: plain(["scimsync", command, ...words].join(" ").trimEnd()), why }];
  });
}

function has(reasons: readonly string[]): Advice["isFor"] {
  return ({ attention }) => reasons.some((reason) => (attention[reason] ?? 0) > 0);
}

function isUnreached({ lastRun }: TargetStatus): boolean {
  return lastRun?.exitCode === exitCodes.target;
}

function ends(status: TargetStatus): boolean {
  return (status.expiries ?? []).some(({ state }) => state !== "good") && !isUnreached(status);
}

function isCutShort({ lastRun }: TargetStatus): boolean {
  if (lastRun === null || lastRun.isGoingOn === true) return false;
  return lastRun.exitCode === null || lastRun.exitCode === exitCodes.interrupted;
}

function isNew({ lastRun }: TargetStatus): boolean {
  return lastRun === null;
}

function isPending({ accounts }: TargetStatus): boolean {
  return (accounts["user pending"] ?? 0) > 0;
}
