import type { Json } from "../../canonical.ts";
import { TargetError } from "../../errors.ts";
import { noPolicies } from "../../plan/attribute-policies.ts";
import { diffResources } from "../../plan/diff.ts";
import type { Link } from "../../plan/link.ts";
import { observeDrift } from "../../plan/observe.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import { withoutMembers } from "../../push/members/read-members.ts";
import type { PushSession } from "../../push/session.ts";
import { severalAtOnce } from "../../push/several-at-once.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import { ScimError } from "../../scim/scim-error.ts";
import type { LinkedEntry } from "../../store/roster-store.ts";
import type { Store } from "../../store/store.ts";
import { type Connection, openSession } from "../open-session.ts";
import { isPartial, type Planning } from "../planning/planning.ts";
import { noTrace } from "../../trace.ts";
import type { RunContext } from "../run-context.ts";

/** What a look at some accounts and groups showed, chosen at random. */
export interface Verification {
  /** How many were read. */
  readonly read: number;
  /** Not as last sent, or gone, by key. */
  readonly drifted: readonly VerifiedDrift[];
  /** How many could not be read. */
  readonly unread: number;
}

export interface VerifiedDrift {
  readonly key: string;
  readonly name: string;
  readonly resource: "User" | "Group";
  readonly targetId: string;
  /** True when there is no such account or group any more. */
  readonly gone: boolean;
  /** Secrets hidden; null stands for nothing. */
  readonly changes: readonly { readonly path: string; readonly expected: Json; readonly found: Json }[];
}

/** How many are read after a run: as the command line says, else the config, but for runs that concern few or have read all. */
export function sampleSize({ verify }: RunContext, planning: Planning): number {
  if (verify !== undefined) return verify;
  if (isPartial(planning) || planning.mode === "reconcile") return 0;
  return planning.target.config.verify ?? 0;
}

/**
 * Reads some of what is linked, and compares it with what was last sent. Nothing is changed, there or here. Rejects with
 * `TargetError` when the target cannot be reached.
 */
export async function verifySample(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  const size = sampleSize(context, planning);
  if (size === 0 || context.stop.aborted) return;
  const { trace = noTrace } = context;
  await trace.during("verify", {}, () => lookAtSome(context, planning, connection, size));
}

async function lookAtSome(
  context: RunContext,
  planning: Planning,
  connection: Connection,
  size: number,
): Promise<void> {
  const { store, target } = planning;
  const sample = chooseSample(store, target.config.id, size, context.random);
  const session = await openSession(context, planning, connection);
  const drifted: VerifiedDrift[] = [];
  let unread = 0;
  await severalAtOnce(session.concurrency, sample, async (one) => {
    try {
      const drift = await lookAt(session, one);
      if (drift !== undefined) drifted.push(drift);
    } catch (error) {
      if (error instanceof NetworkError) throw unreachable(error);
      if (!(error instanceof ScimError)) throw error;
      unread += 1;
    }
  });
  drifted.sort((one, other) => (one.key < other.key ? -1 : 1));
  planning.verified = { read: sample.length - unread, drifted, unread };
}

function unreachable(error: NetworkError): TargetError {
  return new TargetError("unreachable", `what was sent could not be verified: ${error.message}`, {
    cause: error,
  });
}

/** Entries at random places; where there are few, all of them. */
function chooseSample(
  store: Store,
  target: string,
  size: number,
  random: () => number,
): readonly LinkedEntry[] {
  const last = store.roster.lastLinked(target);
  const chosen = new Map<number, LinkedEntry>();
  for (let tries = 0; tries < 2 * size && chosen.size < size; tries += 1) {
    const found = store.roster.linkedFrom(target, Math.floor(random() * last) + 1);
    if (found !== undefined) chosen.set(found.entry, found);
  }
  let next = chosen.size < size ? store.roster.linkedFrom(target, 0) : undefined;
  while (next !== undefined && chosen.size < size) {
    chosen.set(next.entry, next);
    next = store.roster.linkedFrom(target, next.entry + 1);
  }
  return [...chosen.values()];
}

async function lookAt(session: PushSession, one: LinkedEntry): Promise<VerifiedDrift | undefined> {
  const { key, name, kind, link } = one;
  const resource = kind === "user" ? "User" : "Group";
  const selection = resource === "Group" ? withoutMembers(session) : {};
  const held = await session.client.get(resource, link.scimId, selection);
  const about = { key, name, resource, targetId: link.scimId } as const;
  // Some services show an account no more once it is off.
  if (held === undefined) return link.state === "active" ? { ...about, gone: true, changes: [] } : undefined;
  const policies = kind === "user" ? session.users.policies : noPolicies;
  const drift = observeDrift(link, held.attributes, policies);
  if (drift === undefined) return undefined;
  return { ...about, gone: false, changes: changesOf(session, link, drift) };
}

function changesOf({ profile }: PushSession, link: Link, drift: Link): VerifiedDrift["changes"] {
  const paths = diffResources(link.asserted, drift.asserted, profile.users.multiValued).filter(
    ({ path }) => path.toLowerCase() !== "active",
  );
  const isOn = drift.state === "active";
  return [
    ...(drift.state === link.state ? [] : [{ path: "active", expected: !isOn, found: isOn }]),
    ...paths.map(({ path, before = null, after = null }) =>
      hideSealsIn({ path, expected: before, found: after }),
    ),
  ];
}
