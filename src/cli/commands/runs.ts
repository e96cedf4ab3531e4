import { isoTime } from "../../clock.ts";
import { UsageError } from "../../errors.ts";
import type { JournaledOperation } from "../../store/journal-store.ts";
import type { RunRecord } from "../../store/run-store.ts";
import { keysOf, operationsOf } from "../../sync/planning/plan-id.ts";
import type { RunReport } from "../../sync/report.ts";
import { fitted } from "../fit-lines.ts";
import type { GlobalOptions } from "../global-options.ts";
import { duration } from "../../numbers.ts";
import { refuseUnknownForms, writeReports } from "../report-files.ts";
import { auditJson, describeJournaled } from "../render-journaled.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync runs`: the last runs, latest first. */
export async function listRuns(
  { options, terminal }: Context,
  flags: { readonly limit: number; readonly target?: string },
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const runs = await withStore(loaded, (store) => store.runs.latest(flags.target, flags.limit));
  if (options.json) await terminal.out(`${JSON.stringify({ version: 1, runs: runs.map(runJson) })}\n`);
  else
    await terminal.out(
      fitted(runs.map((run) => `${describeRun(run)}\n`).join(""), terminal) || "no run yet\n",
    );
  return 0;
}

/** Which operations of a run are shown; all when nothing is said. */
export interface ShownOperations {
  readonly key?: readonly string[];
  readonly kind?: readonly string[];
  readonly state?: readonly string[];
  readonly limit?: number;
}

export interface ShowFlags extends ShownOperations {
  /** Where reports go; nothing is shown then. */
  readonly report?: readonly string[];
}

/** `scimsync runs show ID`: each change with old and new values, outcome and time. */
export async function showRun(
  { options, terminal }: Context,
  id: string,
  { report, ...filter }: ShowFlags,
): Promise<number> {
  refuseUnknownForms(report);
  const loaded = await openConfig(options, terminal);
  await withStore(loaded, async (store) => {
    const run = store.runs.find(id);
    if (run === undefined) throw new UsageError(`no run is called ${id}; \`scimsync runs\` lists them`);
    if (report !== undefined) return writeReports(report, { store, ...loaded.config }, [reportOf(run)]);
    if (!options.json) await terminal.out(`${describeRun(run)}\n`);
    else await terminal.out(`{"version":1,"run":${JSON.stringify(runJson(run))},"operations":[`);
    let separator = "";
    for (const journaled of chosen(operationsOf(store, id), filter)) {
      const { operation } = journaled;
      const members = "members" in operation ? keysOf(store, operation.members) : undefined;
      const line = options.json
        ? separator + JSON.stringify(auditJson(journaled, members))
        : fitted(`${describeJournaled(journaled)}\n`, terminal);
      await terminal.out(line);
      separator = ",";
    }
    if (options.json) await terminal.out("]}\n");
  });
  return 0;
}

function reportOf({ id, report }: RunRecord): RunReport {
  if (report === undefined) throw new UsageError(`${id} did not end, so there is no report of it`);
  return JSON.parse(report) as RunReport;
}

function* chosen(
  operations: Iterable<JournaledOperation>,
  { key, kind, state, limit = Number.POSITIVE_INFINITY }: ShownOperations,
): Generator<JournaledOperation> {
  let left = limit;
  for (const journaled of operations) {
    const { operation } = journaled;
    const isChosen =
      (key?.includes(operation.key) ?? true) &&
      (kind?.includes(operation.kind) ?? true) &&
      (state?.includes(journaled.state) ?? true);
    if (!isChosen) continue;
    if (left === 0) return;
    left -= 1;
    yield journaled;
  }
}

function runJson({ id, target, mode, startedAt, finishedAt, exitCode, report }: RunRecord): object {
  const times = {
    startedAt: isoTime(startedAt),
    finishedAt: finishedAt === undefined ? null : isoTime(finishedAt),
  };
  const counts: unknown = report === undefined ? null : (JSON.parse(report) as { counts: unknown }).counts;
  return { runId: id, target, mode, ...times, exitCode: exitCode ?? null, counts };
}

function describeRun({ id, mode, startedAt, finishedAt, exitCode }: RunRecord): string {
  const took =
    finishedAt === undefined ? "did not end" : `${duration(finishedAt - startedAt)}, exit ${exitCode}`;
  return `${id}  ${mode}  ${took}`;
}
