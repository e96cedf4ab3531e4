import type { AttributeNames, NamesBatch } from "../source/source.ts";
import type { Reading } from "../store/directory-store.ts";

/**
 * The names a source knows now. Where no header states them, names of earlier reads stay known: that nobody has a title
 * today does not make `user.title` a mistake.
 */
export function knownNames(batch: NamesBatch, source: string, last: Reading | undefined): AttributeNames {
  const earlier = batch.stated ? undefined : last?.sources.find(({ name }) => name === source)?.names;
  return unionOfNames([batch, ...(earlier === undefined ? [] : [earlier])]);
}

/** All names of several sources; every group has a name. */
export function unionOfNames(all: readonly AttributeNames[]): AttributeNames {
  return {
    users: [...new Set(all.flatMap(({ users }) => users))],
    groups: [...new Set([...all.flatMap(({ groups }) => groups), "name"])],
  };
}
