import { type Logger, withFields } from "../log.ts";
import type { RunReport } from "./report.ts";
import type { RunContext, RunEvent } from "./run-context.ts";

/** A context whose log names run and target in each line, and tells what is planned and what becomes of each operation. */
export function loggedRun(context: RunContext, run: string, target: string): RunContext {
  const log = withFields(context.log, { run, target });
  log.info({ mode: context.mode }, "a run began");
  return {
    ...context,
    log,
    onEvent(event) {
      logEvent(log, event);
      context.onEvent(event);
    },
  };
}

/** What is done is told at `debug`, since a first run does a million things; what is not at `info`, since the report says it, too. */
function logEvent(log: Logger, event: RunEvent): void {
  if (event.kind === "planned") return log.info({ operations: event.operations }, "operations are planned");
  if (event.kind === "lookUps") return;
  const { journaled, outcome } = event.event;
  const { kind: operation, resource, key } = journaled.operation;
  if (outcome.state === "succeeded")
    return log.debug({ key, resource, operation, result: outcome.result }, "an operation is done");
  const { detail } = outcome;
  if (outcome.state === "skipped")
    return log.info({ key, resource, operation, detail }, "an operation is left out");
  const { code, httpStatus, request } = outcome;
  log.info({ key, resource, operation, code, httpStatus, ...request, detail }, "an operation failed");
}

/** The end of a run, with its numbers. */
export function logReport(
  log: Logger,
  { exitCode, durationMs, counts, requests, error, guard }: RunReport,
): void {
  for (const { guard: name, held, limit } of guard)
    log.info({ guard: name, held, limit }, "operations are held");
  const fields = { exitCode, durationMs, counts, requests: requests.total };
  if (error === undefined) log.info(fields, "a run ended");
  else log.info({ ...fields, reason: error.reason, detail: error.message }, "a run was stopped");
}
