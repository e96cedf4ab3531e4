import { UsageError } from "../../errors.ts";
import { type Approval, approvalDigest } from "../../plan/approval.ts";
import type { Store } from "../../store/store.ts";
import { type HeldNow, heldNow, stillHeld } from "./held-now.ts";

/**
 * Approves held operations: what a run held and is held still, or what is held of some source keys. Throws `UsageError`
 * when one of the names means nothing, and approves nothing then: a slip of the hand shall not pass for done.
 */
export function approve(
  store: Store,
  targets: readonly string[],
  names: readonly string[],
  now: number,
): readonly HeldNow[] {
  const runs = names
    .flatMap((name) => store.runs.find(name) ?? [])
    .filter(({ target }) => targets.includes(target));
  const ofRuns = runs.map((run) => ({ name: run.id, held: [...stillHeld(store, run)] }));
  const keys = names.filter((name) => runs.every(({ id }) => id !== name));
  const all = keys.length === 0 ? [] : targets.flatMap((target) => [...heldNow(store, target)]);
  const ofKeys = keys.map((name) => ({ name, held: all.filter(({ operation }) => operation.key === name) }));
  const chosen = [...ofRuns, ...ofKeys];
  refuseEmpty(
    store,
    chosen.filter(({ held }) => held.length === 0).map(({ name }) => name),
  );
  const approved = unique(chosen.flatMap(({ held }) => held));
  store.atOnce(() => {
    for (const target of targets) store.approvals.approve(target, approvalsOf(approved, target, now));
  });
  return approved;
}

/** A run and a key may mean the same operation. */
function unique(held: readonly HeldNow[]): readonly HeldNow[] {
  return [
    ...new Map(held.map((one) => [`${one.target} ${approvalDigest(one.operation)}`, one] as const)).values(),
  ];
}

function approvalsOf(chosen: readonly HeldNow[], target: string, at: number): readonly Approval[] {
  return chosen
    .filter((held) => held.target === target)
    .map(({ operation, run }) => {
      const { entry, key, kind } = operation;
      return { entry, key, kind, digest: approvalDigest(operation), run, at };
    });
}

function refuseEmpty(store: Store, names: readonly string[]): void {
  if (names.length === 0) return;
  const said = names.map((name) =>
    store.runs.find(name) === undefined
      ? `nothing of ${name} is held, and no run is called that`
      : `nothing that the run ${name} held is held now as it was then`,
  );
  throw new UsageError(`${said.join("; ")}; nothing was approved. \`scimsync approve\` lists what is held`);
}
