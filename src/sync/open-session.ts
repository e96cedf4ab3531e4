import { resolveReferences } from "../mapping/reference.ts";
import type { EntryId } from "../plan/operation.ts";
import { createSealer } from "../plan/secret-values.ts";
import { recallLearnt } from "../push/learnt.ts";
import { recoverGroups } from "../push/recover.ts";
import { createClaims, type MappedAnew, type PushSession, rememberVerbs } from "../push/session.ts";
import { ScimClient } from "../scim/client.ts";
import { type Capabilities, unknownCapabilities } from "../scim/discovery.ts";
import type { ScimError } from "../scim/scim-error.ts";
import type { NetworkError } from "../scim/transport.ts";
import type { SourceKey } from "../source/record.ts";
import { TargetError } from "../errors.ts";
import { keyResolver } from "./key-resolver.ts";
import type { Planning } from "./planning.ts";
import type { RunContext } from "./run-context.ts";
import type { Target } from "./target.ts";

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
  const { clock, random, log, abort, dispatcher } = context;
  return new ScimClient({
    baseUrl: config.baseUrl,
    credentials: config.credentials,
    limits: config.limits,
    contentType: config.profile.endpoint.contentType,
    headers: config.profile.endpoint.headers,
    clock,
    random,
    log,
    ...(abort === undefined ? {} : { signal: abort }),
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

/** Learns what an interrupted run did to groups, when there was one. */
export async function recoverInDoubt(
  context: RunContext,
  planning: Planning,
  connection: Connection,
): Promise<void> {
  const { store, target } = planning;
  if (store.targets.groupsInDoubt(target.config.id).length === 0) return;
  await recoverGroups(await openSession(context, planning, connection));
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
    if (error instanceof TargetError) throw error;
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
  };
}

/** Secrets are mapped again when they are sent, because they are never written down. */
function mapAnew({ store, target, now }: Planning, entry: EntryId): MappedAnew | undefined {
  const { id } = target.config;
  const attributes = store.directory.attributes(entry);
  if (attributes === undefined) return undefined;
  const groups = target.users.usesGroups ? (store.targets.groupsOf([entry]).get(entry) ?? []) : [];
  const hasAccount = store.targets.link(id, entry) !== undefined;
  const desired = target.users.map({ user: attributes, groups, target: id, now }, hasAccount);
  if (desired.kind !== "desired") return undefined;
  const keyOf = keyResolver(store.directory);
  const accountOf = (name: SourceKey) => store.targets.accountOf(id, keyOf(name));
  const { resource, waiting } = resolveReferences(desired.resource, accountOf);
  return { resource, waiting: waiting.map(({ path }) => path) };
}
