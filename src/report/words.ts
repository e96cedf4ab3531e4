import type { Json } from "../canonical.ts";
import { count, duration } from "../numbers.ts";
import { bareValue, referenceInText } from "../sync/plan-file/operation-json.ts";
import type { RunReport } from "../sync/report.ts";
import type { RunTimings } from "../sync/run-timings.ts";
import { changesIn } from "./told-run.ts";

const labels: Readonly<Record<string, string>> = {
  created: "accounts created",
  linked: "accounts linked",
  updated: "accounts updated",
  deactivated: "accounts deactivated",
  reactivated: "accounts reactivated",
  deleted: "accounts deleted",
  groupsCreated: "groups created",
  groupsLinked: "groups linked",
  groupsUpdated: "groups updated",
  groupsDeleted: "groups deleted",
  membersAdded: "members added",
  membersRemoved: "members removed",
};

/** A count of a report in words. */
export function labelOf(name: string): string {
  return labels[name] ?? name;
}

/** How a run ended, in one word and a few. */
export function endingOf({ exitCode, error, interrupted, counts, guard, failures }: RunReport): {
  readonly word: "done" | "trouble" | "stopped";
  readonly says: string;
} {
  if (error !== undefined) return { word: "stopped", says: `stopped: ${error.message}` };
  if (interrupted === true) return { word: "stopped", says: "interrupted; the next run goes on" };
  if (exitCode === 0) return { word: "done", says: changesIn(counts) === 0 ? "nothing to do" : "done" };
  // A guard that holds nothing warns of what it will hold.
  const held =
    counts.held > 0 ? [`${count(counts.held)} held by a guard`] : guard.length > 0 ? ["a guard warns"] : [];
  const failed = failures.length === 0 ? [] : [`${count(failures.length)} could not be done`];
  return { word: "trouble", says: [...held, ...failed].join(", ") || `exit code ${exitCode}` };
}

/** Requests by verb, the most first, and what was repeated; empty when there were none. */
export function requestsText({ byMethod, retried }: RunReport["requests"]): string {
  const verbs = Object.entries(byMethod)
    .filter(([, n]) => n > 0)
    .toSorted(([, a], [, b]) => b - a);
  const repeated = retried > 0 ? [`${count(retried)} of them repeated`] : [];
  return [...verbs.map(([verb, n]) => `${count(n)} ${verb}`), ...repeated].join(", ");
}

/** Where the time went: `0.2 s reading the source, 0.3 s planning, 11.8 s pushing`, and the pauses that were asked for. */
export function timingsText({ readMs, planMs, pushMs }: RunTimings, throttledMs: number): string {
  const waited = throttledMs > 0 ? ` (${duration(throttledMs)} of waiting, as the target asked)` : "";
  return `${duration(readMs)} reading the source, ${duration(planMs)} planning, ${duration(pushMs)} pushing${waited}`;
}

/** An instant as people read it: `2026-11-23 02:15 UTC`. */
export function instantText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** A value as people read it; `…` where it is longer than `most` characters. */
export function valueText(value: Json | undefined, most = 200): string {
  if (value === undefined || value === null) return "(none)";
  const bare = bareValue(value);
  const json = JSON.stringify(bare).replaceAll(referenceInText, "(id of $1)");
  const text = typeof bare === "string" && json.startsWith('"') ? bare : json;
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A path without the URN of its schema, whose last word stays: `…:User:department`. */
export function shortPath(path: string): string {
  return path.replace(/^urn:.*:(?=[^:]+:[^:]+$)/, "\u2026:");
}
