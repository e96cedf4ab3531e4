import type { Config, TargetConfig } from "../../config/config.ts";
import { attributesMentioned } from "../../mapping/mentions.ts";
import type { Naming, Way } from "../../mapping/naming.ts";
import { withoutAll } from "../../plan/at-path.ts";
import { readPolicies } from "../../plan/attribute-policies.ts";
import { hidden } from "../../plan/secret-values.ts";
import type { Attributes } from "../../source/record.ts";
import { namingOf } from "../read/source-naming.ts";

/** Names, in lower case, of the attributes of the source from which secrets are made, and nothing else. */
export function secretAttributes(config: Pick<Config, "sources" | "merge" | "targets">): ReadonlySet<string> {
  const { targets } = config;
  const naming = namingOf(config);
  const certain = { user: onlyCertain(naming.user), group: onlyCertain(naming.group) };
  const open = new Set(attributesMentioned(targets.map(withoutSecrets), [], certain).attributes);
  return new Set(attributesMentioned(targets, [], naming).attributes.filter((name) => !open.has(name)));
}

/** What may be one attribute or another is not said to be shown. */
function onlyCertain(naming: Naming): Naming {
  function ways(name: string): readonly Way[] {
    const all = naming.ways(name);
    return all.length === 1 ? all : [];
  }
  return { ...naming, ways };
}

function withoutSecrets({ assign, users, groups }: TargetConfig) {
  const { template } = users;
  const attributes = withoutAll(template.attributes, readPolicies(template).secret);
  return { assign, users: { template: { ...template, attributes } }, groups };
}

/** The attributes of a record with the values of some hidden. */
export function hideAttributes(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, names.has(name) ? hidden : value]),
  );
}
