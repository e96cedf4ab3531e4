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
  const all = !isOff(situation, path);
  const own = situation.stated.find((rule) => plainPath(rule.path) === plainPath(path));
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

/** Whether config or connector say `off` of an attribute, or of what it lies in. */
export function isOff({ stated }: SchemaSituation, path: string): boolean {
  const plain = plainPath(path);
  return stated.some((rule) => rule.off && covers(rule, plain));
}

/** Schemas know no filters: a rule for some values is one for all. */
function covers({ path }: PlacedRule, plain: string): boolean {
  const said = plainPath(path).replaceAll(/\[[^\]]*\]/g, "");
  return said === plain || plain.startsWith(`${said}.`) || plain.startsWith(`${said}:`);
}
