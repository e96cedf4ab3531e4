import { type PlacedRule, plainPath } from "../connector/attribute-rule.ts";
import type { SchemaAttribute } from "../scim/schema.ts";
import { relationOf } from "./attribute-path-set.ts";
import { stepsOf } from "./path-steps.ts";
import type { SchemaSituation } from "./schema-constraints.ts";

/** What of a schema's word on an attribute counts. */
export interface AskedOf {
  /** False when the attribute is `off`. */
  readonly all: boolean;
  readonly required: boolean;
  readonly plurality: boolean;
  readonly canonical: boolean;
  readonly isSecret: boolean;
}

/** What the schema asks and nobody nearer than the schema speaks of. */
export function askedOf(situation: SchemaSituation, attribute: SchemaAttribute, path: string): AskedOf {
  const plain = plainPath(path);
  const rules = situation.stated.filter((rule) => covers(rule, plain));
  const own = rules.find((rule) => withoutFilter(rule.path) === plain);
  const all = !rules.some(({ off }) => off);
  const steps = stepsOf(
    path,
    situation.schemas.map(({ id }) => id),
  );
  return {
    all,
    required: all && attribute.required && !attribute.readOnly && own?.required === undefined,
    plurality: all && own?.single === undefined,
    canonical: all && own?.enum === undefined,
    isSecret: situation.secret.some((one) => relationOf(one, steps) !== "apart"),
  };
}

function withoutFilter(path: string): string {
  return plainPath(path).replaceAll(/\[[^\]]*\]/g, "");
}

/** Whether a rule speaks of a path or, being `off`, of something it lies in. */
function covers(rule: PlacedRule, plain: string): boolean {
  const said = withoutFilter(rule.path);
  return said === plain || (rule.off && (plain.startsWith(`${said}.`) || plain.startsWith(`${said}:`)));
}
