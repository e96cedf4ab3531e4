import { canonicalJson, fingerprint, type Json } from "../canonical.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { TargetConfig } from "../config/config.ts";
import { ConfigError, type Problem } from "../errors.ts";
import { createExpressionCompiler } from "../mapping/expression.ts";
import { compileGroupMapping, type GroupMapping } from "../mapping/map-group.ts";
import { compileUserMapping, type UserMapping } from "../mapping/map-user.ts";
import type { TemplateProblem } from "../mapping/resource-template.ts";
import { compileWildcards } from "../mapping/wildcard.ts";
import { managedAttributes } from "../plan/without-paths.ts";
import type { AttributeNames } from "../source/source.ts";

/** A target with everything compiled that decides what its accounts and groups shall look like. */
export interface Target {
  readonly config: TargetConfig;
  readonly users: UserMapping;
  readonly groups: GroupMapping;
  readonly managedUser: ReadonlySet<string>;
  readonly managedGroup: ReadonlySet<string>;
  readonly isProtected: (...names: readonly (string | undefined)[]) => boolean;
  /** Of all the above: when it changes, every record is thought about again. */
  readonly fingerprint: string;
}

/** Compiles the mappings of all targets; `any` leaves names of attributes unchecked. Throws `ConfigError` with every expression that is wrong. */
export function compileTargets(
  { config, locate }: LoadedConfig,
  names: AttributeNames | "any",
): readonly Target[] {
  const problems: Problem[] = [];
  const targets = config.targets.map((target) => {
    const found: TemplateProblem[] = [];
    const compiled = compileTarget(target, names, found);
    problems.push(...found.map((problem) => located(problem, locate)));
    return compiled;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return targets;
}

function compileTarget(
  config: TargetConfig,
  names: AttributeNames | "any",
  problems: TemplateProblem[],
): Target {
  const path = ["targets", config.id];
  const onUser = createExpressionCompiler({ user: namesOf(names, "users"), groups: true });
  const onGroup = createExpressionCompiler({ group: namesOf(names, "groups"), groups: false });
  const named = compileWildcards(config.protect);
  return {
    config,
    users: compileUserMapping(config.assign, config.users.template, path, onUser, problems),
    groups: compileGroupMapping(config.groups.template, path, onGroup, problems),
    managedUser: managedAttributes(config.users.template.attributes),
    managedGroup: managedAttributes(config.groups.template.attributes),
    isProtected: (...names) => names.some((name) => name !== undefined && named(name)),
    fingerprint: fingerprintOf(config),
  };
}

function namesOf(names: AttributeNames | "any", kind: keyof AttributeNames): readonly string[] | "any" {
  return names === "any" ? names : names[kind];
}

/** Credentials, pace and guards shape no resource, so changing them makes no record worth a second thought. */
function fingerprintOf(config: TargetConfig): string {
  const { assign, users, groups, protect, profile } = config;
  const knobs = { users: profile.users, groups: profile.groups };
  return fingerprint(
    canonicalJson(JSON.parse(JSON.stringify({ assign, users, groups, protect, knobs })) as Json),
  );
}

/** The place of an expression's error, in the file the user wrote. */
function located({ path, message, offset }: TemplateProblem, locate: LoadedConfig["locate"]): Problem {
  return { path: path.join("."), ...locate(path, offset), message };
}
