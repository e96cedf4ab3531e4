import { UsageError } from "../../errors.ts";
import type { GroupRecord } from "../../store/group-status-store.ts";
import type { Store } from "../../store/store.ts";

const shown = 5;

/** The group of that name or source key. Throws `UsageError` when there is none, or several of one name. */
export function groupCalled(store: Store, name: string): GroupRecord {
  const found = store.groupStatus.called(name, shown + 1);
  const byKey = found.filter(({ key }) => key === name);
  const present = found.filter(({ isGone }) => !isGone);
  const meant = byKey.length > 0 ? byKey : present.length > 0 ? present : found;
  const [group] = meant;
  if (group === undefined) {
    throw new UsageError(
      `the source has never had a group called ${name}; \`scimsync groups list\` and \`scimsync source stats\` show those there are`,
    );
  }
  if (meant.length > 1) {
    const keys = meant.slice(0, shown).map(({ key }) => key);
    const more = meant.length > shown ? ", …" : "";
    throw new UsageError(`several groups are called ${name}; name one by its key: ${keys.join(", ")}${more}`);
  }
  return group;
}

/** The same of a group that the source has today. */
export function presentGroup(store: Store, name: string): GroupRecord {
  const group = groupCalled(store, name);
  if (!group.isGone) return group;
  throw new UsageError(`${name} is gone from the source, so there is nothing of it to push`);
}
