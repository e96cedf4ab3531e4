import type { Guarded } from "../../plan/guard.ts";
import { phases } from "../../plan/operation.ts";
import type { Cursor } from "../../store/journal-store.ts";
import { confirmRebuilt, keepHeld } from "./hold.ts";
import { pageSize, type Planning } from "../planning/planning.ts";

/** Groups that are made or let go of; no other guard looks at these. */
const which: readonly Guarded[] = [
  { resource: "Group", kinds: ["create"], phases: [phases.groups] },
  { resource: "Group", kinds: ["unlink"], phases: [phases.removeGroups] },
];

/** Holds groups that would be made or let go of as long as nobody has confirmed the links that were rebuilt. */
export function guardRebuiltGroups(planning: Planning): void {
  const { store, findings } = planning;
  const held = which.reduce((sum, guarded) => sum + holdAll(planning, guarded), 0);
  if (held === 0) return;
  const message = `${held} groups would be made or let go of, but the links were rebuilt and nobody has confirmed them yet. If that is right, ${confirmRebuilt(planning)}.`;
  const outOf = store.targets.countLinks(planning.target.config.id, "group");
  findings.push({ guard: "rebuilt", removals: held, outOf, limit: 0, held, message });
}

function holdAll(planning: Planning, guarded: Guarded): number {
  const { store, run } = planning;
  let held = 0;
  let after: Pick<Cursor, "key" | "seq"> | undefined;
  for (;;) {
    const page = store.journal.nextGuarded(run, guarded, after, pageSize);
    for (const { entry } of page) {
      store.journal.holdEntry(run, entry);
      keepHeld(planning, entry, { reason: "held", detail: "held until rebuilt links are confirmed" });
    }
    held += page.length;
    after = page.at(-1);
    if (after === undefined) return held;
  }
}
