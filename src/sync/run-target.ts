import { isoTime } from "../clock.ts";
import { TargetError } from "../errors.ts";
import { recallLearnt } from "../push/learnt.ts";
import type { PushEvent } from "../push/outcome.ts";
import { push } from "../push/push.ts";
import type { ScimClient } from "../scim/client.ts";
import { exitCodes } from "./exit-code.ts";
import { refuseOtherTenant } from "./other-tenant.ts";
import { failuresOf } from "./failures.ts";
import { forecastLive, type LiveForecast } from "./outlook.ts";
import { connect, type Connection, openSession, recoverInDoubt } from "./open-session.ts";
import { isSettled, planAftermath, planTarget, selectUsers } from "./plan-target.ts";
import { isAnyUserPlanned } from "./plan-users.ts";
import type { Planning } from "./planning.ts";
import type { RunReport } from "./report.ts";
import type { RunContext } from "./run-context.ts";
import { areSchemasUnseen, learnSchemas } from "./seen-schemas.ts";
import { startPlanning } from "./start-planning.ts";
import { tallyRun } from "./tally.ts";
import { knowledgeOf } from "./target-knowledge.ts";
import type { Target } from "./target.ts";

/** Plans one target and pushes the plan. What concerns only this target ends in its report. */
export async function runTarget(context: RunContext, target: Target): Promise<RunReport> {
  const { store, clock } = context;
  const planning = startPlanning(context, target);
  store.runs.start({
    id: planning.run,
    target: target.config.id,
    mode: context.mode,
    startedAt: planning.now,
  });
  const attempt = await planAndPush(context, planning);
  store.journal.returnOpen(target.config.id, clock.now());
  store.targets.keepCounts(target.config.id);
  const report = reportOf(context, planning, attempt);
  store.runs.finish(planning.run, clock.now(), report.exitCode, JSON.stringify(report));
  return report;
}

interface Attempt {
  readonly client: ScimClient;
  readonly planId: string;
  readonly error?: TargetError;
}

async function planAndPush(context: RunContext, planning: Planning): Promise<Attempt> {
  const { store, target } = planning;
  const connection = connect(context, target);
  const { client } = connection;
  let planId = "";
  try {
    refuseOtherTenant(planning);
    if (isSettled(planning)) return { planId: planning.draft.id(), client };
    store.journal.returnOpen(target.config.id, planning.now);
    await recoverInDoubt(context, planning, connection);
    await learnAtFirstSight(context, planning, connection);
    await store.transaction(() => planTarget(planning));
    planId = planning.draft.id();
    const operations = store.journal.countPlanned(planning.run);
    const live = operations > 0 ? liveForecast(context, planning, client) : undefined;
    const told = { kind: "planned", target: target.config.id, operations } as const;
    context.onEvent({ ...told, ...(live !== undefined && { outlook: () => live.look() }) });
    if (live !== undefined) await pushPlan(followed(context, live), planning, connection);
    return { client, planId };
  } catch (error) {
    if (error instanceof TargetError) return { client, planId, error };
    throw error;
  } finally {
    await client.close();
  }
}

function liveForecast(context: RunContext, planning: Planning, client: ScimClient): LiveForecast {
  const { store, clock } = context;
  const { config } = planning.target;
  const known = knowledgeOf(config, recallLearnt(store, clock, config), false);
  return forecastLive({
    tally: store.journal.tally(planning.run),
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

async function pushPlan(context: RunContext, planning: Planning, connection: Connection): Promise<void> {
  const session = await openSession(context, planning, connection);
  // What is new in them counts from the next run on.
  await learnSchemas(planning, connection, context.clock);
  const { id } = planning.target.config;
  const onOutcome = (event: PushEvent) => context.onEvent({ kind: "outcome", target: id, event });
  const controls = { stop: context.stop, onOutcome };
  const { remade } = await push(session, controls);
  if (!remade || context.stop.aborted) return;
  const later = { ...planning, now: context.clock.now() };
  await planning.store.transaction(() => planAftermath(later));
  await push(session, controls);
}

function reportOf(context: RunContext, planning: Planning, attempt: Attempt): RunReport {
  const { store, target, run, findings } = planning;
  const { users, groups, memberships, dangling, fingerprint } = context.reading;
  const skipped = [...planning.skipped.values()].reduce((sum, n) => sum + n, 0);
  const counts = tallyRun(store, run, target.config.id, skipped);
  const failures = failuresOf(store, run, target.config.id);
  const { requests, throttledMs } = attempt.client;
  const interrupted = context.stop.aborted;
  const failed = counts.failed > 0 || failures.length > 0 ? exitCodes.failures : exitCodes.done;
  const exitCode =
    attempt.error !== undefined
      ? exitCodes.target
      : interrupted
        ? exitCodes.interrupted
        : counts.held > 0 || findings.length > 0
          ? exitCodes.held
          : failed;
  return {
    runId: run,
    target: target.config.id,
    mode: planning.mode,
    startedAt: isoTime(planning.now),
    durationMs: context.clock.now() - planning.now,
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
    failures,
    notices: planning.notices,
    notSticky: store.journal.notSticky(run, 100),
    ...(attempt.error === undefined
      ? {}
      : { error: { reason: attempt.error.reason, message: attempt.error.message } }),
    ...(interrupted ? { interrupted: true as const } : {}),
  };
}
