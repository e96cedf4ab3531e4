import { UsageError } from "../../errors.ts";
import type { Link } from "../../plan/link.ts";
import type { EntryId } from "../../plan/operation.ts";
import type { ScimId } from "../../scim/resource.ts";
import type { SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { refuseInDoubt, returnLeftOpen } from "./left-open.ts";
import { toBeLookedAt } from "./link-found.ts";

/** Something that scimsync does not keep any more, or keeps again. */
export interface LetGo {
  readonly target: string;
  readonly kind: EntryKind;
  readonly key: string;
  readonly id: ScimId;
  readonly state: Link["state"];
}

export interface LettingGo {
  readonly store: Store;
  readonly targets: readonly string[];
  /** Source keys. */
  readonly keys: readonly string[];
  readonly now: number;
}

/**
 * Lets go of accounts without touching them; they are not taken again although their owners are in scope. All of them or
 * none: throws `UsageError` when a key has none at these targets. The lock is held by whoever calls.
 */
export function detach(letting: LettingGo): readonly LetGo[] {
  return change(letting, "user", (one) => {
    if (one.link.state === "detached")
      throw new UsageError(`${one.key} was let go of at ${one.target} before`);
    refuseInDoubt(letting.store, one);
    const link: Link = { ...one.link, state: "detached", since: letting.now };
    letting.store.targets.putLink(one.target, one.kind, one.entry, link);
    letting.store.targets.setAttention(one.target, one.entry, undefined);
  });
}

/** Takes accounts again that somebody let go of. */
export function takeAgain(letting: LettingGo): readonly LetGo[] {
  const { store, now } = letting;
  return change(letting, "user", (one) => {
    const { target, kind, entry, link, key } = one;
    if (link.state !== "detached") throw new UsageError(`${key} was not let go of at ${target}`);
    const state = link.asserted["active"] === false ? "deactivated" : "active";
    store.targets.putLink(target, kind, entry, { ...link, state, since: now });
    store.targets.reconsiderReferrers(target, entry, now);
    store.targets.setAttention(target, entry, toBeLookedAt(now, "was let go of, and is taken again"));
    store.linking.reconsiderGroups(target, now);
  });
}

/** Forgets pairs; what is there stays as it is, and the next run looks anew for whose it is. */
export function dropLinks(letting: LettingGo): readonly LetGo[] {
  const { store, now } = letting;
  return change(letting, undefined, (one) => {
    const { target, entry, kind } = one;
    refuseInDoubt(store, one);
    store.targets.dropLink(target, entry);
    store.targets.setAttention(target, entry, toBeLookedAt(now, "its link was dropped"));
    if (kind === "user") store.targets.reconsiderReferrers(target, entry, now);
  });
}

interface Held {
  readonly target: string;
  readonly kind: EntryKind;
  readonly key: SourceKey;
  readonly entry: EntryId;
  readonly link: Link;
}

function change(
  { store, targets, keys, now }: LettingGo,
  kind: EntryKind | undefined,
  one: (held: Held) => void,
): readonly LetGo[] {
  return store.atOnce(() => {
    for (const target of targets) returnLeftOpen(store, target, now);
    return [...new Set(keys)].flatMap((key) => {
      const held = heldOf(store, targets, key as SourceKey, kind);
      for (const each of held) one(each);
      return held.map(({ entry: _entry, link, ...about }) => ({
        ...about,
        id: link.scimId,
        state: link.state,
      }));
    });
  });
}

function heldOf(
  store: Store,
  targets: readonly string[],
  key: SourceKey,
  wanted: EntryKind | undefined,
): readonly Held[] {
  const kinds = (["user", "group"] as const).filter((kind) => (wanted ?? kind) === kind);
  const held = kinds.flatMap((kind) => {
    const entry = store.directory.find(kind, [key]).get(key)?.id;
    if (entry === undefined) return [];
    return targets.flatMap((target) => {
      const link = store.targets.link(target, entry);
      return link === undefined ? [] : [{ target, kind, key, entry, link }];
    });
  });
  if (held.length > 0) return held;
  const isGroup = wanted === "user" && store.directory.find("group", [key]).size > 0;
  const why = isGroup
    ? "is a group (`scimsync groups unlink` lets go of groups)"
    : `is linked to nothing at ${targets.join(", ")}`;
  throw new UsageError(`${key} ${why}; nothing was changed. \`scimsync explain ${key}\` tells what is known`);
}
