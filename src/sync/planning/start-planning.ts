import { isoTime } from "../../clock.ts";
import { expiryNotices } from "../../config/expiry-text.ts";
import { missingGroups } from "../groups/named-groups.ts";
import { pausedGroups } from "../groups/paused-groups.ts";
import { notSentNotice } from "../not-sent-notices.ts";
import { createDraft } from "./plan-draft.ts";
import type { Planning } from "./planning.ts";
import type { RunContext } from "../run-context.ts";
import { refuseStopped } from "../stopping.ts";
import type { Target } from "../target.ts";

/** A run of one target about to begin, with an id that sorts by time and names the target. */
export function startPlanning(context: RunContext, target: Target): Planning {
  const startedAt = context.clock.now();
  const now = context.asOf ?? startedAt;
  const suffix = Math.floor(context.random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
  const run = `${isoTime(startedAt).slice(0, 19).replaceAll(":", "-")}-${target.config.id}-${suffix}`;
  const { store, mode, force = false, keys, allowRemovals: allowance } = context;
  const { id } = target.config;
  // Said once for each mapping; those who want to know it again ask validate.
  const isNew = store.targets.target(id)?.mapping !== target.fingerprint;
  const notices = [
    ...expiryNotices(target.config.expiries, startedAt),
    ...missingGroups(target.namedGroups, store),
    ...pausedGroups(store, id),
    ...(isNew ? notSentNotice(target) : []),
  ];
  return {
    store,
    target,
    run,
    draft: createDraft(store, run, target.config.id),
    mode,
    force,
    keys,
    ...(context.isGroupPush === true && { isGroupPush: true as const }),
    ...(context.makesMissing === true && { makesMissing: true as const }),
    allowance,
    now,
    startedAt,
    isUnconfirmed: store.targets.target(target.config.id)?.unconfirmedSince !== undefined,
    async breathe() {
      await breathe();
      refuseStopped(context.stop);
    },
    findings: [],
    memberRemovals: [],
    notices,
    unlearnt: new Map(),
    unsureMembers: new Map(),
    skipped: new Map(),
  };
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
