import { ConfigError, TargetError } from "../../src/errors.ts";
import type { LoggedRequest } from "../../src/sandbox/request-log.ts";
import type { RunReport } from "../../src/sync/report.ts";
import { formatFault, parseFault } from "../../src/sandbox/faults/faults.ts";
import { columnsOf } from "./columns.ts";
import { type Expectation, expectationOf } from "./expectation.ts";
import { enforcedLimits } from "./limits.ts";
import { type Company, companyOf, newcomersOf, type Person, withNewcomer } from "./people.ts";
import { type Outlook, setStage, type Sides, type Stage, type Theatre } from "./stage.ts";
import { settingAt } from "./stated.ts";
import type { Day, Situation, Standing, Step } from "./steps.ts";
import { accountBefore, heldBefore, needsOf, targetOf } from "./target.ts";
import { wantOf } from "./want.ts";

/** What a step cost, as a golden record has it. */
export interface StepRecord {
  /** Requests of the run. */
  readonly sent: readonly string[];
  /** Answers that refused one, or that never came. */
  readonly refused: readonly string[];
  /** Requests of a plan that looks at the service afterwards, and what it could not see. */
  readonly looked: readonly string[];
}

export interface Played {
  readonly steps: Readonly<Record<string, StepRecord>>;
  /** By step, why it was not played. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly headers: readonly string[];
  /** What the config was told to think about. */
  readonly notices: readonly string[];
}

/** What a step showed besides, which no golden record has. */
export interface Remarks {
  /** Of the run, in words. */
  readonly notices: readonly string[];
  /** Kinds of header lines up to now. */
  readonly headers: readonly string[];
}

type OnStep = (name: string, record: StepRecord, remarks: Remarks) => void;

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
 * the report, what the service holds, or a plan that still has something to do. `onStep` is told each record, and may throw.
 */
export async function play(
  theatre: Theatre,
  sides: Sides,
  steps: readonly Step[],
  onStep: OnStep = () => {},
): Promise<Played> {
  const { profile: settings } = sides;
  const needs = needsOf(settings);
  const newcomers = newcomersOf(needs);
  const isRefused = settingAt(settings, "deactivate.refusals") !== undefined;
  const eight = companyOf(needs);
  const first = isRefused ? withNewcomer(eight, newcomers.unremovable) : eight;
  const limits = enforcedLimits(settings);
  const stage = await setStage(theatre, {
    ...sides,
    target: targetOf(settings),
    held: (profile, loaded) => heldBefore(profile, loaded, first),
    madeThere: accountBefore,
    limits: limits.words,
    rest: limits.rest,
  });
  try {
    return await playOn(
      stage,
      first,
      steps,
      {
        profile: stage.profile,
        columns: columnsOf(stage.profile, wantOf(stage.intended), first),
        newcomers,
        policy: stage.intended.config.targets[0]?.users.policy,
        stated: (knob) => settingAt(settings, knob) !== undefined,
      },
      onStep,
    );
  } finally {
    await stage.end();
  }
}

async function playOn(
  stage: Stage,
  first: Company,
  steps: readonly Step[],
  situation: Situation,
  onStep: OnStep,
): Promise<Played> {
  const expectation = expectationOf(stage.profile, stage.intended);
  const recorded: Record<string, StepRecord> = {};
  const skipped: Record<string, string> = {};
  let company = first;
  for (const step of steps) {
    const day = dayOf(step, company, situation, skipped);
    if (day === undefined) continue;
    const { record, notices } = await playStep(stage, step, day, expectation).catch((error: unknown) => {
      // A run that ends with an error does not go unnoticed.
      const isTold = error instanceof TargetError || error instanceof ConfigError;
      throw isTold ? new StepFailed(step.name, [error.message]) : error;
    });
    recorded[step.name] = record;
    onStep(step.name, record, { notices, headers: headersOf(stage) });
    company = day.company;
  }
  return {
    steps: recorded,
    skipped,
    headers: headersOf(stage),
    notices: stage.notices,
  };
}

function headersOf({ headers }: Stage): readonly string[] {
  return headers.lines().map((line) => line.replace(/^\d+ × /, ""));
}

/** All changes of a step one after the other; undefined when there is none. */
function dayOf(
  { changes }: Step,
  before: Company,
  situation: Situation,
  skipped: Record<string, string>,
): Day | undefined {
  const becomes: [string, Standing][] = [];
  const fails: Record<string, string> = {};
  const [madeThere, accepts]: [Person[], Person[]] = [[], []];
  let company: Company | undefined;
  for (const { name, to } of changes) {
    const day = to(company ?? before, situation);
    if (typeof day === "string") skipped[name] = day;
    else {
      company = day.company;
      Object.assign(fails, day.fails);
      madeThere.push(...(day.madeThere ?? []));
      accepts.push(...(day.accepts ?? []));
      becomes.push(...(day.becomes ?? []).map(([key, standing]): [string, Standing] => [key, standing]));
    }
  }
  return company === undefined ? undefined : { company, becomes, fails, madeThere, accepts };
}

async function playStep(
  stage: Stage,
  step: Step,
  day: Day,
  expectation: Expectation,
): Promise<{ readonly record: StepRecord; readonly notices: readonly string[] }> {
  for (const person of day.accepts ?? []) await stage.accept(day.company, person);
  for (const person of day.madeThere ?? []) await stage.makeThere(day.company, person);
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
  // What failed may be tried again.
  const isNews = ({ key }: Outlook["operations"][number]) => day.fails?.[key] === undefined;
  const wrong = [
    ...failuresOf(report, day.fails ?? {}),
    ...(report.error === undefined ? [] : [`the target was given up: ${report.error.message}`]),
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
    ...again.operations.filter(isNews).map(({ words }) => `planned again: ${words}`),
    ...idle.map((line) => `sent for a plan: ${line}`),
    ...seen.operations.filter(isNews).map(({ words }) => `planned after a look: ${words}`),
  ];
  if (wrong.length > 0) throw new StepFailed(step.name, wrong);
  const looked = [...stage.sent.lines(), ...seen.incomplete];
  return { record: { sent, refused, looked }, notices: report.notices };
}

function failuresOf(
  { failures, exitCode }: RunReport,
  expected: Readonly<Record<string, string>>,
): readonly string[] {
  const keys = Object.keys(expected);
  const unexpected = failures.filter(({ key, code }) => expected[key] !== code);
  const missing = keys.filter((key) => !failures.some((one) => one.key === key));
  const code = keys.length === 0 ? 0 : 3;
  return [
    ...unexpected.map(({ key, code: is, detail }) => `${key} failed, ${is}: ${detail}`),
    ...missing.map((key) => `${key} should have failed, ${expected[key]}`),
    ...(exitCode === code ? [] : [`exit code ${exitCode}, not ${code}`]),
  ];
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
