import { hostname } from "node:os";
import { isoTime, systemClock } from "../clock.ts";
import type { TargetConfig } from "../config/config.ts";
import { UsageError } from "../errors.ts";
import { changesIn, type PastRun, type ToldChange, toldChange, type ToldRun } from "../report/told-run.ts";
import type { RunRecord } from "../store/run-store.ts";
import type { Store } from "../store/store.ts";
import { keysOf, operationsOf } from "../sync/planning/plan-id.ts";
import type { RunReport } from "../sync/report.ts";
import { csvLine } from "./csv-writer.ts";
import { measuredRun } from "./measured-run.ts";
import { fenced } from "./render-plan-markdown.ts";
import { replaceResultFile } from "./result-file.ts";
import { version } from "./version.ts";

const forms = ["html", "md", "csv", "json", "prom"] as const;
type Form = (typeof forms)[number];

const pastRuns = 30;

/** Throws `UsageError` for a file whose name does not say what it shall be; before a run, not after it. */
export function refuseUnknownForms(files: readonly string[] | undefined): void {
  for (const file of files ?? []) formOf(file);
}

function formOf(file: string): Form {
  const form = forms.find((one) => file.toLowerCase().endsWith(`.${one}`));
  if (form === undefined)
    throw new UsageError(`--report ${file}: the name ends in .html, .md, .csv, .json or .prom`);
  return form;
}

/** Writes what runs did to each of the files, in place of what is there. Throws `UsageError` when a file cannot be written. */
export async function writeReports(
  files: readonly string[] | undefined,
  { store, targets }: { readonly store: Store; readonly targets: readonly TargetConfig[] },
  reports: readonly RunReport[],
): Promise<void> {
  if (files === undefined) return;
  const runs = reports.map((report) => ({
    ...measuredRun(store, report, targets),
    changes: () => changesOf(store, report.runId),
    past: pastOf(store, report),
  }));
  for (const file of files) await writeReport(file, runs);
}

function* changesOf(store: Store, run: string): Generator<ToldChange> {
  for (const journaled of operationsOf(store, run)) {
    const { operation } = journaled;
    yield toldChange(journaled, "members" in operation ? keysOf(store, operation.members) : []);
  }
}

function pastOf(store: Store, { target, runId }: RunReport): readonly PastRun[] {
  const runs = store.runs.latest(target, pastRuns * 4);
  const from = runs.findIndex(({ id }) => id === runId);
  return runs
    .slice(Math.max(0, from), from + pastRuns)
    .map(pastRun)
    .toReversed();
}

function pastRun({ id, startedAt, finishedAt, exitCode, report }: RunRecord): PastRun {
  const counts = report === undefined ? undefined : (JSON.parse(report) as RunReport).counts;
  return {
    runId: id,
    startedAt: isoTime(startedAt),
    ...(exitCode !== undefined && { exitCode }),
    ...(finishedAt !== undefined && { durationMs: finishedAt - startedAt }),
    changes: counts === undefined ? 0 : changesIn(counts),
    failed: counts?.failed ?? 0,
  };
}

function writeReport(file: string, runs: readonly ToldRun[]): Promise<void> {
  return replaceResultFile("--report", file, textOf(formOf(file), runs));
}

async function* textOf(form: Form, runs: readonly ToldRun[]): AsyncGenerator<string> {
  if (form === "html") {
    const { htmlReport } = await import("../report/html-report.ts");
    yield* htmlReport(runs, { madeAt: isoTime(systemClock.now()), host: hostname(), version: version() });
  } else if (form === "md")
    yield* (await import("../report/markdown-report.ts")).markdownReport(runs, fenced);
  else if (form === "csv") yield* (await import("../report/csv-report.ts")).csvReport(runs, csvLine);
  else if (form === "prom") yield await promReport(runs);
  else yield* jsonReport(runs);
}

async function promReport(runs: readonly ToldRun[]): Promise<string> {
  const { metricsText } = await import("../report/metrics.ts");
  return metricsText(runs);
}

function* jsonReport(runs: readonly ToldRun[]): Generator<string> {
  yield '{"version":1,"runs":[';
  for (const [at, { report, changes }] of runs.entries()) {
    yield `${at === 0 ? "" : ","}${JSON.stringify(report).slice(0, -1)},"changes":[`;
    let separator = "";
    for (const change of changes()) {
      yield separator + JSON.stringify(change);
      separator = ",";
    }
    yield "]}";
  }
  yield "]}\n";
}
