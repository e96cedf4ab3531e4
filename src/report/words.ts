import type { Json } from "../canonical.ts";
import type { RunReport } from "../sync/report.ts";

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
export function endingOf({ exitCode, error, interrupted, guard, failures }: RunReport): {
  readonly word: "done" | "trouble" | "stopped";
  readonly says: string;
} {
  if (error !== undefined) return { word: "stopped", says: `stopped: ${error.message}` };
  if (interrupted === true) return { word: "stopped", says: "interrupted; the next run goes on" };
  if (exitCode === 0) return { word: "done", says: "done" };
  const held = guard.length === 0 ? [] : ["removals are held"];
  const failed = failures.length === 0 ? [] : [`${failures.length} could not be done`];
  return { word: "trouble", says: [...held, ...failed].join(", ") || `exit code ${exitCode}` };
}

/** A value as people read it; `…` where it is longer than `most` characters. */
export function valueText(value: Json | undefined, most = 200): string {
  if (value === undefined || value === null) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A path without the URN of its schema, whose last word stays: `…:User:department`. */
export function shortPath(path: string): string {
  return path.replace(/^urn:.*:(?=[^:]+:[^:]+$)/, "\u2026:");
}
