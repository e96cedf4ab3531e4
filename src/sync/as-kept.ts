import type { Json, JsonObject } from "../canonical.ts";
import { isJsonObject } from "../canonical.ts";
import { notKeptBy } from "../config/left-out.ts";
import { givesAttribute } from "../config/attribute-presence.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { Desired } from "../mapping/desired.ts";
import { alterAll, withoutAll } from "../plan/at-path.ts";
import { readPaths } from "../plan/attribute-path-set.ts";

/** What is wanted as the service will keep it, so that there is nothing to compare that would differ for ever. */
export function wantedAsKept(
  users: ConnectorProfile["users"],
  template: JsonObject,
): (desired: Desired) => Desired {
  // What an expression gives as a whole could not be left out of the template.
  const hidden = [...users.refuses, ...notKeptBy(users)].filter((path) => givesAttribute(template, path));
  const [left, lowered] = [readPaths(hidden, template), readPaths(users.lowerCases, template)];
  if (left.length + lowered.length === 0) return (desired) => desired;
  return (desired) => {
    if (desired.kind !== "desired") return desired;
    return { ...desired, resource: alterAll(withoutAll(desired.resource, left), lowered, inLowerCase) };
  };
}

/** References and seals begin with a NUL, and stay. */
function inLowerCase(value: Json): Json {
  if (typeof value === "string") return value.startsWith("\u0000") ? value : value.toLowerCase();
  if (Array.isArray(value)) return value.map((item: Json) => inLowerCase(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inLowerCase(item)]));
}
