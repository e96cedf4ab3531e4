import { type Operation, phases } from "../../plan/operation.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import type { OperationTally } from "../../store/journal-store.ts";
import type { Foresight } from "./plan-draft.ts";
import { userPlanner } from "./plan-users.ts";
import { pageSize, type Planning } from "./planning.ts";

/** Operations that a plan does without writing down. */
export interface Foreseen extends Foresight {
  tally(): readonly OperationTally[];
  /** In the order of a push; all are of one phase. Secrets are hidden. */
  operations(): Iterable<Operation>;
}

/** The phase of all that is foreseen. */
export const foreseenPhase = phases.createUsers;

/**
 * Foresees the accounts to be made: a plan that is only shown writes none of them down, for the same record is planned
 * the same way whenever it is looked at. A million of them cost nothing but a count, and are planned anew where they are
 * shown.
 */
export function foresee(planning: Planning): Foreseen {
  const { store, target } = planning;
  const { id } = target.config;
  const planPage = userPlanner(planning);
  let count = 0;
  return {
    take(operation) {
      const taken = isForeseen(operation);
      if (taken) count += 1;
      return taken;
    },
    giveBack(entry) {
      const view = store.targets.arrivingUser(id, entry);
      const given = view === undefined ? [] : planPage([view]).flatMap(({ plan }) => plan.operations);
      const foreseen = given.filter(isForeseen);
      count -= foreseen.length;
      return foreseen;
    },
    tally() {
      const what = { kind: "create", resource: "User", phase: foreseenPhase, state: "planned" } as const;
      const rest = { result: null, code: null, plannedMembers: 0, doneMembers: 0 };
      return count === 0 ? [] : [{ ...what, ...rest, count }];
    },
    *operations() {
      let page = store.targets.arriving(id, undefined, pageSize);
      while (page.length > 0) {
        const planned = planPage(page).flatMap(({ plan }) => plan.operations);
        yield* planned.filter(isForeseen).map((operation) => hideSealsIn(operation));
        page = store.targets.arriving(id, page.at(-1)?.key, pageSize);
      }
    },
  };
}

function isForeseen({ kind, phase }: Operation): boolean {
  return kind === "create" && phase === foreseenPhase;
}
