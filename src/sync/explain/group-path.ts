import type { EntryId } from "../../plan/operation.ts";
import type { GroupOf } from "../../store/group-view.ts";
import type { DirectoryStore } from "../../store/directory-store.ts";

/**
 * The groups by which an entry is in a group of that name: one that it is a member of, one which that is nested in, and
 * so on. The shortest way there is; undefined when there is none.
 */
export function pathToGroup(
  directory: Pick<DirectoryStore, "groupsWith">,
  entry: EntryId,
  name: string,
): readonly string[] | undefined {
  const seen = new Set<EntryId>();
  let paths = stepsFrom(directory, entry, []);
  while (paths.length > 0) {
    const found = paths.find(({ names }) => names.at(-1) === name);
    if (found !== undefined) return found.names;
    const fresh = paths.filter(({ group }) => !seen.has(group.entry));
    for (const { group } of fresh) seen.add(group.entry);
    paths = fresh.flatMap(({ group, names }) => stepsFrom(directory, group.entry, names));
  }
  return undefined;
}

interface Way {
  readonly group: GroupOf;
  readonly names: readonly string[];
}

function stepsFrom(
  directory: Pick<DirectoryStore, "groupsWith">,
  entry: EntryId,
  names: readonly string[],
): readonly Way[] {
  return directory.groupsWith(entry).map((group) => ({ group, names: [...names, group.name] }));
}
