import { isoTime } from "../clock.ts";
import { StalePlanError, StoppedError, TargetError } from "../errors.ts";
import { approvalLasts } from "../plan/approval.ts";
import { generalCodes } from "../push/breaker.ts";
import { recallLearnt } from "../push/learnt.ts";
import type { PushEvent } from "../push/outcome.ts";
import { push } from "../push/push.ts";
import type { ScimClient } from "../scim/client.ts";
import { approvedOnly, approvedRows, countApproved } from "./plan-file/agreed-plan.ts";
import { exitCodes } from "./exit-code.ts";
import { loggedRun, logReport } from "./log-run.ts";
import { lookForMissing } from "./observe/missing.ts";
import { refuseOtherTenant } from "./planning/other-tenant.ts";
import { failuresOf } from "./people/failures.ts";
import { forecastOf } from "./forecast/forecast.ts";
import { forecastLive, type LiveForecast } from "./forecast/outlook.ts";
import { connect, type Connection, openSession, recoverInDoubt } from "./open-session.ts";
import { driftOf } from "./observe/observation.ts";
import { observe } from "./observe/observe.ts";
import { planAsAgreed, refuseUnagreed } from "./plan-file/plan-as-agreed.ts";
import { isSettled, planAftermath, selectUsers } from "./planning/plan-target.ts";
import { isAnyUserPlanned } from "./planning/plan-users.ts";
import type { Planning } from "./planning/planning.ts";
import { refreshGroups } from "./observe/refresh-groups.ts";
import { refuseWrongClock } from "./planning/refuse-wrong-clock.ts";
import type { ReportedHeld, RunReport } from "./report.ts";
import type { Store } from "../store/store.ts";
import type { RunContext } from "./run-context.ts";
import { type RunTimings, startStopwatch, type Stopwatch } from "./run-timings.ts";
import { areSchemasUnseen, learnSchemas } from "./planning/seen-schemas.ts";
import { startPlanning } from "./planning/start-planning.ts";
import { stopRemedy, withAddress } from "./stop-remedies.ts";
import { tallyRun } from "./tally.ts";
import { readsForced, tellForced } from "./forecast/tell-forced.ts";
import { knowledgeOf } from "./forecast/target-knowledge.ts";
import type { Target } from "./target.ts";
import { noTrace } from "../trace.ts";
import { traceTarget } from "./trace-target.ts";
import { verifySample } from "./observe/verify-sample.ts";

/** Plans one target and pushes the plan. What concerns only this target ends in its report. */
export function runTarget(begun: RunContext, target: Target): Promise<RunReport> {
  return traceTarget(begun, target, () => runUntraced(begun, target));
}

async function runUntraced(begun: RunContext, target: Target): Promise<RunReport> {
  const { store, clock } = begun;
  const planning = startPlanning(begun, target);
  const { id } = target.config;
  const context = loggedRun(begun, planning.run, id);
  store.atOnce(() =>
    store.runs.start({ id: planning.run, target: id, mode: context.mode, startedAt: planning.startedAt }),
  );
  const watch = startStopwatch(clock, planning.startedAt, context.readMs);
  const attempt = await planAndPush(context, planning, watch);
  return store.atOnce(() => {
    const left = store.journal.countOpen(planning.run);
    if (attempt.error === undefined) tellLeftOut(context, planning, left);
    store.journal.returnOpen(id, clock.now());
    store.approvals.useUp(id, clock.now() - approvalLasts);
    store.targets.keepCounts(id);
    const report = reportOf(context, planning, { ...attempt, left, timings: watch.look() });
    store.runs.finish(planning.run, clock.now(), report.exitCode, JSON.stringify(report));
    logReport(context.log, report);
    return report;
  });
}

interface Attempt {
  readonly client: ScimClient;
  readonly planId: string;
  readonly error?: NonNullable<RunReport["error"]> & { readonly exitCode: number };
}

