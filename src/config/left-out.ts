import type { JsonObject } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { withoutAll } from "../plan/at-path.ts";
import { readPaths } from "../plan/attribute-path-set.ts";
import { givesAttribute } from "./attribute-presence.ts";

type Users = Pick<ConnectorProfile["users"], "drops" | "externalId" | "refuses">;

/** Attributes that the service does not keep: nobody is found by them, and there is nothing to compare. */
export function notKeptBy({ drops, externalId }: Users): readonly string[] {
  return externalId === "ignored" ? [...drops, "externalId"] : drops;
}

/** The template without what the service refuses, or takes and does not keep. */
export function sendable(attributes: JsonObject, users: Users): JsonObject {
  return withoutAll(attributes, readPaths([...users.refuses, ...notKeptBy(users)], attributes));
}

/** Attributes of the template that would make requests fail. */
export function refusedIn(attributes: JsonObject, { refuses }: Users): readonly string[] {
  return refuses.filter((path) => givesAttribute(attributes, path));
}
