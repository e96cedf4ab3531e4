import { isJsonObject, type Json } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { Setup } from "./config-text.ts";
import type { SeenFile } from "./look-at-file.ts";
import { plainMapping, plainNames } from "./plain-mapping.ts";
import { proposeNames } from "./propose-names.ts";

/** What the user said. */
export interface Wishes {
  readonly target?: string;
  readonly url?: string;
  /** The environment variable with the credential. */
  readonly tokenEnv?: string;
  /** ISO 8601, such as `2026-01-31`. */
  readonly date: string;
}

/** A config to begin with, for a file that was looked at and a service that is known. */
export function makeSetup(
  seen: SeenFile & { readonly key: string },
  connector: string,
  profile: ConnectorProfile,
  { target, url, tokenEnv, date }: Wishes,
): Setup {
  const brought = mappingOf(profile);
  const wanted = brought === undefined ? plainNames : namesIn(brought);
  const { names, missing } = proposeNames(wanted, seen.names);
  return {
    seen,
    key: seen.key,
    names,
    missing,
    target: target ?? profile.name,
    connector,
    profile: tokenEnv === undefined ? profile : { ...profile, auth: { ...profile.auth, variable: tokenEnv } },
    baseUrl: url,
    attributes: brought === undefined ? plainMapping(missing) : undefined,
    date,
  };
}

function mappingOf({ defaults: { users } }: ConnectorProfile): Json | undefined {
  return isJsonObject(users) ? users["attributes"] : undefined;
}

function namesIn(mapping: Json): readonly string[] {
  const mentioned = [...JSON.stringify(mapping).matchAll(/\buser\.(\w+)/g)].map(([, name = ""]) => name);
  return [...new Set(mentioned)].filter((name) => name !== "key");
}
