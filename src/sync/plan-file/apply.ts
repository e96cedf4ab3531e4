import type { Config } from "../../config/config.ts";
import { StalePlanError, UsageError } from "../../errors.ts";
import type { AgreedPlan } from "./agreed-plan.ts";
import { refuseOtherPlan } from "./agreed-plan.ts";
import { basisOf, movedSince } from "./plan-basis.ts";
import { commandFor, type PlanFile, type SavedPlan } from "./plan-file.ts";
import { planOnly, type TargetPlan } from "../planning/plan-only.ts";
import type { RunReport } from "../report.ts";
import type { RunContext } from "../run-context.ts";
import { runTarget } from "../run-target.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";
import type { Target } from "../target.ts";

/** What to run on. `targets` names some of those in the file, all of them when empty. */
export interface ApplyOptions extends Omit<SyncOptions, "mode" | "keys"> {
  readonly plan: PlanFile;
}

/** A clock may have been put right a little. */
const tolerated = 3_600_000;

/**
 * Pushes what a plan file says, and nothing else: the source is read, and everything planned again for the moment for which
 * it was planned, and only if the same comes out is anything sent. Throws `StalePlanError` when what the plan was made of
 * moved, before any request is sent, and else as `sync` does.
 */
export async function apply(options: ApplyOptions): Promise<readonly RunReport[]> {
  return withPlans(options, async (context, plans) => {
    const reports: RunReport[] = [];
    for (const { target, saved } of plans) {
      if (context.stop.aborted) break;
      reports.push(await runTarget({ ...context, agreed: agreedOf(options.plan, saved) }, target));
    }
    return reports;
  });
}

/** Whether `apply` would push it: throws `StalePlanError` as that does, and shows each plan; nothing is sent. */
export async function tryApply(
  options: ApplyOptions,
  show: (plan: TargetPlan) => Promise<void> | void,
): Promise<void> {
  await withPlans(options, async (context, plans) => {
    const { allowRemovals } = options.plan;
    for (const { target, saved } of plans) {
      const agreed = agreedOf(options.plan, saved);
      await planOnly({ ...context, allowRemovals }, target, async (shown) => {
        refuseOtherPlan(shown, agreed);
        await show(shown);
      });
    }
  });
}

interface Pair {
  readonly target: Target;
  readonly saved: SavedPlan;
}

async function withPlans<T>(
  { plan: file, ...options }: ApplyOptions,
  work: (context: RunContext, plans: readonly Pair[]) => Promise<T>,
): Promise<T> {
  const plans = choosePlans(file, options.targets);
  refuseGone(file, plans, options.loaded.config);
  const { mode, force, keys, allowRemovals } = file;
  const engine: SyncOptions = {
    ...options,
    targets: plans.map(({ target }) => target),
    mode,
    force,
    keys,
    asOf: momentOf(file, options),
    allowRemovals: Math.max(allowRemovals, options.allowRemovals),
    accepted: new Set([...(options.accepted ?? []), ...file.accepted]),
  };
  return withDirectory(engine, "apply", async (context, targets) => {
    const pairs = targets.flatMap((target) => {
      const saved = plans.find((one) => one.target === target.config.id);
      return saved === undefined ? [] : [{ target, saved }];
    });
    refuseMoved(file, context, pairs);
    return work(context, pairs);
  });
}

function choosePlans({ file, plans }: PlanFile, named: readonly string[]): readonly SavedPlan[] {
  const known = plans.map(({ target }) => target);
  const unknown = named.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new UsageError(`${file} has no plan for ${unknown.join(", ")}; it has: ${known.join(", ")}`);
  return named.length === 0 ? plans : plans.filter(({ target }) => named.includes(target));
}

function refuseGone(file: PlanFile, plans: readonly SavedPlan[], { targets }: Config): void {
  const gone = plans.filter(({ target }) => targets.every(({ id }) => id !== target));
  if (gone.length > 0)
    throw stale(
      file,
      gone.map(({ target }) => `the config has no target ${target} any more`),
    );
}

function momentOf(file: PlanFile, { clock }: Pick<SyncOptions, "clock">): number {
  const at = Date.parse(file.madeAt);
  if (at <= clock.now() + tolerated) return at;
  throw stale(file, [`it was made at ${file.madeAt}, which is still to come: the clock was put back`]);
}

function refuseMoved(file: PlanFile, { store, reading, clock }: RunContext, plans: readonly Pair[]): void {
  const moved = plans.flatMap(({ target, saved }) =>
    movedSince(store, saved.basis, basisOf(store, reading, target, clock.now())).map(
      (what) => `${target.config.id}: ${what}`,
    ),
  );
  if (moved.length > 0) throw stale(file, moved);
}

function stale(file: PlanFile, why: readonly string[]): StalePlanError {
  const reasons = why.map((one) => `\n  ${one}`).join("");
  return new StalePlanError(
    `${file.file} is stale; since it was made (${file.madeAt}):${reasons}\nnothing was sent; make it anew with \`${commandFor(file)}\``,
  );
}

function agreedOf(file: PlanFile, { planId, heldId }: SavedPlan): AgreedPlan {
  const { allowRemovals, approved } = file;
  const agreed = { planId, heldId, allowance: allowRemovals, again: commandFor(file) };
  return approved === null ? agreed : { ...agreed, approved };
}
