import { StoppedError } from "../errors.ts";
import { type Operation, phases, type Phase } from "../plan/operation.ts";
import type { Cursor, JournaledOperation } from "../store/journal-store.ts";
import { createBreaker } from "./breaker.ts";
import { type BulkCreates, openBulkCreates } from "./bulk/bulk-creates.ts";
import { chooseRiders } from "./bulk/bulk-riders.ts";
import { execute } from "./execute.ts";
import { openLanes } from "./lanes.ts";
import type { Outcome, PushEvent } from "./outcome.ts";
import { gatherRefused } from "./refused.ts";
import type { PushSession } from "./session.ts";
import { settle } from "./settle.ts";

export interface PushControls {
  /** Aborted to stop: what is in flight is finished and recorded, nothing new is begun. */
  readonly stop: AbortSignal;
  readonly onOutcome: (event: PushEvent) => void;
  /** Which operations may go; the others stay planned. All may when undefined. */
  readonly mayGo?: ((operation: Operation) => boolean) | undefined;
}

const pageSize = 200;

/**
 * Pushes the planned operations of a run, phase by phase. Rejects with `TargetError` when the target as a whole
 * cannot be worked with; operations not begun by then stay planned in the journal.
 */
export async function push(opened: PushSession, controls: PushControls): Promise<PushSummary> {
  const bulk = openBulkCreates(opened);
  const session = bulk === undefined ? opened : { ...opened, bulk };
  const breaker = createBreaker();
  const course: Course = {
    proven: false,
    remade: false,
    judge(outcome) {
      course.proven ||= outcome.state !== "skipped";
      course.remade ||= outcome.state === "succeeded" && outcome.result === "recreated";
      if (outcome.state === "failed" || outcome.state === "indeterminate") breaker.failed(outcome);
      else breaker.succeeded();
    },
  };
  for (const phase of Object.values(phases)) {
    await pushPhase(session, phase, controls, course);
    if (controls.stop.aborted) break;
  }
  return { remade: course.remade };
}

export interface PushSummary {
  /** Whether an account that was gone was made again, so that others have to learn its new id. */
  readonly remade: boolean;
}

/** How a push goes so far. */
interface Course {
  /**
   * Whether an operation was carried out. Until then they go one by one: ServiceProviderConfig may be open to all
   * (RFC 7644 §4), so that a refused token may show here first, and one refusal is enough.
   */
  proven: boolean;
  remade: boolean;
  /** Throws `TargetError` when the push shall end. */
  judge(outcome: Outcome): void;
}

async function pushPhase(
  session: PushSession,
  phase: Phase,
  controls: PushControls,
  course: Course,
): Promise<void> {
  const { bulk } = session;
  const lanes = openLanes(session.concurrency);
  let fatal: { readonly error: unknown } | undefined;
  const refused = gatherRefused();
  const stopped = () => fatal !== undefined || controls.stop.aborted;

  for (const journaled of plannedOperations(session, phase)) {
    if (stopped()) break;
    if (controls.mayGo?.(journaled.operation) === false) continue;
    begin(journaled);
    if (!course.proven) await lanes.allEnded();
    // Whoever waits for others has been looked up.
    course.proven ||= (bulk?.gathered.length ?? 0) > 0;
    await lanes.room();
    await bulk?.room();
  }
  await allEnded();
  for (const event of await refused.tryAgain({ begin, allEnded, stopped })) conclude(event);
  if (fatal !== undefined) throw fatal.error;

  function begin(journaled: JournaledOperation): void {
    const gathers = bulk !== undefined && journaled.operation.kind === "create";
    lanes.begin((answered) =>
      gathers ? bulk.untilGathered(journaled, () => pushOne(journaled)) : pushOne(journaled, answered),
    );
  }
  async function allEnded(): Promise<void> {
    await lanes.allEnded();
    if (bulk !== undefined) await finishBulk(bulk);
  }
  async function finishBulk(creates: BulkCreates): Promise<void> {
    await creates.settled();
    if (phase === phases.createUsers && !stopped()) {
      for (const rider of chooseRiders(session, creates)) begin(rider);
      await lanes.allEnded();
    }
    if (fatal !== undefined) creates.abandon(fatal.error);
    await creates.sendAll();
  }
  async function pushOne(journaled: JournaledOperation, answered?: () => void): Promise<void> {
    if (stopped()) return;
    try {
      const { outcome, besides } = await carryOut(session, journaled, answered);
      for (const one of besides) controls.onOutcome(one);
      if (!refused.take({ journaled, outcome })) conclude({ journaled, outcome });
    } catch (error) {
      // An operation that was cut short by the end of the run stays open in the journal.
      if (!(error instanceof StoppedError)) fatal ??= { error };
      bulk?.abandon(error);
    }
  }
  function conclude(event: PushEvent): void {
    controls.onOutcome(event);
    course.judge(event.outcome);
  }
}

interface CarriedOut {
  readonly outcome: Outcome;
  /** What was done with it. */
  readonly besides: readonly PushEvent[];
}

/** The intent is on disk before the request goes out, the outcome as soon as it is known. */
async function carryOut(
  session: PushSession,
  { seq, operation }: JournaledOperation,
  answered: () => void = () => {},
): Promise<CarriedOut> {
  const { store, clock, turns, bulk } = session;
  // Providers that read, change and write back lose one of two writes to a resource that are under way at once.
  return turns.take(`${operation.resource} ${operation.entry}`, async () => {
    await store.together(() => store.journal.markSent(seq, clock.now()));
    const outcome = await execute(session, operation).catch(async (error: unknown) => {
      if (error instanceof StoppedError && error.isUntouched)
        await store.together(() => store.journal.markUnsent(seq));
      throw error;
    });
    answered();
    const besides = await store.together(() => {
      settle(session, seq, operation, outcome);
      return bulk?.sender.besides.settle(operation, outcome) ?? [];
    });
    bulk?.sender.besides.forget(operation.entry);
    return { outcome, besides };
  });
}

function* plannedOperations(session: PushSession, phase: Phase): Generator<JournaledOperation> {
  let after: Cursor | undefined;
  for (;;) {
    const page = session.store.journal.next(session.run, phase, after, pageSize);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = { phase, key: last.operation.key, seq: last.seq };
  }
}
