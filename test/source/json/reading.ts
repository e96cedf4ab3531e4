import { basename } from "node:path";
import { SourceError } from "../../../src/errors.ts";
import { describeAlias, isAlias } from "../../../src/source/alias.ts";
import { createJsonSource } from "../../../src/source/json/json-source.ts";
import type { JsonSourceOptions } from "../../../src/source/json/options.ts";
import type { ReaderContext } from "../../../src/source/reader-context.ts";
import type { Membership, RecordBatch, SourceGroup, SourceRecord } from "../../../src/source/record.ts";
import type { DirectorySource, NamesBatch } from "../../../src/source/source.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";

/** Options of a source whose files are named without their folder, as messages show them. */
export type Settings = Omit<JsonSourceOptions, "type">;

export interface ReadDirectory {
  readonly batches: readonly (RecordBatch | NamesBatch)[];
  readonly names: NamesBatch;
  readonly users: readonly SourceRecord[];
  readonly groups: readonly SourceGroup[];
  /** Each as `group < member`, aliases as people see them. */
  readonly memberships: readonly string[];
  readonly membershipLines: readonly number[];
}

export const context: ReaderContext = {
  displayName: (path) => basename(path),
  userAliases: [],
  groupAliases: [],
  binaries: [],
  accepted: new Set(),
};

/** A source of the files written from `files`, by name. */
export function jsonSource(
  files: Readonly<Record<string, string | Uint8Array>>,
  settings: Settings,
  other: Partial<ReaderContext> = {},
): DirectorySource {
  const write = temporaryFolder();
  for (const [name, content] of Object.entries(files)) write(name, content);
  const { users, groups, memberships } = settings;
  const located = <T extends { readonly files: readonly string[] }>(section: T): T => ({
    ...section,
    files: section.files.map((name) => write(name)),
  });
  const options: JsonSourceOptions = {
    ...settings,
    type: "json",
    users: located(users),
    ...(groups !== undefined && { groups: located(groups) }),
    ...(memberships !== undefined && { memberships: located(memberships) }),
  };
  return createJsonSource(options, { ...context, ...other });
}

export async function readAll(source: DirectorySource): Promise<ReadDirectory> {
  const batches: (RecordBatch | NamesBatch)[] = [];
  for await (const batch of source.records()) batches.push(batch);
  const names = batches.at(-1);
  if (names?.kind !== "names") throw new Error("the names of attributes should come last");
  const memberships: Membership[] = [];
  for await (const batch of source.memberships()) memberships.push(...batch.memberships);
  return {
    batches,
    names,
    users: batches.flatMap((batch) => (batch.kind === "users" ? batch.records : [])),
    groups: batches.flatMap((batch) => (batch.kind === "groups" ? batch.records : [])),
    memberships: memberships.map(shownMembership),
    membershipLines: memberships.map(({ line }) => line),
  };
}

export function shownMembership({ group, member, nested }: Membership): string {
  return `${shown(group)} < ${nested === true ? "group " : ""}${shown(member)}`;
}

export function shown(name: string): string {
  return isAlias(name) ? describeAlias(name) : name;
}

const OF_ALL = {
  users: { files: ["all.json"], key: "id" },
  groups: { files: ["all.json"], key: "id", name: "name" },
};

/** Reads `all.json`, of users alone when no groups are stated. */
export async function readText(
  content: string | Uint8Array,
  settings: Partial<Settings> = {},
  other?: Partial<ReaderContext>,
): Promise<ReadDirectory> {
  const { users } = OF_ALL;
  return readAll(jsonSource({ "all.json": content }, { users, ...settings }, other));
}

/** The lines of the SourceError that reading ends in. */
export async function refusal(result: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await result.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof SourceError) return error.message.split("\n");
  throw new Error("expected a SourceError", { cause: error });
}

/** The settings under which `all.json` holds users and groups. */
export const both: Settings = OF_ALL;
