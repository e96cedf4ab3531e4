import type { JsonObject } from "../canonical.ts";
import type { AgreedPlan } from "./plan-file/agreed-plan.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { LookUpChoice } from "../push/find/choose-listing.ts";
import type { PushEvent } from "../push/outcome.ts";
import type { ScimClientOptions } from "../scim/client-options.ts";
import type { Reading } from "../store/directory-store.ts";
import type { Store } from "../store/store.ts";
import type { Trace } from "../trace.ts";
import type { Outlook } from "./forecast/outlook.ts";
import type { Mode } from "./planning/planning.ts";
import type { RunReport } from "./report.ts";

/** What all targets of a run share. */
export interface RunContext {
  readonly store: Store;
  readonly reading: Reading;
  /** How long it took, in milliseconds. */
  readonly readMs: number;
  readonly mode: Mode;
  /** With mode `reapply`: send all that is wanted, also what was last sent the same. */
  readonly force?: boolean;
  /** How many accounts and groups are read again after the run; as the config says when undefined. */
  readonly verify?: number;
  readonly keys: readonly string[];
  /** With mode `only`: the keys are those of groups, whose members are all to be made right. */
  readonly isGroupPush?: true;
  /** With mode `only`: what is gone at the target is made anew, whatever policy says. */
  readonly makesMissing?: true;
  readonly allowRemovals: number;
  readonly clock: Clock;
  /** The moment that is planned for, in milliseconds since the epoch; when the run begins, if undefined. */
  readonly asOf?: number;
  /** A plan that the run carries out as it is, or not at all. */
  readonly agreed?: AgreedPlan;
  readonly random: () => number;
  readonly log: Logger;
  /** Aborted to end the run in good order. */
  readonly stop: AbortSignal;
  /** Aborted to end everything at once. */
  readonly abort?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Given what a run came to at a target, once all of it is written down. */
  readonly onReport?: (report: RunReport) => void;
  /** Given each request and its answer as an entry of an HTTP Archive, without secrets. */
  readonly record?: (entry: JsonObject) => void;
  /** Follows the run as spans; nobody does when undefined. */
  readonly trace?: Trace;
  readonly dispatcher?: ScimClientOptions["dispatcher"];
}

/** What a run tells while it goes on. */
export type RunEvent =
  | {
      readonly kind: "planned";
      readonly target: string;
      readonly operations: number;
      /** What is left to do, whenever it is asked; absent where there is nothing to do. */
      readonly outlook?: () => Outlook;
    }
  /** How creates of a type are looked for, where there was a choice. */
  | { readonly kind: "lookUps"; readonly target: string; readonly choice: LookUpChoice }
  | { readonly kind: "outcome"; readonly target: string; readonly event: PushEvent };
