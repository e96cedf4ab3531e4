import { count, duration, plural } from "../numbers.ts";
import { howItGoesOn, whatFailed } from "../sync/failure-words.ts";
import type { RunReport } from "../sync/report.ts";
import { changeCounts, type ToldRun } from "./told-run.ts";
import { endingOf, instantText, labelOf, requestsText, timingsText } from "./words.ts";

const shown = 50;

/** Runs in a few lines of Markdown each, for a ticket or a summary of a job. `fenced` makes a block that nothing ends. */
export function* markdownReport(
  runs: readonly ToldRun[],
  fenced: (language: string, lines: readonly string[]) => string,
): Generator<string> {
  for (const { report } of runs) {
    const { target, mode, startedAt, durationMs, counts, failures, guard, requests } = report;
    yield `### scimsync: \`${target}\`: ${endingOf(report).word}\n\n`;
    yield `${mode}, ${instantText(startedAt)}, took ${duration(durationMs)}, ${plural(requests.total, "request")}\n\n`;
    const rows = changeCounts(counts).map(([name, n]) => `| ${labelOf(name)} | ${count(n)} |`);
    yield `| | |\n| --- | ---: |\n${[...rows, `| unchanged | ${count(counts.unchanged)} |`].join("\n")}\n\n`;
    yield costOf(report);
    const said = [
      ...guard.map(({ message }) => `HELD: ${message}`),
      ...failures
        .slice(0, shown)
        .flatMap((failure) => [
          `FAILED: ${whatFailed(failure)}`,
          `        ${failure.remedy}`,
          `        ${howItGoesOn(failure, Date.parse(startedAt) + durationMs)}`,
        ]),
      ...(failures.length > shown ? [`… and ${failures.length - shown} more`] : []),
      ...(report.error === undefined ? [] : [`STOPPED: ${report.error.message}`]),
      ...(report.error?.remedy === undefined ? [] : [`         ${report.error.remedy}`]),
    ];
    // Whatever a directory or a service says stands where neither Markdown nor a mention means anything.
    if (said.length > 0)
      yield `${fenced(
        "text",
        said.map((line) => line.replaceAll(/[\r\n]+/g, " ")),
      )}\n`;
  }
}

/** Requests by verb, and where the time went. */
function costOf({ requests, timings }: RunReport): string {
  const lines = [
    ...(requests.total === 0 ? [] : [requestsText(requests)]),
    ...(timings === undefined ? [] : [timingsText(timings, requests.throttledMs)]),
  ];
  return lines.length === 0 ? "" : `${lines.join("; ")}\n\n`;
}
