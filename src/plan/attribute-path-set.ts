import { isSchemaUrn } from "../scim/resource.ts";
import { type Step, stepsOf } from "./path-steps.ts";

/** A path of a policy, read once. */
export interface ReadPath {
  readonly path: string;
  readonly steps: readonly Step[];
}

/** Reads paths of policies; a bare URN among the names of `template` stands for the whole extension. */
export function readPaths(paths: readonly string[], template: object): readonly ReadPath[] {
  if (paths.length === 0) return [];
  const schemas = Object.keys(template).filter(isSchemaUrn);
  return paths.map((path) => ({ path, steps: stepsOf(path, schemas) }));
}

/** How what a policy names lies to what a change touches. */
export type Relation =
  /** All that the change touches is named. */
  | "covers"
  /** Some of it is. */
  | "within"
  | "apart";

export function relationOf(named: ReadPath, changed: readonly Step[]): Relation {
  const both = Math.min(named.steps.length, changed.length);
  for (let at = 0; at < both; at += 1) {
    const relation = relationOfSteps(named.steps[at], changed[at]);
    if (relation !== "covers") return relation;
  }
  return named.steps.length <= changed.length ? "covers" : "within";
}

function relationOfSteps(named: Step | undefined, changed: Step | undefined): Relation {
  if (named?.folded !== changed?.folded) return "apart";
  if (named?.picks === undefined) return "covers";
  const [one, other] = [named.picks.type?.toLowerCase(), changed?.picks?.type?.toLowerCase()];
  if (one === undefined || other === undefined) return "within";
  return one === other ? "covers" : "apart";
}
