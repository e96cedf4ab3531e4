import { compileWhere } from "./condition.ts";
import type { Desired } from "./desired.ts";
import type { Expression } from "./expression.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { holdsText } from "./holds-text.ts";
import { rejectOnFailure } from "./map-user.ts";
import { compileSchemas } from "./resource-schemas.ts";
import { compileTemplate, type TemplateProblem } from "./resource-template.ts";
import type { GroupTemplate, TemplatePath } from "./template.ts";
import { compileWildcards, foldWildcard } from "./wildcard.ts";

/** Maps group records for one target. */
export interface GroupMapping {
  map(name: string, input: ExpressionInput): Desired;
  /** Id or displayName of the group of the target's own to which the config links the group of that name. */
  linkOf(name: string): string | undefined;
}

/** What is wanted of a group that is linked to one of the target's own: its members, and nothing of its attributes. */
export function borrowing(name: string): Desired {
  return { kind: "desired", resource: { displayName: name }, clause: "groups.link" };
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
  const links = new Map(Object.entries(groups.link ?? {}).map(([name, to]) => [foldWildcard(name), to]));
  const linkOf = (name: string) => (links.size === 0 ? undefined : links.get(foldWildcard(name)));
  function map(name: string, input: ExpressionInput): Desired {
    if (linkOf(name) !== undefined) return borrowing(name);
    const clause = pushed(name) ? "groups.push" : where?.holds(input) === true ? "groups.where" : undefined;
    if (clause === undefined)
      return { kind: "outOfScope", cause: "unassigned", clause: "groups.push names it not" };
    const filled = template.fill(input, { schemas: schemas.all });
    if (!holdsText(filled, "displayName")) return { kind: "rejected", reason: "displayName is empty" };
    schemas.settle(filled);
    return { kind: "desired", resource: filled, clause };
  }
  return { map: (name, input) => rejectOnFailure(() => map(name, input)), linkOf };
}
