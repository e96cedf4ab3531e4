import { isJsonObject, type Json } from "../canonical.ts";
import type { ConnectorProfile } from "../connector/profile.ts";

/** A setting, and who says so. */
export interface KnobInForce {
  /** Dotted path in a connector file. */
  readonly name: string;
  readonly value: Json;
  /** Such as `default`, `connector my-app`, `config`, `learnt`. */
  readonly from: string;
}

/** Settings of a connector profile by their dotted path. */
export interface Knobs {
  readonly profile: ConnectorProfile;
  inForce(name: string): KnobInForce;
}

export interface KnobSources {
  /** Who states the setting at this dotted path. */
  readonly originOf: (name: string) => string;
  /** What pushes found out of the target, by the names of `Facts`. */
  readonly learnt: ReadonlyMap<string, string>;
}

/** What is learnt stands in for a setting that leaves the choice to us. */
const factOf: Readonly<Record<string, string>> = {
  "users.update": "users.patch",
  "groups.update": "groups.patch",
  "matching.filter": "users.filter",
  "groups.removeMembers": "groups.removal",
  "groups.membersPerRequest": "groups.membersPerRequest",
  "endpoint.etag": "ifMatch",
};

/** The facts that stand in for settings. */
export const factNames: readonly string[] = [...new Set(Object.values(factOf))];

export function knobsOf(profile: ConnectorProfile, { originOf, learnt }: KnobSources): Knobs {
  return {
    profile,
    inForce(name) {
      const value = valueAt(profile as unknown as Json, name.split("."));
      const fact = learnt.get(factOf[name] ?? "");
      if (fact === undefined) return { name, value, from: originOf(name) };
      return { name, value, from: `${originOf(name)}, learnt: ${factOf[name] ?? ""} ${fact}` };
    },
  };
}

function valueAt(value: Json, steps: readonly string[]): Json {
  const found = steps.reduce<Json | undefined>(
    (under, step) => (isJsonObject(under) ? under[step] : undefined),
    value,
  );
  return found ?? null;
}
