import { canonicalJson, fingerprint, type Json } from "../../canonical.ts";
import { approvalLasts } from "../../plan/approval.ts";
import type { Reading } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import type { Target } from "../target.ts";

/** What a plan was made of: while all of it stands, the plan does. */
export interface PlanBasis {
  /** Fingerprint of the source. */
  readonly source: string;
  /** Revision of the directory; while no record changed after it, another fingerprint means nothing. */
  readonly revision: number;
  /** Fingerprint of all that shapes accounts and groups. */
  readonly mapping: string;
  /** Fingerprint of the guards' limits. */
  readonly guards: string;
  /** Fingerprint of the URL: the config may take a part of it from the environment. */
  readonly baseUrl: string;
  /** Id of the last run that planned anything at the target; null before the first. */
  readonly run: string | null;
  /** Fingerprint of the approvals that stand. */
  readonly approvals: string;
}

/** `now` in milliseconds since the epoch. */
export function basisOf(
  store: Store,
  reading: Reading,
  { config, ...target }: Target,
  now: number,
): PlanBasis {
  const { id, baseUrl, guard } = config;
  const standing = store.approvals.standing(id, now - approvalLasts);
  return {
    source: reading.fingerprint,
    revision: reading.revision,
    mapping: target.fingerprint,
    guards: fingerprint(canonicalJson(JSON.parse(JSON.stringify(guard)) as Json)),
    baseUrl: fingerprint(baseUrl),
    run: store.journal.lastRun(id) ?? null,
    approvals: fingerprint(JSON.stringify(standing.map(({ key, kind, digest }) => [key, kind, digest]))),
  };
}

const shownKeys = 5;

/** What moved since a plan was made, in words; nothing while it stands. */
export function movedSince(store: Store, before: PlanBasis, now: PlanBasis): readonly string[] {
  return [
    ...sourceMoved(store, before, now),
    ...(before.mapping === now.mapping
      ? []
      : ["the mapping, or something else that shapes its accounts and groups, is another one in the config"]),
    ...(before.guards === now.guards ? [] : ["the limits of its guards are others in the config"]),
    ...(before.baseUrl === now.baseUrl ? [] : ["its baseUrl is another one in the config"]),
    ...(before.run === now.run ? [] : [runSince(store, now.run)]),
    ...(before.approvals === now.approvals ? [] : ["approvals were given, were used, or are over"]),
  ];
}

function sourceMoved(store: Store, before: PlanBasis, now: PlanBasis): readonly string[] {
  if (before.source === now.source) return [];
  const changed = store.directory.changedAfter(before.revision, shownKeys + 1);
  if (changed.length === 0) return [];
  const more = changed.length > shownKeys ? " and more" : "";
  return [`the source changed: ${changed.slice(0, shownKeys).join(", ")}${more}`];
}

function runSince(store: Store, id: string | null): string {
  const run = id === null ? undefined : store.runs.find(id);
  if (run === undefined) return "the state file knows nothing of the runs that were before";
  const end = run.finishedAt === undefined ? ", which did not come to its end" : "";
  return `the run ${run.id} (${run.mode}) was done${end}`;
}
