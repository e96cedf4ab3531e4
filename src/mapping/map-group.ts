import { compileWhere } from "./condition.ts";
import type { Desired } from "./desired.ts";
import type { Expression } from "./expression.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { holdsText } from "./holds-text.ts";
import { rejectOnFailure } from "./map-user.ts";
import { compileSchemas } from "./resource-schemas.ts";
import { compileTemplate, type TemplateProblem } from "./resource-template.ts";
import type { GroupTemplate, TemplatePath } from "./template.ts";
import { compileWildcards } from "./wildcard.ts";

/** Maps group records for one target. */
export interface GroupMapping {
  map(name: string, input: ExpressionInput): Desired;
}

/** Compiles `groups` of a target; problems are appended to `problems`. */
export function compileGroupMapping(
  groups: GroupTemplate,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): GroupMapping {
  const pushed = compileWildcards(groups.push);
  const where =
    groups.where === undefined
      ? undefined
      : compileWhere(groups.where, [...path, "groups", "where"], compile, problems);
  const template = compileTemplate(groups.attributes, [...path, "groups", "attributes"], compile, problems);
  const schemas = compileSchemas("Group", groups.attributes);
  function map(name: string, input: ExpressionInput): Desired {
    const clause = pushed(name) ? "groups.push" : where?.holds(input) === true ? "groups.where" : undefined;
    if (clause === undefined)
      return { kind: "outOfScope", cause: "unassigned", clause: "groups.push names it not" };
    const filled = template.fill(input, { schemas: schemas.all });
    if (!holdsText(filled, "displayName")) return { kind: "rejected", reason: "displayName is empty" };
    schemas.settle(filled);
    return { kind: "desired", resource: filled, clause };
  }
  return { map: (name, input) => rejectOnFailure(() => map(name, input)) };
}
