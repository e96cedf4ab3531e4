import type { Json } from "../canonical.ts";
import { type Assignment, compileAssignment } from "./assign.ts";
import type { Desired } from "./desired.ts";
import type { Expression } from "./expression.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { holdsText } from "./holds-text.ts";
import { compileLeavesWhen } from "./leaves-when.ts";
import { MappingError } from "./mapping-error.ts";
import { compileSchemas } from "./resource-schemas.ts";
import { compileTemplate, type TemplateProblem } from "./resource-template.ts";
import type { AssignTemplate, TemplatePath, UserTemplate } from "./template.ts";

/** Maps user records for one target. */
export interface UserMapping extends Pick<Assignment, "explainAssignment"> {
  /** Whether `input.groups` is looked at. */
  readonly usesGroups: boolean;
  /**
   * The answer, and until when it is that if the clock alone can change it. Whoever has no account and is not assigned
   * is not asked whether they leave.
   */
  map(input: ExpressionInput, hasAccount?: boolean): Desired;
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
  const schemas = compileSchemas("User", users.attributes);
  const leaves =
    users.leavesWhen === undefined
      ? undefined
      : compileLeavesWhen(users.leavesWhen, [...path, "users", "leavesWhen"], compile, problems);
  function map(input: ExpressionInput, hasAccount: boolean): Desired {
    const decision = assignment.decide(input);
    const reason = decision.assigned || hasAccount ? leaves?.reasonOf(input) : undefined;
    if (reason !== undefined) return { kind: "outOfScope", cause: "mapped", clause: reason };
    if (!decision.assigned) return { kind: "outOfScope", cause: "unassigned", clause: decision.clause };
    const filled = template.fill(input, { schemas: schemas.all });
    const active = readActive(filled["active"]);
    if (active === undefined) return { kind: "rejected", reason: "active: gives neither true nor false" };
    if (!active) {
      return { kind: "outOfScope", cause: "disabled", clause: "users.attributes.active is false" };
    }
    if (!holdsText(filled, "userName")) return { kind: "rejected", reason: "userName is empty" };
    schemas.settle(filled);
    filled["active"] = true;
    return { kind: "desired", resource: filled, clause: decision.clause };
  }
  return {
    usesGroups: assignment.usesGroups || template.usesGroups || leaves?.usesGroups === true,
    map: notingUntil((input, hasAccount) => rejectOnFailure(() => map(input, hasAccount))),
    explainAssignment: (input) => assignment.explainAssignment(input),
  };
}

/**
 * Makes a mapping keep the first moment at which its answer may become another. Nothing is waited for while a record is
 * mapped, so one note serves all records in turn.
 */
function notingUntil(map: (input: ExpressionInput, hasAccount: boolean) => Desired): UserMapping["map"] {
  let until = Infinity;
  let tell: ExpressionInput["changesAt"];
  function changesAt(moment: number): void {
    until = Math.min(until, moment);
    tell?.(moment);
  }
  return (input, hasAccount = false) => {
    until = Infinity;
    tell = input.changesAt;
    // Field by field: a spread costs as much as filling a small template.
    const { user = {}, key = "", groups = [], target, now } = input;
    const noting: Required<Omit<ExpressionInput, "group">> = { user, key, groups, target, now, changesAt };
    const desired = map(noting, hasAccount);
    return until === Infinity ? desired : { ...desired, until };
  };
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
