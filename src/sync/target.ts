import { canonicalJson, fingerprint, type Json } from "../canonical.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { TargetConfig } from "../config/config.ts";
import type { PlacedRule } from "../connector/attribute-rule.ts";
import { ConfigError, type Problem } from "../errors.ts";
import type { Desired } from "../mapping/desired.ts";
import type { ExpressionInput } from "../mapping/expression-input.ts";
import { createExpressionCompiler, type Expression } from "../mapping/expression.ts";
import type { LookupTables } from "../mapping/lookup-table.ts";
import { compileGroupMapping, type GroupMapping } from "../mapping/map-group.ts";
import { compileUserMapping, type UserMapping } from "../mapping/map-user.ts";
import { attributesMentioned } from "../mapping/mentions.ts";
import type { TemplateProblem } from "../mapping/resource-template.ts";
import { compileWildcards } from "../mapping/wildcard.ts";
import { readPaths, relationOf } from "../plan/attribute-path-set.ts";
import { type AttributePolicies, readPolicies } from "../plan/attribute-policies.ts";
import { compileRules, rejectBroken } from "../plan/constraints.ts";
import { type Managed, managedAttributes } from "../plan/managed.ts";
import type { AttributeNames } from "../source/source.ts";
import { wantedAsKept } from "./as-kept.ts";
import { located } from "./located.ts";
import { digestsOf } from "./read/lookup-tables.ts";
import { type NamedGroup, namedGroups } from "./groups/named-groups.ts";
import { siblingsOf } from "./siblings.ts";

type CompileExpression = (source: string) => Expression;

/** A mapping whose results that break a rule of config or connector are rejected. */
export interface RuledUserMapping extends UserMapping {
  /** Of what is sent on create only, whoever has an account is asked nothing. */
  map(input: ExpressionInput, hasAccount?: boolean): Desired;
}

/** A target with everything compiled that decides what its accounts and groups shall look like. */
export interface Target {
  readonly config: TargetConfig;
  readonly users: RuledUserMapping;
  readonly groups: GroupMapping;
  readonly policies: AttributePolicies;
  readonly managedUser: Managed;
  readonly managedGroup: Managed;
  /** Other targets of the config with the same baseUrl. */
  readonly siblings: readonly string[];
  /** Groups that `assign` names in full. */
  readonly namedGroups: readonly NamedGroup[];
  readonly isProtected: (...names: readonly (string | undefined)[]) => boolean;
  /** Compiles further expressions of this target, to explain it. */
  readonly compile: { readonly user: CompileExpression; readonly group: CompileExpression };
  /** Of all the above: when it changes, every record is thought about again. */
  readonly fingerprint: string;
}

/**
 * Compiles the mappings of all targets; `any` leaves names of attributes unchecked. Throws `ConfigError` with every
 * expression that is wrong, and every table that one looks up in.
 */
export function compileTargets(
  { config, locate }: LoadedConfig,
  names: AttributeNames | "any",
  tables: LookupTables,
): readonly Target[] {
  const problems: Problem[] = [];
  const targets = config.targets.map((target) => {
    const found: TemplateProblem[] = [];
    const siblings = siblingsOf(config.targets, target);
    const compiled = { ...compileTarget(target, { names, tables, locate }, found), siblings };
    problems.push(...found.map((problem) => located(problem, locate)));
    return compiled;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return targets;
}

interface Surroundings extends Pick<LoadedConfig, "locate"> {
  readonly names: AttributeNames | "any";
  readonly tables: LookupTables;
}

function compileTarget(
  config: TargetConfig,
  { names, tables, locate }: Surroundings,
  problems: TemplateProblem[],
): Omit<Target, "siblings"> {
  const path = ["targets", config.id];
  const onUser = createExpressionCompiler({ user: namesOf(names, "users"), groups: true, tables });
  const onGroup = createExpressionCompiler({ group: namesOf(names, "groups"), groups: false, tables });
  const named = compileWildcards(config.protect);
  const policies = readPolicies(config.users.template, config.profile.users);
  const groups = compileGroupMapping(config.groups.template, path, onGroup, problems);
  const checkGroup = compileRules(config.groups.rules, config.groups.template.attributes, []);
  return {
    config,
    users: withRules(
      compileUserMapping(config.assign, config.users.template, path, onUser, problems),
      config.users,
      { ...policies, facts: config.profile.users },
    ),
    groups: {
      linkOf: (name) => groups.linkOf(name),
      map(name, input) {
        const desired = groups.map(name, input);
        return groups.linkOf(name) === undefined ? rejectBroken(desired, checkGroup) : desired;
      },
    },
    policies,
    namedGroups: namedGroups(config, locate),
    managedUser: managedAttributes(config.users.template.attributes),
    managedGroup: managedAttributes(config.groups.template.attributes),
    isProtected: (...names) => names.some((name) => name !== undefined && named(name)),
    compile: { user: onUser, group: onGroup },
    fingerprint: fingerprintOf(config, digestsOf(attributesMentioned([config]), tables)),
  };
}

function withRules(
  users: UserMapping,
  { rules, template }: TargetConfig["users"],
  { createOnly, secret, facts }: AttributePolicies & { readonly facts: TargetConfig["profile"]["users"] },
): RuledUserMapping {
  const isSettled = ({ path }: PlacedRule) =>
    readPaths([path], template.attributes).some(({ steps }) =>
      createOnly.some((one) => relationOf(one, steps) === "covers"),
    );
  const asKept = wantedAsKept(facts, template.attributes);
  const checkNew = compileRules(rules, template.attributes, secret);
  const lasting = rules.filter((rule) => !isSettled(rule));
  const checkLinked =
    lasting.length === rules.length ? checkNew : compileRules(lasting, template.attributes, secret);
  return {
    ...users,
    map: (input, hasAccount = false) =>
      rejectBroken(asKept(users.map(input, hasAccount)), hasAccount ? checkLinked : checkNew),
  };
}

function namesOf(names: AttributeNames | "any", kind: keyof AttributeNames): readonly string[] | "any" {
  return names === "any" ? names : names[kind];
}

/** Credentials, pace and guards shape no resource, so changing them makes no record worth a second thought. */
function fingerprintOf(config: TargetConfig, tables: readonly string[]): string {
  const { assign, users, groups, protect, profile } = config;
  const knobs = { users: profile.users, groups: profile.groups };
  const shaping = { assign, users, groups, protect, knobs, ...(tables.length > 0 && { tables }) };
  return fingerprint(canonicalJson(JSON.parse(JSON.stringify(shaping)) as Json));
}