async function planAndPush(context: RunContext, planning: Planning, watch: Stopwatch): Promise<Attempt> {
  const { store, target } = planning;
  const connection = connect(context, target);
  const { client } = connection;
  let planId = "";
  try {
    refuseOtherTenant(planning);
    if (isSettled(planning)) {
      refuseUnagreed(context, planning);
      await verifySample(context, planning, connection);
      return { planId: planning.draft.id(), client };
    }
    store.atOnce(() => store.journal.returnOpen(target.config.id, planning.now));
    await recoverInDoubt(context, planning, connection);
    await learnAtFirstSight(context, planning, connection);
    await observe(context, planning, connection);
    await lookForMissing(context, planning, connection);
    await refreshGroups(context, planning, connection);
    await planAsAgreed(context, planning);
    planId = planning.draft.id();
    const operations = countApproved(store, planning.run, context.agreed);
    const live = operations > 0 ? liveForecast(context, planning, client) : undefined;
    const told = { kind: "planned", target: target.config.id, operations } as const;
    context.onEvent({ ...told, ...(live !== undefined && { outlook: () => live.look() }) });
    if (live !== undefined) watch.pushBegins();
    if (live !== undefined) await pushPlan(followed(context, live), planning, connection);
    await verifySample(context, planning, connection);
    return { client, planId };
  } catch (error) {
    if (error instanceof StoppedError && context.stop.aborted) return { client, planId };
    if (error instanceof StalePlanError) return { client, planId, error: staleness(planning, error) };
    if (!(error instanceof TargetError)) throw error;
    // The target was to blame for what failed for a general reason, not the records.
    store.targets.excuse(target.config.id, planning.run, generalCodes, planning.startedAt);
    return { client, planId, error: stopOf(target, error) };
  } finally {
    await client.close();
  }
}

function liveForecast(context: RunContext, planning: Planning, client: ScimClient): LiveForecast {
  const { store, clock } = context;
  const { config } = planning.target;
  const learnt = recallLearnt(store, clock, config);
  const known = { ...knowledgeOf(config, learnt, false), readsUpdates: readsForced(planning) };
  const tally = store.journal.tally(planning.run);
  if (planning.force) tellForced(planning, forecastOf(tally, config, known));
  return forecastLive({
    tally: approvedRows(tally, context.agreed),
    config,
    known,
    client,
    now: () => clock.now(),
  });
}

/** The same context, where what is done is taken off what is left. */
function followed(context: RunContext, live: LiveForecast): RunContext {
  return {
    ...context,
    onEvent(event) {
      if (event.kind === "lookUps") live.chose(event.choice);
      if (event.kind === "outcome") live.done(event.event.journaled.operation);
      context.onEvent(event);
    },
  };
}

/** What a target never seen before asks of attributes is known before anything is planned for it. */
async function learnAtFirstSight(
  { clock }: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  if (!areSchemasUnseen(planning)) return;
  selectUsers(planning);
  if (await isAnyUserPlanned(planning)) await learnSchemas(planning, connection, clock);
}

function pushPlan(context: RunContext, planning: Planning, connection: Connection): Promise<void> {
  const { trace = noTrace } = context;
  return trace.during("push", {}, () => pushUntraced(context, planning, connection));
}

async function pushUntraced(context: RunContext, planning: Planning, connection: Connection): Promise<void> {
  const session = await openSession(context, planning, connection);
  refuseWrongClock(planning, connection.client);
  // What is new in them counts from the next run on.
  await learnSchemas(planning, connection, context.clock);
  const { id } = planning.target.config;
  const onOutcome = (event: PushEvent) => context.onEvent({ kind: "outcome", target: id, event });
  const mayGo = approvedOnly(planning.store, planning.run, context.agreed);
  const controls = { stop: context.stop, onOutcome, mayGo };
  const { remade } = await push(session, controls);
  if (!remade || context.stop.aborted) return;
  if (context.agreed !== undefined) {
    planning.notices.push(remadeNotice(planning));
    return;
  }
  const { observed: _seen, ...rest } = planning;
  const later = { ...rest, now: context.clock.now() };
  await planning.store.transaction(() => planAftermath(later));
  await push(session, controls);
}

