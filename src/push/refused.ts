import { phases } from "../plan/operation.ts";
import type { JournaledOperation } from "../store/journal-store.ts";
import type { PushEvent } from "./outcome.ts";

/** Operations of a phase that were refused because of a name that another operation of it may give up. */
export interface Refused {
  /** False when it was refused for another reason, or not at all. */
  take(event: PushEvent): boolean;
  /**
   * Tries them again as long as that brings one of them through: of a chain in which each takes the name of the next, one
   * comes free at a time. Gives those that stay refused.
   */
  tryAgain(work: Work): Promise<readonly PushEvent[]>;
}

interface Work {
  readonly begin: (journaled: JournaledOperation) => void;
  readonly allEnded: () => Promise<void>;
  readonly stopped: () => boolean;
}

export function gatherRefused(): Refused {
  const refused = new Map<number, PushEvent>();
  return {
    take(event) {
      const { seq } = event.journaled;
      refused.delete(seq);
      const isRefused = mayComeFree(event);
      if (isRefused) refused.set(seq, event);
      return isRefused;
    },
    async tryAgain({ begin, allEnded, stopped }) {
      let before = Number.POSITIVE_INFINITY;
      while (refused.size < before && !stopped()) {
        before = refused.size;
        for (const { journaled } of refused.values()) begin(journaled);
        await allEnded();
      }
      return [...refused.values()];
    },
  };
}

/** A name or address that another operation of this phase gives up is free at the end of it. */
function mayComeFree({ journaled, outcome }: PushEvent): boolean {
  const { kind, phase } = journaled.operation;
  if (outcome.state !== "failed") return false;
  if (kind === "update") return outcome.code === "conflict";
  const isTaken = outcome.code === "conflict" || outcome.code === "duplicate_source";
  return kind === "create" && phase === phases.groups && isTaken;
}
