import type { ExplainedClause } from "../../mapping/assign.ts";
import { compileWhere } from "../../mapping/condition.ts";
import type { ExpressionInput } from "../../mapping/expression-input.ts";
import { MappingError } from "../../mapping/mapping-error.ts";
import { compileWildcards } from "../../mapping/wildcard.ts";
import type { EntryId } from "../../plan/operation.ts";
import { isoTime } from "../../clock.ts";
import type { DirectoryStore } from "../../store/directory-store.ts";
import type { GroupWord } from "../../store/group-word-store.ts";
import { pathToGroup } from "./group-path.ts";
import type { Target } from "../target.ts";

/** One thing that the config says of who is in scope, and whether it holds for a record. */
export interface ScopeClause extends ExplainedClause {
  /** The groups through which a user is in the group that it names, when that is nested: the user's own first. */
  readonly via?: readonly string[];
}

/** Every clause of `assign`, for a user. */
export function explainUserScope(
  target: Target,
  input: ExpressionInput,
  entry: EntryId,
  directory: Pick<DirectoryStore, "groupsWith">,
): readonly ScopeClause[] {
  return target.users.explainAssignment(input).map((clause) => {
    const group = input.groups?.find((name) => clause.holds && clause.clause.endsWith(`: member of ${name}`));
    const via = group === undefined ? undefined : pathToGroup(directory, entry, group);
    return via === undefined || via.length < 2 ? clause : { ...clause, via };
  });
}

/** Every clause of `groups.push`, `groups.where` and `groups.link`, and what commands said, for a group. */
export function explainGroupScope(
  target: Target,
  name: string,
  input: ExpressionInput,
  word: GroupWord = {},
): readonly ScopeClause[] {
  const { push, where } = target.config.groups.template;
  const naming = push.find((pattern) => compileWildcards([pattern])(name));
  const linkTo = target.groups.linkOf(name);
  return [
    ...wordClauses(word),
    ...(linkTo === undefined ? [] : [{ clause: `groups.link: ${linkTo}`, holds: true, excludes: false }]),
    ...(push.length === 0
      ? []
      : [
          {
            clause: `groups.push: ${naming ?? push.join(", ")}`,
            holds: naming !== undefined,
            excludes: false,
          },
        ]),
    ...(where === undefined ? [] : [whereClause(target, where, input)]),
  ];
}

function wordClauses({ pausedSince, letGo, linkTo }: GroupWord): readonly ScopeClause[] {
  return [
    ...(pausedSince === undefined ? [] : [withholding("pause", pausedSince)]),
    ...(letGo === undefined ? [] : [withholding("unlink", letGo.since)]),
    ...(linkTo === undefined
      ? []
      : [{ clause: `the command groups link: ${linkTo}`, holds: true, excludes: false }]),
  ];
}

function withholding(what: string, since: number): ScopeClause {
  return { clause: `the command groups ${what}, since ${isoTime(since)}`, holds: true, excludes: true };
}

function whereClause(target: Target, where: string, input: ExpressionInput): ScopeClause {
  const stated = { clause: `groups.where: ${where}`, excludes: false };
  try {
    const condition = compileWhere(where, ["groups", "where"], target.compile.group, []);
    return { ...stated, holds: condition?.holds(input) === true };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { ...stated, holds: false, failed: error.message };
  }
}
