import type { RunReport } from "../sync/report.ts";

/** A run, and what is known of its target besides. */
export interface MeasuredRun {
  readonly report: RunReport;
  /** Milliseconds since the epoch: when the last run began that got through, this one or one before; undefined: none did. */
  readonly lastGoodAt?: number;
  /** Milliseconds since the epoch: when the first of its credentials ends, as far as that is known. */
  readonly tokenExpiresAt?: number;
}

/** A number that is measured, with the same name wherever it is sent. */
export interface Metric {
  /** Seconds, where it ends in `_seconds`. */
  readonly name: string;
  readonly help: string;
  readonly samples: (run: MeasuredRun) => readonly Sample[];
}

export interface Sample {
  /** Besides `target`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const one =
  (value: (report: RunReport) => number): Metric["samples"] =>
  ({ report }) => [{ labels: {}, value: value(report) }];

/** All of them are gauges: each run states its own numbers anew. */
export const metrics: readonly Metric[] = [
  {
    name: "scimsync_last_run_timestamp_seconds",
    help: "When the last run began.",
    samples: one(({ startedAt }) => Date.parse(startedAt) / 1000),
  },
  {
    name: "scimsync_last_good_run_timestamp_seconds",
    help: "When the last run began that got through, some failures or held removals included.",
    samples: ({ lastGoodAt }) => (lastGoodAt === undefined ? [] : [{ labels: {}, value: lastGoodAt / 1000 }]),
  },
  {
    name: "scimsync_token_expires_timestamp_seconds",
    help: "When the credentials of the target end, as far as that is known.",
    samples: ({ tokenExpiresAt }) =>
      tokenExpiresAt === undefined ? [] : [{ labels: {}, value: tokenExpiresAt / 1000 }],
  },
  {
    name: "scimsync_last_run_duration_seconds",
    help: "How long it took.",
    samples: one(({ durationMs }) => durationMs / 1000),
  },
  {
    name: "scimsync_last_run_exit_code",
    help: "How it ended; 0 is good.",
    samples: one(({ exitCode }) => exitCode),
  },
  {
    name: "scimsync_last_run_operations",
    help: "What it did, by kind; held, failed and unchanged among them.",
    samples: ({ report }) =>
      Object.entries(report.counts).map(([kind, value]) => ({ labels: { kind: snake(kind) }, value })),
  },
  {
    name: "scimsync_last_run_requests",
    help: "Requests by method.",
    samples: ({ report }) =>
      Object.entries(report.requests.byMethod).map(([method, value]) => ({ labels: { method }, value })),
  },
  {
    name: "scimsync_last_run_requests_repeated",
    help: "Requests that were sent again.",
    samples: one(({ requests }) => requests.retried),
  },
  {
    name: "scimsync_last_run_throttled_seconds",
    help: "Time spent waiting because the target asked for it.",
    samples: one(({ requests }) => requests.throttledMs / 1000),
  },
  {
    name: "scimsync_last_run_source_users",
    help: "Users that the source had.",
    samples: one(({ source }) => source.users),
  },
];

/** Runs in the text format of Prometheus 0.0.4: the last run of each target. */
export function metricsText(runs: readonly MeasuredRun[]): string {
  return metrics
    .map(({ name, help, samples }) => {
      const lines = runs.flatMap((run) =>
        samples(run).map(
          ({ labels, value }) => `${name}{${labelText({ target: run.report.target, ...labels })}} ${value}`,
        ),
      );
      return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ""].join("\n");
    })
    .join("");
}

function labelText(labels: Sample["labels"]): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
