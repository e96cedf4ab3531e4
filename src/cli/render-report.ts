import type { Json } from "../canonical.ts";
import { requestsText, timingsText } from "../report/words.ts";
import type { NotSticky } from "../store/journal-store.ts";
import type { ReportedFailure, RunCounts, RunReport } from "../sync/report.ts";
import { howItGoesOn, whatFailed } from "../sync/failure-words.ts";
import { describeDrift } from "./render-drift.ts";
import { fitted } from "./fit-lines.ts";
import { count, duration, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import { verifiedLines } from "./render-verified.ts";
import { shellWords } from "./shell-words.ts";
import type { Terminal } from "./terminal.ts";

const shownFailures = 20;
const shownHeld = 10;
const longestValue = 60;

/** A run as people read it: a sentence, the numbers, then what needs them. Quiet runs tell only trouble. */
export async function renderReport(report: RunReport, terminal: Terminal, quiet: boolean): Promise<void> {
  const trouble = troubleOf(report, terminal);
  if (quiet && trouble.length === 0) return;
  const { target, requests, durationMs } = report;
  const cost = `${plural(requests.total, "request")}, ${duration(durationMs)}`;
  const lines = [
    `${target}: ${sentence(report)} (${cost})`,
    ...numbers(report),
    ...costOf(report),
    ...(report.drift === undefined ? [] : describeDrift(report.drift).map((line) => `  ${line}`)),
    ...(report.verified === undefined ? [] : verifiedLines(report.verified, target)),
    ...report.notices.map((notice) => `  notice: ${plain(notice)}`),
  ];
  await terminal.out(`${fitted([...lines, ...trouble].join("\n"), terminal)}\n`);
}

function sentence({ counts, error, interrupted, interruption, left = 0 }: RunReport): string {
  if (error !== undefined) return `stopped: ${plain(error.message)}`;
  const parts = changes(counts);
  const did = parts.length === 0 ? "nothing to do" : parts.join(", ");
  if (interrupted !== true) return did;
  const rest = left === 0 ? "" : `; ${plural(left, "operation")} left to the next run`;
  return `interrupted (${interruption ?? "told to end"}) after ${did}${rest}`;
}

function changes(counts: RunCounts): readonly string[] {
  const users = [
    [counts.created, "created"],
    [counts.linked, "linked"],
    [counts.updated, "updated"],
    [counts.reactivated, "reactivated"],
    [counts.deactivated, "deactivated"],
    [counts.deleted, "deleted"],
  ] as const;
  const groups = [
    [counts.groupsCreated, "created"],
    [counts.groupsLinked, "linked"],
    [counts.groupsUpdated, "updated"],
    [counts.groupsDeleted, "deleted"],
  ] as const;
  const members = [
    [counts.membersAdded, "added"],
    [counts.membersRemoved, "removed"],
  ] as const;
  return [...said("account", users), ...said("group", groups), ...said("member", members)];
}

function said(what: string, parts: readonly (readonly [number, string])[]): readonly string[] {
  return parts.filter(([n]) => n > 0).map(([n, did]) => `${plural(n, what)} ${did}`);
}

function numbers({ counts, source }: RunReport): readonly string[] {
  const { inScope, unchanged, pending, waiting, held, failed, quarantined, skipped } = counts;
  const rest = [
    [pending, "without an account"],
    [waiting, "waiting for the account of another"],
    [held, "held"],
    [failed, "failed"],
    [quarantined, "quarantined"],
    [skipped, "skipped by policy"],
  ] as const;
  const extra = rest.filter(([n]) => n > 0).map(([n, what]) => `, ${count(n)} ${what}`);
  const dangling = source.dangling === 0 ? "" : ` (${count(source.dangling)} of nobody the source has)`;
  return [
    `  source: ${plural(source.users, "user")}, ${plural(source.groups, "group")}, ${plural(source.memberships, "membership")}${dangling}`,
    `  in scope: ${count(inScope)}, unchanged: ${count(unchanged)}${extra.join("")}`,
  ];
}

/** Requests and time, where there was a request; the sentence has their sums. */
function costOf({ requests, timings }: RunReport): readonly string[] {
  if (requests.total === 0) return [];
  const time = timings === undefined ? [] : [`  time: ${timingsText(timings, requests.throttledMs)}`];
  return [`  requests: ${requestsText(requests)}`, ...time];
}

function troubleOf(
  { guard, held: operations, failures, notSticky, counts, error, ...run }: RunReport,
  terminal: Terminal,
): readonly string[] {
  const now = Date.parse(run.startedAt) + run.durationMs;
  const held = guard.map(({ message }) => `  ${terminal.paint("red", "HELD:")} ${plain(message)}`);
  const failed = failures.slice(0, shownFailures).flatMap((one) => failureLines(one, terminal, now));
  const more =
    failures.length > shownFailures
      ? [`  … and ${count(failures.length - shownFailures)} more; \`scimsync failures\` lists them`]
      : [];
  const waits =
    error !== undefined && counts.pending > 0 ? ["  what was not done is done by the next run"] : [];
  return [
    ...held,
    ...heldLines(operations, counts.held),
    ...failed,
    ...more,
    ...notSticky.map((one) => `  ${terminal.paint("yellow", "NOT KEPT:")} ${plain(describeNotSticky(one))}`),
    ...waits,
    ...(error === undefined ? [] : [`  ${terminal.paint("red", "STOPPED:")} ${stopText(error)}`]),
  ];
}

function stopText({ reason, remedy }: NonNullable<RunReport["error"]>): string {
  return remedy === undefined ? reason : `${reason}: ${remedy}`;
}

function failureLines(failure: ReportedFailure, terminal: Terminal, now: number): readonly string[] {
  const { remedy, state } = failure;
  const isPutOff = state === "quarantined" || state === "givenUp";
  const label = terminal.paint("red", isPutOff ? "QUARANTINED:" : "FAILED:");
  return [
    `  ${label} ${plain(whatFailed(failure))}`,
    `          ${remedy}`,
    `          ${plain(howItGoesOn(failure, now))}; ${nextCommand(failure)}`,
  ];
}

/** What looks at it, or tries it now. */
function nextCommand({ key, state }: ReportedFailure): string {
  const word = plain(shellWords([key]));
  return state === "rejected" || state === "protected"
    ? `\`scimsync explain ${word}\` shows why`
    : `\`scimsync retry ${word}\` tries it now`;
}

function heldLines(held: RunReport["held"], all: number): readonly string[] {
  const shown = held
    .slice(0, shownHeld)
    .map(
      ({ operation, resource, name, key }) =>
        `          ${operation} ${resource} ${plain(name)} [${plain(key)}]`,
    );
  return shown.length > 0 && all > shown.length
    ? [...shown, `          … and ${count(all - shown.length)} more; \`scimsync approve\` lists them`]
    : shown;
}

function describeNotSticky({ resource, path, count: n, example }: NotSticky): string {
  const { name, sent, found } = example;
  const of = plural(n, resource === "User" ? "account" : "group");
  const what = sent === null ? "stays although removed" : `${shortened(sent)} was sent`;
  const holds = found === null ? "nothing is there" : `${shortened(found)} is there`;
  return `${path} of ${of} again (${name}: ${what}, ${holds}); not sent again until it changes`;
}

function shortened(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
