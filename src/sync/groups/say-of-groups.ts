import { UsageError } from "../../errors.ts";
import type { GroupRecord } from "../../store/group-status-store.ts";
import type { GroupWord } from "../../store/group-word-store.ts";
import type { Store } from "../../store/store.ts";
import { groupCalled } from "./group-called.ts";

/** What may be said of a group that is pushed. */
export type Saying = "unlink" | "pause" | "resume";

/** A group of which something was said, and where. */
export interface Said {
  readonly group: GroupRecord;
  readonly targets: readonly string[];
}

export interface Request {
  readonly name: string;
  /** Targets that may be meant. */
  readonly targets: readonly string[];
  /** Whether they were named one by one. */
  readonly isStated: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Notes that nothing of a group is to be sent, that it is to be sent again, or that it is let go of; nothing is asked of
 * the target. Runs under the lock of its owner. Throws `UsageError` where that means nothing.
 */
export function sayOfGroup(store: Store, saying: Saying, request: Request): Said {
  const group = groupCalled(store, request.name);
  const targets = request.targets.filter((target) => concerns(store, saying, target, group, request));
  if (targets.length === 0) throw new UsageError(whyNowhere(saying, group, request.targets));
  store.atOnce(() => {
    for (const target of targets) sayings[saying](store, target, group, request.now);
  });
  return { group, targets };
}

const sayings = { unlink, pause, resume } as const satisfies Record<
  Saying,
  (store: Store, target: string, group: GroupRecord, now: number) => void
>;

function concerns(
  store: Store,
  saying: Saying,
  target: string,
  { entry }: GroupRecord,
  { isStated }: Request,
): boolean {
  const word = wordOf(store, target, entry);
  if (saying === "resume") return word.pausedSince !== undefined;
  const isKnown =
    word.linkTo !== undefined ||
    store.targets.link(target, entry) !== undefined ||
    store.targets.attention(target, entry) !== undefined;
  if (saying === "unlink") return isKnown && word.letGo === undefined;
  return word.pausedSince === undefined && (isStated || isKnown);
}

function whyNowhere(saying: Saying, { name }: GroupRecord, targets: readonly string[]): string {
  const where = targets.join(", ");
  if (saying === "resume") return `${name} is not paused at ${where}`;
  if (saying === "unlink") return `${name} is not pushed to ${where}, so there is nothing to let go of`;
  return `${name} is not pushed to ${where}, or paused there already; \`scimsync groups list\` tells; name a target with --target to pause it before it is pushed`;
}

/** The group at the target stays as it is, and is remembered for the day when it is pushed again. */
function unlink(store: Store, target: string, { entry }: GroupRecord, now: number): void {
  const { linkTo: _over, ...word } = wordOf(store, target, entry);
  const link = store.targets.link(target, entry);
  const letGo = { since: now, ...(link !== undefined && { link: linkedOf(link) }) };
  store.groupWords.setWord(target, entry, { ...word, letGo });
  store.targets.dropLink(target, entry);
  store.targets.setAttention(target, entry, undefined);
}

type LetGoLink = Exclude<Exclude<GroupWord["letGo"], undefined>["link"], undefined>;

function linkedOf({ scimId, origin, asserted }: LetGoLink): LetGoLink {
  return { scimId, origin, asserted };
}

function pause(store: Store, target: string, { entry }: GroupRecord, now: number): void {
  store.groupWords.setWord(target, entry, { ...wordOf(store, target, entry), pausedSince: now });
}

/** What piled up is seen by the next run. */
function resume(store: Store, target: string, { entry }: GroupRecord, now: number): void {
  const { pausedSince: _over, ...word } = wordOf(store, target, entry);
  store.groupWords.setWord(target, entry, word);
  const noted = store.targets.attention(target, entry);
  const detail = "what piled up while it was paused waits to be sent";
  const attention = noted ?? { reason: "unfinished", detail, since: now, due: now, attempts: 0 };
  store.targets.setAttention(target, entry, { ...attention, due: Math.min(attention.due, now) });
}

function wordOf(store: Store, target: string, entry: GroupRecord["entry"]): GroupWord {
  return store.groupWords.word(target, entry) ?? {};
}
