import type { GuardFinding } from "../../plan/guard.ts";
import type { Operation } from "../../plan/operation.ts";
import { recallLearnt } from "../../push/learnt.ts";
import type { OperationState, OperationTally } from "../../store/journal-store.ts";
import { type Forecast, forecastOf } from "../forecast/forecast.ts";
import type { MappingChange } from "./mapping-change.ts";
import { refuseOtherTenant } from "./other-tenant.ts";
import { type Foreseen, foresee, foreseenPhase } from "./foreseen.ts";
import { type Drift, driftOf } from "../observe/observation.ts";
import { observe } from "../observe/observe.ts";
import { heldIdOf } from "../plan-file/agreed-plan.ts";
import { connect } from "../open-session.ts";
import { createDraft } from "./plan-draft.ts";
import { type PlanBasis, basisOf } from "../plan-file/plan-basis.ts";
import type { WrittenOperation } from "../plan-file/plan-file.ts";
import { keysOf, operationsOf } from "./plan-id.ts";
import { isSettled, isWhole, planTarget } from "./plan-target.ts";
import type { Mode, Planning } from "./planning.ts";
import type { RunContext } from "../run-context.ts";
import { areSchemasDue } from "./seen-schemas.ts";
import { startPlanning } from "./start-planning.ts";
import { readsForced, tellForced } from "../forecast/tell-forced.ts";
import { knowledgeOf } from "../forecast/target-knowledge.ts";
import type { Store } from "../../store/store.ts";
import type { Target } from "../target.ts";
import { operationWriter } from "../plan-file/written-operation.ts";

/** An operation as a plan shows it; members by source key. */
export interface PlannedOperation {
  readonly operation: Operation;
  /** `planned`, or `held` by a guard. */
  readonly state: OperationState;
  readonly members: readonly string[];
}

/** What a run would do at one target. Its operations can be read only while it is shown. */
export interface TargetPlan {
  readonly planId: string;
  /** Of what guards hold in it. */
  readonly heldId: string;
  readonly target: string;
  readonly mode: Mode;
  readonly basis: PlanBasis;
  readonly tally: readonly OperationTally[];
  readonly guard: readonly GuardFinding[];
  /** What somebody should know, although it keeps nothing from being done. */
  readonly notices: readonly string[];
  readonly skipped: ReadonlyMap<string, number>;
  readonly rejected: readonly { readonly key: string; readonly detail: string }[];
  /** What the config protects, and what would be done to it. */
  readonly protected: readonly { readonly key: string; readonly detail: string }[];
  readonly forecast: Forecast;
  /** What a changed mapping means for users whose records did not change. */
  readonly mappingChange?: MappingChange;
  /** What the target was seen to hold; with mode `reconcile`. */
  readonly drift?: Drift;
  readonly operations: () => Iterable<PlannedOperation>;
}

/** A plan that can be written to a file, while it is shown. */
export interface LivePlan extends TargetPlan {
  readonly written: (planned: PlannedOperation) => WrittenOperation;
}

/** Plans into the journal, shows the plan, and takes everything back. */
export async function planOnly(
  context: RunContext,
  target: Target,
  show: (plan: LivePlan) => Promise<void> | void,
): Promise<void> {
  const begun = startPlanning(context, target);
  refuseOtherTenant(begun);
  // A few are written down: to find them again all users would have to be gone through.
  const foreseen = isWhole(begun) ? foresee(begun) : undefined;
  const draft = createDraft(context.store, begun.run, target.config.id, foreseen);
  const planning = { ...begun, draft, isShownOnly: true };
  if (context.mode === "reconcile") await observeOnly(context, planning);
  await context.store.transaction(
    async () => {
      if (!isSettled(planning)) {
        context.store.journal.returnOpen(target.config.id, planning.now);
        await planTarget(planning);
      }
      await show(planOf(context, planning, foreseen));
    },
    () => false,
  );
}

async function observeOnly(context: RunContext, planning: Planning): Promise<void> {
  const connection = connect(context, planning.target);
  try {
    await observe(context, planning, connection);
  } finally {
    await connection.client.close();
  }
}

function planOf(
  { store, reading, mode, clock }: RunContext,
  planning: Planning,
  foreseen: Foreseen | undefined,
): LivePlan {
  const { run, target, findings, skipped } = planning;
  const learnt = recallLearnt(store, clock, target.config);
  const known = {
    ...knowledgeOf(target.config, learnt, areSchemasDue(planning, clock.now())),
    readsUpdates: readsForced(planning),
  };
  const journaled = store.journal.tally(run).filter(({ state }) => state !== "dropped");
  const tally = [...journaled, ...(foreseen?.tally() ?? [])];
  const forecast = forecastOf(tally, target.config, known);
  tellForced(planning, forecast);
  return {
    planId: planning.draft.id(),
    heldId: heldIdOf(store, run),
    target: target.config.id,
    mode,
    basis: basisOf(store, reading, target, planning.startedAt),
    tally,
    guard: findings,
    notices: planning.notices,
    skipped,
    ...leftAsTheyAre(store, target.config.id),
    forecast,
    ...(planning.observed !== undefined && { drift: driftOf(planning.observed) }),
    ...(planning.mappingChange !== undefined && { mappingChange: planning.mappingChange }),
    written: operationWriter(planning),
    *operations() {
      for (const { operation, state } of inOrder(operationsOf(store, run), foreseen)) {
        yield { operation, state, members: "members" in operation ? keysOf(store, operation.members) : [] };
      }
    },
  };
}

/** Who is left as they are because their record cannot be mapped, or because they are protected. */
function leftAsTheyAre(store: Store, target: string): Pick<TargetPlan, "rejected" | "protected"> {
  const all = store.targets.rejected(target, 1_000);
  const of = (isProtected: boolean) =>
    all
      .filter(({ attention }) => (attention.reason === "protected") === isProtected)
      .map(({ key, attention }) => ({ key, detail: attention.detail }));
  return { rejected: of(false), protected: of(true) };
}

type Planned = Pick<PlannedOperation, "operation" | "state">;

/** What is foreseen stands among what is in the journal, by phase. */
function* inOrder(journaled: Iterable<Planned>, foreseen: Foreseen | undefined): Generator<Planned> {
  let rest = foreseen;
  for (const one of journaled) {
    if (one.operation.phase > foreseenPhase) {
      yield* planned(rest);
      rest = undefined;
    }
    yield one;
  }
  yield* planned(rest);
}

function* planned(foreseen: Foreseen | undefined): Generator<Planned> {
  for (const operation of foreseen?.operations() ?? []) yield { operation, state: "planned" };
}
