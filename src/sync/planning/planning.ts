import type { Attention } from "../../plan/attention.ts";
import type { EntryId, Operation } from "../../plan/operation.ts";
import type { Failure } from "../../push/outcome.ts";
import type { Store } from "../../store/store.ts";
import type { EntryView } from "../../store/target-store.ts";
import type { GuardFinding } from "../../plan/guard.ts";
import type { MappingChange } from "./mapping-change.ts";
import type { Observation } from "../observe/observation.ts";
import type { PlanDraft } from "./plan-draft.ts";
import type { Target } from "../target.ts";
import type { Verification } from "../observe/verify-sample.ts";

/** How much of the directory a run thinks about. */
export type Mode = "sync" | "reapply" | "reconcile" | "only" | "provision";

/** Whether a run thinks about some records only, so that what the others need is left to a run of another mode. */
export function isPartial({ mode }: { readonly mode: Mode }): boolean {
  return mode === "only" || mode === "provision";
}

/** What planning one target works with. */
export interface Planning {
  readonly store: Store;
  readonly target: Target;
  readonly run: string;
  /** Takes the operations. */
  readonly draft: PlanDraft;
  readonly mode: Mode;
  /** With mode `reapply`: all that is wanted is sent, also what was last sent the same. */
  readonly force: boolean;
  /** With mode `only`; with `provision` those who are named, everybody who waits when there are none. */
  readonly keys: readonly string[];
  /** The keys are those of groups, whose members are all to be made right. */
  readonly isGroupPush?: true;
  /** What is gone at the target is made anew, whatever policy says. */
  readonly makesMissing?: true;
  /** Held removals that may go this time. */
  allowance: number;
  /** The moment that is planned for; milliseconds since the epoch. */
  readonly now: number;
  /** When the run began; the same, but where a plan of before is carried out. */
  readonly startedAt: number;
  /** Lets other work of the process have a turn. Throws `StoppedError` when the run was told to end. */
  readonly breathe: () => Promise<void>;
  readonly findings: GuardFinding[];
  /** For the guards of members, who judge all groups together. */
  readonly memberRemovals: MemberRemoval[];
  /** Whether the links were rebuilt and nobody has confirmed them: nothing is made or removed. */
  readonly isUnconfirmed: boolean;
  /** Whether the plan is only shown, so that nothing of the run is kept. */
  readonly isShownOnly?: boolean;
  /** What somebody should know, although it keeps nothing from being done; for people. */
  readonly notices: string[];
  /** What a changed mapping means for users whose records did not change. */
  mappingChange?: MappingChange;
  /** What a look at some of it showed after the push. */
  verified?: Verification;
  /** What the target was seen to hold; with mode `reconcile`. */
  observed?: Observation;
  /** Records that an interrupted run left in doubt, and why it is not known what became of them. Nothing is planned for them. */
  readonly unlearnt: Map<EntryId, Failure>;
  /** By group, those of whom an interrupted run left open whether they are members, where nothing tells. */
  readonly unsureMembers: Map<EntryId, readonly EntryId[]>;
  /** Records that protection or policy kept from being changed, by reason. */
  readonly skipped: Map<string, number>;
}

/** The removal of members from a group. */
export interface MemberRemoval {
  readonly seq: number;
  /** The group. */
  readonly entry: EntryId;
  readonly name: string;
  /** How many of those to be taken out keep their account. */
  readonly leaving: number;
  /** How many members we last wrote. */
  readonly members: number;
}

export const pageSize = 500;

/** The selected records of a kind, page by page. */
export async function* selectedPages(
  { store, target, breathe }: Planning,
  kind: "user" | "group",
): AsyncGenerator<readonly EntryView[]> {
  let page = store.targets.selected(kind, target.config.id, 0, pageSize);
  while (page.length > 0) {
    yield page;
    await breathe();
    page = store.targets.selected(kind, target.config.id, page.at(-1)?.entry ?? 0, pageSize);
  }
}

/** Takes a record's plan into the draft, and writes down what it has to wait for. */
export function writePlan(
  planning: Planning,
  view: EntryView,
  plan: {
    readonly operations: readonly Operation[];
    readonly attention?: Attention;
    readonly skipped?: string;
  },
): void {
  const { store, target, draft, skipped } = planning;
  for (const operation of plan.operations) draft.append(operation);
  if (plan.skipped !== undefined) skipped.set(plan.skipped, (skipped.get(plan.skipped) ?? 0) + 1);
  // With an operation under way, its outcome says what becomes of the attention; waiting is over at once.
  const waits = view.attention?.reason === "waiting";
  const undecided = plan.operations.length > 0 && plan.attention === undefined && !waits;
  if (!undecided && (view.attention !== undefined || plan.attention !== undefined)) {
    store.targets.setAttention(target.config.id, view.entry, plan.attention);
  }
}