/** What was planned instead is taken back, and so is what guards said of it. */
function stopOf({ config }: Target, { reason, message }: TargetError): NonNullable<Attempt["error"]> {
  const remedy = stopRemedy(reason, config.id);
  return { exitCode: exitCodes.target, reason, message: withAddress(message, config.baseUrl), remedy };
}

function staleness(
  { findings, target }: Planning,
  { message }: StalePlanError,
): NonNullable<Attempt["error"]> {
  findings.length = 0;
  const remedy = stopRemedy("stale_plan", target.config.id);
  return { exitCode: exitCodes.stale, reason: "stale_plan", message, remedy };
}

/** What follows from a push was in no plan that somebody saw. */
function remadeNotice({ target }: Planning): string {
  return `accounts that were gone at the target were made again; the next \`scimsync sync ${target.config.id}\` puts them back into their groups, and tells whoever names them`;
}

/** What of an agreed plan was not approved. */
function tellLeftOut({ agreed, stop }: RunContext, { notices, target }: Planning, left: number): void {
  if (agreed?.approved === undefined || left === 0 || stop.aborted) return;
  const only = agreed.approved.join(" and ");
  notices.push(
    `${left} operations were left out, since the plan is approved for ${only} only; they stay due: \`scimsync plan ${target.config.id}\` shows them`,
  );
}

function heldOf(store: Store, run: string): readonly ReportedHeld[] {
  return store.journal.held(run, undefined, 1_000).map(({ operation }) => {
    const { key, name, resource, kind } = operation;
    const targetId = "targetId" in operation ? operation.targetId : null;
    return { key, name, resource, operation: kind, targetId };
  });
}

function reportOf(
  context: RunContext,
  planning: Planning,
  attempt: Attempt & { readonly left: number; readonly timings: RunTimings },
): RunReport {
  const { store, target, run, findings } = planning;
  const { users, groups, memberships, dangling, fingerprint } = context.reading;
  const skipped = [...planning.skipped.values()].reduce((sum, n) => sum + n, 0);
  const counts = tallyRun(store, run, target.config.id, skipped);
  const failures = failuresOf(planning);
  const { requests, throttledMs } = attempt.client;
  const { stop } = context;
  const failed = counts.failed > 0 || failures.length > 0 ? exitCodes.failures : exitCodes.done;
  const exitCode =
    attempt.error !== undefined
      ? attempt.error.exitCode
      : stop.aborted
        ? exitCodes.interrupted
        : counts.held > 0 || findings.length > 0
          ? exitCodes.held
          : failed;
  return {
    runId: run,
    target: target.config.id,
    mode: planning.mode,
    startedAt: isoTime(planning.startedAt),
    durationMs: Math.max(0, context.clock.now() - planning.startedAt),
    timings: attempt.timings,
    exitCode,
    planId: attempt.planId,
    source: { users, groups, memberships, dangling, fingerprint },
    counts,
    requests: {
      total: requests.total,
      byMethod: requests.byMethod,
      retried: requests.retried,
      throttledMs,
    },
    guard: findings,
    held: counts.held === 0 ? [] : heldOf(store, run),
    failures,
    notices: planning.notices,
    ...(planning.observed !== undefined && { drift: driftOf(planning.observed) }),
    ...(planning.verified !== undefined && { verified: planning.verified }),
    notSticky: store.journal.notSticky(run, 100),
    ...(attempt.error === undefined ? {} : { error: withoutExitCode(attempt.error) }),
    ...(stop.aborted
      ? { interrupted: true as const, interruption: interruptionOf(stop), left: attempt.left }
      : {}),
  };
}

function withoutExitCode({
  exitCode: _exitCode,
  ...error
}: NonNullable<Attempt["error"]>): NonNullable<RunReport["error"]> {
  return error;
}

function interruptionOf({ reason }: AbortSignal): string {
  return reason instanceof StoppedError ? reason.message : "told to end";
}
