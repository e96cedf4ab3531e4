import type { Json, JsonObject } from "../canonical.ts";
import { textAt } from "../scim/attribute-value.ts";
import { schemasOf } from "../scim/resource.ts";
import { compileAssignment } from "./assign.ts";
import type { Desired } from "./desired.ts";
import type { Expression } from "./expression.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { compileTemplate, MappingError, type TemplateProblem } from "./resource-template.ts";
import type { AssignTemplate, TemplatePath, UserTemplate } from "./template.ts";

/** Maps user records for one target. */
export interface UserMapping {
  /** Whether `input.groups` is looked at. */
  readonly usesGroups: boolean;
  /** The answer, and until when it is that if the clock alone can change it. */
  map(input: ExpressionInput): Desired;
}

/** Compiles `assign` and `users.attributes` of a target; problems are appended to `problems`. */
export function compileUserMapping(
  assign: AssignTemplate,
  users: UserTemplate,
  path: TemplatePath,
  compile: (source: string) => Expression,
  problems: TemplateProblem[],
): UserMapping {
  const assignment = compileAssignment(assign, [...path, "assign"], compile, problems);
  const template = compileTemplate(users.attributes, [...path, "users", "attributes"], compile, problems);
  function map(input: ExpressionInput): Desired {
    const decision = assignment.decide(input);
    if (!decision.assigned) return { kind: "outOfScope", cause: "unassigned", clause: decision.clause };
    const filled = template.fill(input);
    const active = readActive(filled["active"]);
    if (active === undefined) return { kind: "rejected", reason: "active: gives neither true nor false" };
    if (!active) {
      return { kind: "outOfScope", cause: "disabled", clause: "users.attributes.active is false" };
    }
    return asUser(filled, decision.clause);
  }
  return {
    usesGroups: assignment.usesGroups || template.usesGroups,
    map: (input) => mapUntil(input, map),
  };
}

/** Maps, and keeps the first moment at which the answer may become another. */
function mapUntil(input: ExpressionInput, map: (input: ExpressionInput) => Desired): Desired {
  let until = Infinity;
  const noting: ExpressionInput = {
    ...input,
    changesAt(moment) {
      until = Math.min(until, moment);
      input.changesAt?.(moment);
    },
  };
  const desired = rejectOnFailure(() => map(noting));
  return until === Infinity ? desired : { ...desired, until };
}

/** Runs a mapping; a failure of it rejects the record. */
export function rejectOnFailure(map: () => Desired): Desired {
  try {
    return map();
  } catch (error) {
    if (error instanceof MappingError) return { kind: "rejected", reason: error.message };
    throw error;
  }
}

/** Nothing stated means active. What is neither true nor false must not pass for either: access hangs on it. */
function readActive(value: Json | undefined): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value ?? true;
  const text = typeof value === "string" ? value.toLowerCase() : "";
  return text === "true" ? true : text === "false" ? false : undefined;
}

function asUser(filled: JsonObject, clause: string): Desired {
  const userName = textAt(filled, "userName");
  if (userName === undefined) return { kind: "rejected", reason: "userName is empty" };
  const resource = { schemas: schemasOf("User", filled), ...filled, active: true };
  return { kind: "desired", resource, clause };
}
