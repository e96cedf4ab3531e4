import type { AttributeNames, NamesBatch } from "../../source/source.ts";
import type { ExpectedSource } from "./acceptance.ts";
import type { Reading } from "../../store/directory-store.ts";

/**
 * The names a source knows now. Where no header states them, names of earlier reads and those it may have stay known:
 * that nobody has a title today does not make `user.title` a mistake.
 */
export function knownNames(
  batch: NamesBatch,
  { name, mayHave }: Pick<ExpectedSource, "name" | "mayHave">,
  last: Reading | undefined,
): AttributeNames {
  if (batch.stated) return unionOfNames([batch]);
  const earlier = last?.sources.filter((source) => source.name === name) ?? [];
  const possible = { users: mayHave, groups: mayHave };
  return unionOfNames([batch, possible, ...earlier.map(({ names }) => names)]);
}

/** The names that the directory has, and those of each source. */
export interface DirectoryNames extends AttributeNames {
  /** By the name of the source; told only by a read. */
  readonly bySource?: ReadonlyMap<string, AttributeNames>;
}

/** The names that a read found. */
export function namesRead({ sources }: Pick<Reading, "sources">): DirectoryNames {
  return {
    ...unionOfNames(sources.map(({ names }) => names)),
    bySource: new Map(sources.map(({ name, names }) => [name, names])),
  };
}

/** All names of several sources; every group has a name. */
export function unionOfNames(all: readonly AttributeNames[]): AttributeNames {
  return {
    users: [...new Set(all.flatMap(({ users }) => users))],
    groups: [...new Set([...all.flatMap(({ groups }) => groups), "name"])],
  };
}
