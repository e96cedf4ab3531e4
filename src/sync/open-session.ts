import { resolveReferences } from "../mapping/reference.ts";
import type { EntryId } from "../plan/operation.ts";
import { createSealer } from "../plan/secret-values.ts";
import { Finder } from "../push/find/finder.ts";
import { recallLearnt } from "../push/learnt.ts";
import { recoverDoubts } from "../push/recover/recover-doubts.ts";
import { createTurns } from "../push/turns.ts";
import { createClaims, type MappedAnew, type PushSession, rememberVerbs } from "../push/session.ts";
import { ScimClient } from "../scim/client.ts";
import { type Capabilities, unknownCapabilities } from "../scim/discovery.ts";
import type { ScimError } from "../scim/scim-error.ts";
import type { NetworkError } from "../scim/connection/transport.ts";
import type { SourceKey } from "../source/record.ts";
import { StoppedError, TargetError } from "../errors.ts";
import { clientSettings } from "./client-settings.ts";
import { keyResolver } from "./planning/key-resolver.ts";
import type { Planning } from "./planning/planning.ts";
import type { RunContext } from "./run-context.ts";
import type { Target } from "./target.ts";
import { listenerOf } from "./trace-requests.ts";

/** A client, and what the provider can do, which is asked once. */
export interface Connection {
  readonly client: ScimClient;
  readonly capabilities: () => Promise<Capabilities>;
}

/** Makes ready to work with the target; nothing is sent yet. */
export function connect(context: RunContext, target: Target): Connection {
  const client = createClient(context, target);
  let asked: Promise<Capabilities> | undefined;
  return { client, capabilities: () => (asked ??= askCapabilities(target, client)) };
}

function createClient(context: RunContext, { config }: Target): ScimClient {
  const { store, clock, random, log, stop, abort, dispatcher } = context;
  const record = listenerOf(context, config);
  return new ScimClient({
    ...clientSettings(config),
    clock,
    random,
    log,
    stop,
    mayLeave: () => store.refuseUnsound(),
    ...(abort === undefined ? {} : { signal: abort }),
    ...(record !== undefined && { record }),
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
}

/**
 * Asks the provider what it can do. This is the first request of a push, so that a wrong URL or token shows before
 * any record is touched.
 */
export async function openSession(
  context: RunContext,
  planning: Planning,
  { client, capabilities }: Connection,
): Promise<PushSession> {
  return sessionOf(context, planning, client, await capabilities());
}

/** Learns what an interrupted run did, when there was one; whose fate stays unknown is noted in the planning. */
export async function recoverInDoubt(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  const { store, target } = planning;
  if (store.targets.inDoubt(target.config.id).length === 0) return;
  // What is found out is planned for at once, whatever the moment that is planned for.
  const session = await openSession(context, { ...planning, startedAt: planning.now }, connection);
  const { unlearnt, unsure } = await recoverDoubts(session);
  for (const [entry, why] of unlearnt) planning.unlearnt.set(entry, why);
  for (const [entry, members] of unsure) planning.unsureMembers.set(entry, members);
}

async function askCapabilities({ config }: Target, client: ScimClient): Promise<Capabilities> {
  try {
    if (config.profile.endpoint.discovery === "trust") {
      const found = await client.discover();
      if (found !== undefined) return found;
    }
    await client.probe();
    return unknownCapabilities;
  } catch (error) {
    if (error instanceof TargetError || error instanceof StoppedError) throw error;
    if ((error as Error).cause instanceof StoppedError) throw (error as Error).cause;
    const { message } = error as ScimError | NetworkError;
    throw new TargetError("unreachable", `${config.baseUrl} cannot be worked with: ${message}`, {
      cause: error,
    });
  }
}

function sessionOf(
  context: RunContext,
  planning: Planning,
  client: ScimClient,
  capabilities: Capabilities,
): PushSession {
  const { target, run } = planning;
  const { config } = target;
  const learnt = recallLearnt(context.store, context.clock, config);
  return {
    target: config.id,
    run,
    startedAt: planning.startedAt,
    client,
    store: context.store,
    profile: config.profile,
    capabilities,
    users: { policy: config.users.policy, policies: target.policies },
    groups: config.groups.policy,
    concurrency: config.limits.concurrency,
    clock: context.clock,
    log: context.log,
    mapAnew: (entry) => mapAnew(planning, entry),
    seal: createSealer(context.store.sealKey(), config.id),
    learnt,
    verbs: rememberVerbs(config.profile, capabilities, learnt),
    claims: createClaims(),
    finder: new Finder({
      client,
      profile: config.profile,
      capabilities,
      learnt,
      log: context.log,
      match: { User: config.users.policy.match, Group: config.groups.policy.match },
      creates: once(() => context.store.journal.countCreates(run)),
    }),
    stop: context.stop,
    onLookUps: (choice) => context.onEvent({ kind: "lookUps", target: config.id, choice }),
    turns: createTurns(),
    removals: { impossible: undefined },
    isProtected: target.isProtected,
    siblings: target.siblings,
  };
}

/** Works it out when it is first asked for. */
function once<Value>(work: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => (known ??= { value: work() }).value;
}

/** Secrets are mapped again when they are sent, because they are never written down. */
function mapAnew({ store, target, now }: Planning, entry: EntryId): MappedAnew | undefined {
  const { id } = target.config;
  const user = store.directory.attributes(entry);
  const [key] = store.directory.keys([entry]);
  if (user === undefined || key === undefined) return undefined;
  const groups = target.users.usesGroups ? (store.targets.groupsOf([entry]).get(entry) ?? []) : [];
  const hasAccount = store.targets.link(id, entry) !== undefined;
  const desired = target.users.map({ user, key, groups, target: id, now }, hasAccount);
  if (desired.kind !== "desired") return undefined;
  const keyOf = keyResolver(store.directory);
  const accountOf = (name: SourceKey) => store.targets.accountOf(id, keyOf(name));
  const { resource, waiting } = resolveReferences(desired.resource, accountOf);
  return { resource, waiting: waiting.map(({ path }) => path) };
}
