import type { Notice } from "./notice.ts";

const words = {
  guard: "held",
  failure: "failed",
  recovered: "recovered",
  missing: "no good run",
} as const;

/** A line that stands above the others, and is the subject of a mail. */
export function titleOf({ occasion, target, host }: Notice): string {
  return `scimsync ${target ?? "source"}: ${words[occasion]} (${host})`;
}

/** A notice as people read it: title, what happened, what to do. */
export function lines(notice: Notice): readonly string[] {
  return [titleOf(notice), notice.summary, ...notice.remedies.map((remedy) => `→ ${remedy}`)];
}
