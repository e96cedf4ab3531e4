import { fingerprint } from "../../canonical.ts";
import type { DynamicGroup } from "../../config/config.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { ConfigError, type Problem } from "../../errors.ts";
import { compileWhere, type Condition } from "../../mapping/condition.ts";
import { createExpressionCompiler } from "../../mapping/expression.ts";
import type { LookupTables } from "../../mapping/lookup-table.ts";
import { MappingError } from "../../mapping/mapping-error.ts";
import { attributesMentioned } from "../../mapping/mentions.ts";
import type { TemplateProblem } from "../../mapping/resource-template.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { RecordBatch, SourceKey } from "../../source/record.ts";
import type { AttributeNames } from "../../source/source.ts";
import type { DirectoryStore, DirectoryEntry } from "../../store/directory-store.ts";
import { located } from "../located.ts";
import { digestsOf } from "./lookup-tables.ts";
import { digestOfNames, namingOf } from "./source-naming.ts";

const PAGE = 1_000;

/** The dynamic groups of a config, to be filled once the names of attributes are known. */
export interface DynamicGroups {
  readonly groups: readonly DynamicGroup[];
  /** As records of a source, so that they come, go and clash with others like any group. */
  readonly records: RecordBatch;
  /** Of the definitions: when it changes, all users are asked anew. */
  readonly fingerprint: string;
  /** Throws `ConfigError` with every condition that is wrong. */
  compile(names: AttributeNames | "any"): readonly CompiledGroup[];
  /** Told how many conditions could not be evaluated; those users stay what they were. */
  onFailures(count: number): void;
}

export function createDynamicGroups(
  loaded: LoadedConfig,
  tables: LookupTables,
  onFailures: (count: number) => void,
): DynamicGroups {
  const { dynamicGroups: groups, file } = loaded.config;
  const wheres = groups.map(({ where }) => where);
  const mentioned = attributesMentioned([], wheres);
  const digests = [...digestsOf(mentioned, tables), ...digestOfNames(namingOf(loaded.config), mentioned)];
  return {
    groups,
    records: groupRecords(groups, file),
    fingerprint: groups.length === 0 ? "" : fingerprint(JSON.stringify(groups) + digests.join(" ")),
    compile: (names) => compileGroups(loaded, names, tables),
    onFailures,
  };
}

/** A dynamic group whose condition can be asked. */
export interface CompiledGroup extends DynamicGroup {
  readonly condition: Condition;
}

function compileGroups(
  { config, locate }: LoadedConfig,
  names: AttributeNames | "any",
  tables: LookupTables,
): readonly CompiledGroup[] {
  const problems: Problem[] = [];
  const user = names === "any" ? "any" : names.users;
  const { user: userNaming } = namingOf(config);
  const compile = createExpressionCompiler({ user, userNaming, groups: false, tables });
  const groups = config.dynamicGroups.flatMap((group) => {
    const found: TemplateProblem[] = [];
    const condition = compileWhere(group.where, ["dynamicGroups", group.key, "where"], compile, found);
    problems.push(...found.map((problem) => located(problem, locate)));
    return condition === undefined ? [] : [{ ...group, condition }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return groups;
}

function groupRecords(groups: readonly DynamicGroup[], file: string): RecordBatch {
  return {
    kind: "groups",
    file,
    records: groups.map(({ key, name }, index) => ({
      key: key as SourceKey,
      name,
      aliases: [],
      line: index + 1,
      fingerprint: fingerprint(`${key}\n${name}`),
      attributes: () => ({ name }),
    })),
  };
}

/** Which users are asked, and when. */
export interface DynamicUpdate {
  readonly revision: number;
  /** Those that changed in this read, or all: when the definitions did, or time has come for an answer to change. */
  readonly which: "changed" | "all";
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface DynamicOutcome {
  /** Conditions that could not be evaluated; those users stay what they were. */
  readonly failed: number;
  /** The next moment at which an answer changes by itself. */
  readonly until: number | undefined;
}

/** Brings the members of dynamic groups up to date. */
export function updateDynamicMembers(
  directory: DirectoryStore,
  groups: readonly CompiledGroup[],
  update: DynamicUpdate,
): DynamicOutcome {
  if (groups.length === 0) return { failed: 0, until: undefined };
  const wanted = update.which === "all" ? "all" : update.revision;
  const known = directory.find(
    "group",
    groups.map(({ key }) => key as SourceKey),
  );
  let failed = 0;
  let until: number | undefined;
  function ask({ condition }: CompiledGroup, user: DirectoryEntry): boolean | undefined {
    return belongs(condition, user, update.now, (moment) => {
      until = Math.min(until ?? moment, moment);
    });
  }
  let page = directory.entriesOf("user", wanted, 0, PAGE);
  while (page.length > 0) {
    for (const group of groups) {
      const id = known.get(group.key as SourceKey)?.id;
      const answers = page.map((user) => ({ entry: user.entry, belongs: ask(group, user) }));
      failed += answers.filter(({ belongs }) => belongs === undefined).length;
      if (id !== undefined) moveMembers(directory, id, answers, update.revision);
    }
    page = directory.entriesOf("user", wanted, page.at(-1)?.entry ?? 0, PAGE);
  }
  return { failed, until };
}

interface DynamicAnswer {
  readonly entry: EntryId;
  /** Undefined when the condition could not be evaluated. */
  readonly belongs: boolean | undefined;
}

function moveMembers(
  directory: DirectoryStore,
  group: EntryId,
  answers: readonly DynamicAnswer[],
  revision: number,
): void {
  const members = new Set(directory.membersAmong(group, answers.map(entryOf)));
  const add = answers.filter(({ entry, belongs }) => belongs === true && !members.has(entry));
  const remove = answers.filter(({ entry, belongs }) => belongs === false && members.has(entry));
  if (add.length + remove.length === 0) return;
  directory.moveMembers(group, add.map(entryOf), remove.map(entryOf), revision);
}

function entryOf({ entry }: { readonly entry: EntryId }): EntryId {
  return entry;
}

function belongs(
  condition: Condition,
  { attributes, key }: DirectoryEntry,
  now: number,
  changesAt: (moment: number) => void,
): boolean | undefined {
  if (attributes === undefined) return false;
  try {
    return condition.holds({ user: attributes, key, target: "", now, changesAt });
  } catch (error) {
    if (error instanceof MappingError) return undefined;
    throw error;
  }
}
