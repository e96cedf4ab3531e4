import type { LoggedRequest } from "../../src/sandbox/request-log.ts";
import { formatFault, parseFault } from "../../src/sandbox/faults/faults.ts";
import { columnsOf } from "./columns.ts";
import { type Expectation, expectationOf } from "./expectation.ts";
import { enforcedLimits } from "./limits.ts";
import { type Company, companyOf } from "./people.ts";
import { setStage, type Sides, type Stage, type Theatre } from "./stage.ts";
import { settingAt } from "./stated.ts";
import type { Day, Situation, Standing, Step } from "./steps.ts";
import { columnsNamed, heldBefore, nameForm, targetOf } from "./target.ts";
import { wantOf } from "./want.ts";

/** What a step cost, as a golden record has it. */
export interface StepRecord {
  /** Requests of the run. */
  readonly sent: readonly string[];
  /** Answers that refused one, or that never came. */
  readonly refused: readonly string[];
  /** Requests of a plan that looks at the service afterwards. */
  readonly looked: readonly string[];
}

export interface Played {
  readonly steps: Readonly<Record<string, StepRecord>>;
  /** By step, why it was not played. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly headers: readonly string[];
}

/** A step after which something was not as it should be. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly step: string;
  constructor(step: string, differences: readonly string[]) {
    super([`after "${step}":`, ...differences].join("\n  "));
    this.step = step;
  }
}

/**
 * Lets a company live through the steps at a sandbox. Throws `StepFailed` with all that is wrong after a step: a failure in
 * the report, what the service holds, or a plan that still has something to do.
 */
export async function play(theatre: Theatre, sides: Sides, steps: readonly Step[]): Promise<Played> {
  const { profile: settings } = sides;
  const first = companyOf(columnsNamed(settings), nameForm(settings));
  const limits = enforcedLimits(settings);
  const stage = await setStage(theatre, {
    ...sides,
    target: targetOf(settings),
    held: (profile, loaded) => heldBefore(profile, loaded, first),
    limits: limits.words,
    rest: limits.rest,
  });
  try {
    const stated = (knob: string) => settingAt(settings, knob) !== undefined;
    return await playOn(stage, first, steps, stated);
  } finally {
    await stage.end();
  }
}

async function playOn(
  stage: Stage,
  first: Company,
  steps: readonly Step[],
  stated: Situation["stated"],
): Promise<Played> {
  const { profile, loaded } = stage;
  const expectation = expectationOf(profile, loaded);
  const columns = columnsOf(profile, wantOf(loaded), first);
  const actions = loaded.config.targets[0]?.users.policy.actions ?? [];
  const recorded: Record<string, StepRecord> = {};
  const skipped: Record<string, string> = {};
  const situation: Situation = { profile, columns, actions, stated };
  let company = first;
  for (const step of steps) {
    const day = dayOf(step, company, situation, skipped);
    if (day === undefined) continue;
    recorded[step.name] = await playStep(stage, step, day, expectation);
    company = day.company;
  }
  return {
    steps: recorded,
    skipped,
    headers: stage.headers.lines().map((line) => line.replace(/^\d+ × /, "")),
  };
}

/** All changes of a step one after the other; undefined when there is none. */
function dayOf(
  { changes }: Step,
  before: Company,
  situation: Situation,
  skipped: Record<string, string>,
): Day | undefined {
  const becomes: [string, Standing][] = [];
  let company: Company | undefined;
  for (const { name, to } of changes) {
    const day = to(company ?? before, situation);
    if (typeof day === "string") skipped[name] = day;
    else {
      company = day.company;
      becomes.push(...(day.becomes ?? []).map(([key, standing]): [string, Standing] => [key, standing]));
    }
  }
  return company === undefined ? undefined : { company, becomes };
}

async function playStep(stage: Stage, step: Step, day: Day, expectation: Expectation): Promise<StepRecord> {
  stage.sent.clear();
  stage.hitWrites(step.faults ?? []);
  if (step.limits !== undefined) stage.limit(...step.limits);
  const report = await stage.sync(day.company);
  const [sent, refused, log] = [stage.sent.lines(), stage.refused(), stage.log()];
  for (const [key, standing] of day.becomes ?? []) expectation.put(key, standing);
  stage.sent.clear();
  const again = await stage.plan("reapply");
  const idle = stage.sent.lines();
  const seen = await stage.plan("reconcile");
  const { sandbox } = stage;
  const wrong = [
    ...report.failures.map(({ key, code, detail }) => `${key} failed, ${code}: ${detail}`),
    ...(report.error === undefined ? [] : [`the target was given up: ${report.error.message}`]),
    ...(report.exitCode === 0 ? [] : [`exit code ${report.exitCode}`]),
    ...report.guard.map((finding) => `a guard held something: ${JSON.stringify(finding)}`),
    ...report.notSticky.map(({ path }) => `not kept: ${path}`),
    ...(report.requests.total === log.length
      ? []
      : [`${report.requests.total} requests counted, not ${log.length}`]),
    ...(log.some(({ status, fault }) => status === 429 && fault?.startsWith("limit") === true)
      ? ["a limit was passed"]
      : []),
    ...(step.faults ?? []).flatMap((fault) => pauseBroken(fault, log)),
    ...expectation.differences(day.company, sandbox.users(), sandbox.groups()),
    ...again.map((operation) => `planned again: ${operation}`),
    ...idle.map((line) => `sent for a plan: ${line}`),
    ...seen.map((operation) => `planned after a look: ${operation}`),
  ];
  if (wrong.length > 0) throw new StepFailed(step.name, wrong);
  return { sent, refused, looked: stage.sent.lines() };
}

/** Whether somebody asked before the pause was over that a 429 wanted. */
function pauseBroken(fault: string, log: readonly LoggedRequest[]): readonly string[] {
  const parsed = parseFault(fault);
  const refusedAt = log.findIndex((one) => one.fault === formatFault(parsed));
  const [refused, next] = [log[refusedAt], log[refusedAt + 1]];
  if (refused === undefined || next === undefined) return [`${fault} hit nothing`];
  if (parsed.kind !== "status" || parsed.retryAfter === undefined) return [];
  const waited = Date.parse(next.at) - Date.parse(refused.at);
  const asked = parsed.retryAfter * 1000;
  if (waited < asked) return [`asked again after ${waited} ms, not ${asked}`];
  return waited > asked * 1.5 ? [`waited ${waited} ms where ${asked} were asked for`] : [];
}
