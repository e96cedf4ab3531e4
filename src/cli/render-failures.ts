import { requestOf, whatFailed } from "../sync/failure-words.ts";
import type { CodeCount, TargetFailures } from "../sync/people/list-failures.ts";
import type { FailureState, ReportedFailure } from "../sync/report.ts";
import { ago, count, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

const states: Readonly<Record<FailureState, string>> = {
  failed: "tried in the next run",
  quarantined: "quarantined",
  givenUp: "given up",
  rejected: "not mappable",
  protected: "protected",
  indeterminate: "in doubt",
};

/** How many fail, by code. `now` in milliseconds since the epoch. */
export function headLines({ target, total, codes }: TargetFailures, now: number): string {
  if (total === 0) return `${target}: nothing fails\n`;
  const lines = [`${target}: ${plural(total, "record fails", "records fail")}`];
  return `${[...lines, ...codes.flatMap((one) => codeLines(one, now))].join("\n")}\n`;
}

function codeLines({ code, count: n, byState, since, remedy }: CodeCount, now: number): readonly string[] {
  const parts = Object.entries(byState).map(
    ([state, many]) => `${many === n ? "" : `${count(many)} `}${states[state as FailureState]}`,
  );
  return [
    `  ${count(n)} ${code}: ${parts.join(", ")}; the oldest since ${ago(now - Date.parse(since))}`,
    `      ${remedy}`,
  ];
}

/** One record that fails; what to do stands with its code. */
export function failureLines(failure: ReportedFailure, terminal: Terminal, now: number): string {
  const request = requestOf(failure);
  const asked = request === undefined ? "" : `${plain(request)}; `;
  return [
    `  ${terminal.paint("red", plain(whatFailed(failure)))}`,
    `      ${asked}${historyOf(failure, now)}`,
    "",
  ].join("\n");
}

/** How often it was tried, since when, and when it is tried again. */
function historyOf({ state, attempts, since, nextTryAt }: ReportedFailure, now: number): string {
  const age = `since ${ago(now - Date.parse(since))}`;
  if (state === "rejected" || state === "protected")
    return `${states[state]} ${age}; thought about in each run`;
  const tried = attempts === 0 ? `fails ${age}` : `failed in ${plural(attempts, "run")}, ${age}`;
  if (nextTryAt === null)
    return `${tried}; given up until its record or the mapping changes, or \`scimsync retry\``;
  const isDue = Date.parse(nextTryAt) <= now;
  return `${tried}; next try ${isDue ? "in the next run" : `not before ${nextTryAt}`}`;
}

/** What else there is, and what to type. */
export function tailLines({ target, total }: TargetFailures, limit: number): string {
  if (total === 0) return "";
  const more =
    total > limit
      ? [`  … and ${count(total - limit)} more; --limit shows more of them, --code those of one code`]
      : [];
  const hint = `  \`scimsync retry --target ${target}\` tries them now, \`scimsync retry KEY\` one of them`;
  return `${[...more, hint].join("\n")}\n`;
}
