import type { Alert } from "./alert.ts";

const words = {
  guard: "held",
  failure: "failed",
  recovered: "recovered",
  missing: "no good run",
  expiring: "credentials end",
} as const;

/** A line that stands above the others, and is the subject of a mail. */
export function titleOf({ occasion, target, host }: Alert): string {
  return `scimsync ${target ?? "source"}: ${words[occasion]} (${host})`;
}

/** An alert as people read it: title, what happened, what to do. */
export function lines(alert: Alert): readonly string[] {
  return [titleOf(alert), alert.summary, ...alert.remedies.map((remedy) => `→ ${remedy}`)];
}
