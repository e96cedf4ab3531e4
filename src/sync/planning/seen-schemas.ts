import { canonicalJson, fingerprint, type Json } from "../../canonical.ts";
import type { Clock } from "../../clock.ts";
import { StoppedError } from "../../errors.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import type { ScimSchema } from "../../scim/schema.ts";
import { unknownCapabilities } from "../../scim/discovery.ts";
import type { SeenSchemas } from "../../store/schema-store.ts";
import type { Connection } from "../open-session.ts";
import type { Planning } from "./planning.ts";

type About = Pick<Planning, "store" | "target">;

/** For so long what was seen is taken for true: a day. */
const freshFor = 86_400_000;
/** Schemas that take more text than this describe no users and groups. */
const longest = 2_000_000;

/** The target's schemas as they were last seen; undefined when they were not, or are not to be believed. */
export function seenSchemas({ store, target }: About): SeenSchemas | undefined {
  const { id, baseUrl, profile } = target.config;
  const { discovery, schemas } = profile.endpoint;
  if (discovery !== "trust" || schemas !== "trust") return undefined;
  const seen = store.schemas.seen(id);
  return seen?.baseUrl === baseUrl ? seen : undefined;
}

/** True when records were last thought about under other schemas than those seen since. */
export function haveSchemasMoved(about: About): boolean {
  const seen = seenSchemas(about);
  return seen !== undefined && seen.applied !== seen.digest;
}

/** Keeps what thinking about records, or about all of them, showed about the schemas. */
export function keepVerdict(about: About, whole: boolean, suspect: readonly string[]): void {
  const seen = seenSchemas(about);
  if (seen === undefined) return;
  about.store.schemas.put(about.target.config.id, {
    ...seen,
    suspect,
    ...(whole && { applied: seen.digest }),
  });
}

/** True when the target may have schemas and was never asked. */
export function areSchemasUnseen({ store, target }: About): boolean {
  const { discovery, schemas } = target.config.profile.endpoint;
  return discovery === "trust" && schemas === "trust" && seenSchemas({ store, target }) === undefined;
}

/** True when the next push asks for them: they were not seen within a day. */
export function areSchemasDue(about: About, now: number): boolean {
  const seen = seenSchemas(about);
  return seen === undefined ? areSchemasUnseen(about) : now - seen.at >= freshFor;
}

/**
 * Asks the target for its schemas, unless they were seen within a day, and keeps them. Whatever goes wrong with that is
 * no reason not to work with the target: it has no schemas then.
 */
export async function learnSchemas(about: About, connection: Connection, clock: Clock): Promise<void> {
  const { store, target } = about;
  const now = clock.now();
  if (!areSchemasDue(about, now)) return;
  const seen = seenSchemas(about);
  const schemas = await askSchemas(connection);
  if (schemas === undefined) return;
  const digest = fingerprint(canonicalJson(schemas as unknown as Json));
  const { id, baseUrl } = target.config;
  const suspect = seen?.digest === digest ? seen.suspect : [];
  // No schemas ask nothing of anybody.
  const applied = schemas.length === 0 ? digest : seen?.applied;
  store.schemas.put(id, {
    baseUrl,
    at: now,
    digest,
    schemas,
    suspect,
    ...(applied !== undefined && { applied }),
  });
}

/** Undefined when no answer came, so that the next run asks again. */
async function askSchemas({ client, capabilities }: Connection): Promise<readonly ScimSchema[] | undefined> {
  const able = await capabilities().catch(() => undefined);
  if (able === undefined) return undefined;
  if (able === unknownCapabilities) return [];
  try {
    const schemas = (await client.schemas()) ?? [];
    return JSON.stringify(schemas).length > longest ? [] : schemas;
  } catch (error) {
    return error instanceof NetworkError || error instanceof StoppedError ? undefined : [];
  }
}
