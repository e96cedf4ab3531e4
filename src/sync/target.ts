import { canonicalJson, fingerprint, type Json } from "../canonical.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { TargetConfig } from "../config/config.ts";
import type { PlacedRule } from "../connector/attribute-rule.ts";
import { ConfigError, type Problem } from "../errors.ts";
import type { Desired } from "../mapping/desired.ts";
import type { ExpressionInput, KnownNames } from "../mapping/expression-input.ts";
import { createExpressionCompiler, type Expression } from "../mapping/expression.ts";
import type { LookupTables } from "../mapping/lookup-table.ts";
import { compileGroupMapping, type GroupMapping } from "../mapping/map-group.ts";
import { compileUserMapping, type UserMapping } from "../mapping/map-user.ts";
import { attributesMentioned } from "../mapping/mentions.ts";
import type { DirectoryNaming } from "../mapping/naming.ts";
import type { TemplateProblem } from "../mapping/resource-template.ts";
import { compileWildcards } from "../mapping/wildcard.ts";
import { readPaths, relationOf } from "../plan/attribute-path-set.ts";
import { type AttributePolicies, readPolicies } from "../plan/attribute-policies.ts";
import { compileRules, rejectBroken } from "../plan/constraints.ts";
import { type Managed, managedAttributes } from "../plan/managed.ts";
import { fitMapping, type FittedMapping, type NotSent } from "./fit-mapping.ts";
import { wantedAsKept } from "./as-kept.ts";
import { located } from "./located.ts";
import type { DirectoryNames } from "./read/attribute-names.ts";
import { digestsOf } from "./read/lookup-tables.ts";
import { digestOfNames, namingOf } from "./read/source-naming.ts";
import { misnamed } from "./read/stated-names.ts";
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
  /** What the connector's mapping has, and the source does not. */
  readonly notSent: readonly NotSent[];
  /** Where the config states what stands at a path of the attributes. */
  readonly whence: FittedMapping["whence"];
  /** Of all the above: when it changes, every record is thought about again. */
  readonly fingerprint: string;
}

/**
 * Compiles the mappings of all targets; `any` leaves names of attributes unchecked. Throws `ConfigError` with every
 * expression that is wrong, and every table that one looks up in.
 */
export function compileTargets(
  { config, locate }: LoadedConfig,
  names: DirectoryNames | "any",
  tables: LookupTables,
): readonly Target[] {
  const problems: Problem[] = names === "any" ? [] : [...misnamed(config, names)];
  const naming = namingOf(config);
  const targets = config.targets.map((target) => {
    const found: TemplateProblem[] = [];
    const siblings = siblingsOf(config.targets, target);
    const compiled = { ...compileTarget(target, { names, naming, tables, locate }, found), siblings };
    problems.push(...found.map((problem) => located(problem, locate)));
    return compiled;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return targets;
}

interface Surroundings extends Pick<LoadedConfig, "locate"> {
  readonly names: DirectoryNames | "any";
  readonly naming: DirectoryNaming;
  readonly tables: LookupTables;
}

function compileTarget(
  whole: TargetConfig,
  { names, naming, tables, locate }: Surroundings,
  problems: TemplateProblem[],
): Omit<Target, "siblings"> {
  const { config, notSent, tolerated, whence } = fitMapping(whole, naming, names, problems);
  const path = ["targets", config.id];
  const [user, group] = [namesOf(names, "users"), namesOf(names, "groups")];
  const [userNaming, groupNaming] = [naming.user, naming.group];
  const compiler = (user: KnownNames, group: KnownNames) => ({
    user: createExpressionCompiler({ user, userNaming, groups: true, tables }),
    group: createExpressionCompiler({ group, groupNaming, groups: false, tables }),
  });
  const strict = compiler(user, group);
  const lenient = tolerated.size === 0 ? strict : compiler("any", "any");
  const onUser: CompileExpression = (source) => (tolerated.has(source) ? lenient : strict).user(source);
  const onGroup: CompileExpression = (source) => (tolerated.has(source) ? lenient : strict).group(source);
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
    notSent,
    whence,
    fingerprint: fingerprintOf(config, naming, tables),
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

function namesOf(names: DirectoryNames | "any", kind: "users" | "groups"): readonly string[] | "any" {
  return names === "any" ? names : names[kind];
}

/** Credentials, pace and guards shape no resource, so changing them makes no record worth a second thought. */
function fingerprintOf(config: TargetConfig, naming: DirectoryNaming, lookUps: LookupTables): string {
  const mentioned = attributesMentioned([config]);
  const [tables, names] = [digestsOf(mentioned, lookUps), digestOfNames(naming, mentioned)];
  const { assign, users, groups, protect, profile } = config;
  const knobs = { users: profile.users, groups: profile.groups };
  const shaping = {
    assign,
    users,
    groups,
    protect,
    knobs,
    ...(tables.length > 0 && { tables }),
    ...(names.length > 0 && { names }),
  };
  return fingerprint(canonicalJson(JSON.parse(JSON.stringify(shaping)) as Json));
}
