import type { Store } from "../../store/store.ts";

const shown = 5;

/** Says of which groups nothing is sent, because somebody said so: one that is forgotten is out of date for ever. */
export function pausedGroups(store: Store, target: string): readonly string[] {
  const { groups, count } = store.groupWords.paused(target, shown);
  if (count === 0) return [];
  const names = groups.map(({ name }) => name).join(", ");
  const more = count > groups.length ? ` and ${count - groups.length} more` : "";
  const what = count === 1 ? "a group is paused" : `${count} groups are paused`;
  const them = count === 1 ? "it" : "them";
  return [
    `${what}, and nothing of ${them} is sent: ${names}${more}; \`scimsync groups resume NAME\` ends that`,
  ];
}
