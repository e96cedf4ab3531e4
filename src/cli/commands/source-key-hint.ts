import { nearest } from "../../nearest.ts";
import type { SourceKey } from "../../source/record.ts";
import type { DirectoryEntry, DirectoryStore } from "../../store/directory-store.ts";
import { eachLeaf } from "../../sync/inspect/leaf-values.ts";

const PAGE = 500;

/**
 * What may be meant by a key that no record has: `; the user e7 has it as email`, `; did you mean e10?`. Looks through
 * everything, which is nothing after everything was read.
 */
export function keyHint(directory: DirectoryStore, typed: string): string {
  if (isNamedAsMember(directory, typed)) return "; memberships name it, but the source has no such record";
  const near = new Set<string>();
  const bearer = bearerOf(directory, typed, near);
  if (bearer !== undefined) return `; ${bearer}`;
  const meant = nearest(typed, [...near]);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

function isNamedAsMember(directory: DirectoryStore, typed: string): boolean {
  return (["user", "group"] as const).some((kind) => directory.find(kind, [typed as SourceKey]).size > 0);
}

/** Who has the text as key but for case, or as the value of an attribute; keys that are near it go to `near`. */
function bearerOf(directory: DirectoryStore, typed: string, near: Set<string>): string | undefined {
  const wanted = typed.toLowerCase();
  for (const kind of ["group", "user"] as const) {
    let page = directory.entriesOf(kind, "all", 0, PAGE);
    while (page.length > 0) {
      for (const entry of page) {
        if (entry.attributes !== undefined && entry.key.toLowerCase() === wanted)
          return `did you mean ${entry.key}?`;
        const attribute = attributeWith(entry, wanted);
        if (attribute !== undefined) return `the ${kind} ${entry.key} has it as ${attribute}`;
      }
      const best = nearest(typed, keysLike(typed, page));
      if (best !== undefined) near.add(best);
      page = directory.entriesOf(kind, "all", page.at(-1)?.entry ?? 0, PAGE);
    }
  }
  return undefined;
}

function attributeWith({ attributes = {} }: DirectoryEntry, wanted: string): string | undefined {
  let found: string | undefined;
  eachLeaf(attributes, (path, value) => {
    if (typeof value === "string" && value.toLowerCase() === wanted) found ??= path;
  });
  return found;
}

/** Only keys of about this length can be near; comparing letter by letter takes its time. */
function keysLike(typed: string, page: readonly DirectoryEntry[]): readonly string[] {
  return page
    .filter(({ attributes, key }) => attributes !== undefined && Math.abs(key.length - typed.length) <= 2)
    .map(({ key }) => key);
}
