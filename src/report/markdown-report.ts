import { howItGoesOn, whatFailed } from "../sync/failure-words.ts";
import { changeCounts, type ToldRun } from "./told-run.ts";
import { endingOf, labelOf } from "./words.ts";

const shown = 50;

/** Runs in a few lines of Markdown each, for a ticket or a summary of a job. `fenced` makes a block that nothing ends. */
export function* markdownReport(
  runs: readonly ToldRun[],
  fenced: (language: string, lines: readonly string[]) => string,
): Generator<string> {
  for (const { report } of runs) {
    const { target, mode, startedAt, durationMs, counts, failures, guard, requests } = report;
    yield `### scimsync: \`${target}\`: ${endingOf(report).word}\n\n`;
    yield `${mode}, ${startedAt}, ${(durationMs / 1000).toFixed(1)} s, ${requests.total} requests\n\n`;
    const rows = changeCounts(counts).map(([name, n]) => `| ${labelOf(name)} | ${n} |`);
    yield `| | |\n| --- | ---: |\n${[...rows, `| unchanged | ${counts.unchanged} |`].join("\n")}\n\n`;
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
