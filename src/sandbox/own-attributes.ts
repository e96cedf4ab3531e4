import { isJsonObject, type JsonObject } from "../canonical.ts";
import { type Attribute, attribute } from "./attribute.ts";

/**
 * Names at the top of an account that a profile maps, such as `metadata`, extensions left out. The mapping of a profile is
 * what the service's own guide asks for; what the RFC has of them is as there.
 */
export function mappedNames(defaults: JsonObject): readonly string[] {
  const users = defaults["users"];
  const mapped = isJsonObject(users) ? users["attributes"] : undefined;
  const names = isJsonObject(mapped)
    ? Object.keys(mapped).map((path) => /^[^.[]+/.exec(path)?.[0] ?? path)
    : [];
  return [...new Set(names)].filter((name) => !/^urn:/i.test(name));
}

/** An attribute of the service's own, which holds whatever it is given. */
export function ownAttribute(name: string): Attribute {
  return attribute(name, "Of the service's own.", { type: "any" });
}
