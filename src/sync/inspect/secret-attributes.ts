import type { TargetConfig } from "../../config/config.ts";
import { attributesMentioned } from "../../mapping/mentions.ts";
import { withoutAll } from "../../plan/at-path.ts";
import { readPolicies } from "../../plan/attribute-policies.ts";
import { hidden } from "../../plan/secret-values.ts";
import type { Attributes } from "../../source/record.ts";

/** Names, in lower case, of the attributes of the source from which secrets are made, and nothing else. */
export function secretAttributes(targets: readonly TargetConfig[]): ReadonlySet<string> {
  const open = new Set(attributesMentioned(targets.map(withoutSecrets)).attributes);
  return new Set(attributesMentioned(targets).attributes.filter((name) => !open.has(name)));
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
