import type { RunReport } from "../sync/report.ts";

/** A metric by its name without `scimsync_`, as the text format of Prometheus 0.0.4 has it. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly values: (report: RunReport) => readonly (readonly [labels: string, value: number])[];
}

const one =
  (value: (report: RunReport) => number): Metric["values"] =>
  (report) => [["", value(report)]];

const metrics: readonly Metric[] = [
  {
    name: "last_run_timestamp_seconds",
    help: "When the last run began.",
    values: one(({ startedAt }) => Date.parse(startedAt) / 1000),
  },
  {
    name: "last_run_duration_seconds",
    help: "How long it took.",
    values: one(({ durationMs }) => durationMs / 1000),
  },
  { name: "last_run_exit_code", help: "How it ended; 0 is good.", values: one(({ exitCode }) => exitCode) },
  {
    name: "last_run_operations",
    help: "What it did, by kind; held, failed and unchanged among them.",
    values: ({ counts }) => Object.entries(counts).map(([kind, n]) => [`kind="${snake(kind)}"`, n]),
  },
  {
    name: "last_run_requests",
    help: "Requests by method.",
    values: ({ requests }) =>
      Object.entries(requests.byMethod).map(([method, n]) => [`method="${method}"`, n]),
  },
  {
    name: "last_run_requests_repeated",
    help: "Requests that were sent again.",
    values: one(({ requests }) => requests.retried),
  },
  {
    name: "last_run_throttled_seconds",
    help: "Time spent waiting because the target asked for it.",
    values: one(({ requests }) => requests.throttledMs / 1000),
  },
  {
    name: "last_run_source_users",
    help: "Users that the source had.",
    values: one(({ source }) => source.users),
  },
];

/** Runs as a textfile for node_exporter: the last run of each target. */
export function metricsText(reports: readonly RunReport[]): string {
  return metrics
    .map(({ name, help, values }) => {
      const lines = reports.flatMap((report) =>
        values(report).map(([labels, value]) => `scimsync_${name}{${target(report)}${labels}} ${value}`),
      );
      return [`# HELP scimsync_${name} ${help}`, `# TYPE scimsync_${name} gauge`, ...lines, ""].join("\n");
    })
    .join("");
}

/** Ids of targets have no character that would have to be escaped. */
function target({ target: id }: RunReport): string {
  return `target="${id}",`;
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
