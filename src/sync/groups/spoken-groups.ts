import type { EntryView } from "../../store/target-store.ts";
import type { Planning } from "../planning/planning.ts";

/** What somebody said of a group, by a command or in the config, as far as planning has to know. */
export interface Spoken {
  /** Undefined when nobody keeps it from being pushed. */
  readonly withheld?: "paused" | "unlinked";
  /** Id or displayName of the group of the target's own that it is linked to. */
  readonly linkTo?: string;
}

/** What holds of a group besides `groups.push` and the mapping. Who let go of a group has the last word on it. */
export function spokenOf({ store, target }: Planning, view: EntryView, name: string): Spoken {
  const word = store.groupWords.word(target.config.id, view.entry);
  if (word?.pausedSince !== undefined) return { withheld: "paused" };
  if (word?.letGo !== undefined) return { withheld: "unlinked" };
  const linkTo = word?.linkTo ?? target.groups.linkOf(name);
  return linkTo === undefined || view.attributes === undefined ? {} : { linkTo };
}

/**
 * The group as planning is to see it when it is linked to one of the target's own. Whatever else it was linked to is let
 * go of. Runs inside a transaction of its owner.
 */
export function borrowed(planning: Planning, view: EntryView, linkTo: string): EntryView {
  const { store, target, notices } = planning;
  const { id } = target.config;
  const { link, entry, name = view.key } = view;
  if (link === undefined) return view;
  if (link.origin === "borrowed" && store.groupWords.linkedBy(id, entry) === linkTo) return view;
  if (link.scimId === linkTo) {
    const ours = { ...link, origin: "borrowed" } as const;
    store.targets.putLink(id, "group", entry, ours);
    store.groupWords.noteLinked(id, entry, linkTo);
    return { ...view, link: ours };
  }
  store.targets.dropLink(id, entry);
  notices.push(
    `${name} is linked to ${linkTo} from now on; ${link.scimId}, which it was linked to, stays as it is`,
  );
  return { ...view, link: undefined };
}
