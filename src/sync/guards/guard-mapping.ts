import { guardLimit, type GuardFinding } from "../../plan/guard.ts";
import type { MappingUpdates } from "../../store/journal-store.ts";
import type { TargetState } from "../../store/target-store.ts";
import { describeMappingChange, summarizeMappingChange } from "../planning/mapping-change.ts";
import { day, keepHeld } from "./hold.ts";
import { isPartial, type Planning } from "../planning/planning.ts";

/**
 * Holds updates that come from a changed mapping alone, when they concern more users than may change unseen. Mappings
 * are reapplied on purpose: that mode lets them through.
 */
export function guardMapping(planning: Planning, before: TargetState | undefined): void {
  const { store, target, mode, run } = planning;
  const { id } = target.config;
  // Who sends everything again was not asked for by an edit, and lets through what an edit asks for besides.
  if (isPartial(planning) || planning.force || before === undefined) return;
  const caused = {
    run,
    target: id,
    changed: before.mapping !== target.fingerprint,
    revision: before.revision,
  };
  const updates = store.journal.mappingUpdates(caused);
  if (updates.users === 0) return;
  const outOf = store.targets.countLinks(id, "user");
  planning.mappingChange = summarizeMappingChange(updates, outOf);
  if (mode === "reapply") return;
  const limit = guardLimit(target.config.guard.mapping, outOf);
  const recent = store.journal.recentMapping(id, planning.now - day);
  if (updates.users + recent <= limit) return countAll(planning, updates);
  holdAll(planning, updates);
  planning.findings.push(finding(planning, { users: updates.users, recent, outOf, limit }));
}

function countAll({ store }: Planning, { operations }: MappingUpdates): void {
  for (const { seq } of operations()) store.journal.countMapping(seq);
}

const detail = "as the mapping was before it changed, until mappings are reapplied";

function holdAll(planning: Planning, { operations }: MappingUpdates): void {
  const { store } = planning;
  for (const { seq, entry } of operations()) {
    store.journal.hold(seq);
    keepHeld(planning, entry, { reason: "unapplied", code: "mapping_held", detail });
  }
}

function finding(
  { target, mappingChange }: Planning,
  { users, recent, outOf, limit }: Record<"users" | "recent" | "outOf" | "limit", number>,
): GuardFinding {
  const { id } = target.config;
  const what = mappingChange === undefined ? "" : describeMappingChange(mappingChange);
  const before = recent === 0 ? "" : `, and ${recent} in the last 24 hours`;
  const message = `${what}${before}, more than the limit of ${limit} (guard.mapping). These updates are held; what no guard holds goes on. Look at them with \`scimsync plan ${id} --reapply\`; if they are right, let them through with \`scimsync sync ${id} --reapply\`; to try some of them first, name their keys to \`scimsync approve\`.`;
  return { guard: "mapping", removals: users + recent, outOf, limit, held: users, message };
}
