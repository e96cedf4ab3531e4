import { canonicalJson, type Json } from "../canonical.ts";
import type { Problem } from "../errors.ts";
import type { Attributes } from "../source/record.ts";
import type { DirectoryEntry, DirectoryStore, EntryKind, Reading } from "../store/directory-store.ts";
import type { Store } from "../store/store.ts";
import { acceptSource } from "./accept-source.ts";
import { type SourceReading, withSources } from "./read-sources.ts";

const PAGE = 500;

/** What reading the sources now would change in the copy of the directory. */
export interface SourceDiff {
  /** The last good read; undefined when this would be the first. */
  readonly before: Reading | undefined;
  readonly after: Reading;
  /** Expectations that the read does not meet: `sync` would refuse it. */
  readonly unmet: readonly Problem[];
  /** Users, then groups. Can be read only while the diff is shown, and again and again. */
  changes(): Iterable<RecordChange>;
}

/** One record that came, went, or changed. */
export interface RecordChange {
  readonly kind: EntryKind;
  readonly key: string;
  /** Groups only. */
  readonly name?: string;
  readonly what: "added" | "gone" | "changed";
  readonly attributes: readonly { readonly name: string; readonly before?: Json; readonly after?: Json }[];
  /** Groups only. */
  readonly membersAdded: readonly string[];
  readonly membersRemoved: readonly string[];
}

/**
 * Reads the sources into the store, shows what changed against `before`, the same store as it stood, and takes
 * everything back. Throws `SourceError` when the read is not whole; expectations that are not met are only told.
 */
export async function showSourceDiff(
  options: SourceReading & { readonly before: Store },
  show: (diff: SourceDiff) => Promise<void>,
): Promise<void> {
  const { store, before } = options;
  await withSources(options, (acceptance) =>
    store.transaction(
      async () => {
        const unmet: Problem[] = [];
        const last = before.directory.lastReading();
        const after = await acceptSource(
          { ...acceptance, onUnmet: (problems) => unmet.push(...problems) },
          // The transaction that takes everything back is this one.
          { ...store, transaction: (work) => work() },
        );
        const changed = after.revision !== last?.revision;
        await show({
          before: last,
          after,
          unmet,
          changes: () => (changed ? recordChanges(before.directory, store.directory, after.revision) : []),
        });
      },
      () => false,
    ),
  );
}

function* recordChanges(
  before: DirectoryStore,
  after: DirectoryStore,
  revision: number,
): Generator<RecordChange> {
  for (const kind of ["user", "group"] as const) {
    let page = after.entriesOf(kind, revision, 0, PAGE);
    while (page.length > 0) {
      for (const entry of page) yield* changeOf(kind, entry, before, after);
      page = after.entriesOf(kind, revision, page.at(-1)?.entry ?? 0, PAGE);
    }
  }
}

/** Nothing when the entry is marked as changed only for its memberships, or is a placeholder. */
function* changeOf(
  kind: EntryKind,
  { entry, key, name, attributes: now }: DirectoryEntry,
  before: DirectoryStore,
  after: DirectoryStore,
): Generator<RecordChange> {
  const then = before.attributes(entry);
  if (then === undefined && now === undefined) return;
  const members =
    kind === "group" ? memberChanges(before.memberNames(entry), after.memberNames(entry)) : none;
  const attributes = attributeChanges(then ?? {}, now ?? {});
  if (attributes.length + members.membersAdded.length + members.membersRemoved.length === 0) return;
  const what = then === undefined ? "added" : now === undefined ? "gone" : "changed";
  yield { kind, key, ...(name !== undefined && { name }), what, attributes, ...members };
}

const none = { membersAdded: [], membersRemoved: [] };

function memberChanges(then: readonly string[], now: readonly string[]) {
  const [old, current] = [new Set(then), new Set(now)];
  return {
    membersAdded: now.filter((name) => !old.has(name)),
    membersRemoved: then.filter((name) => !current.has(name)),
  };
}

function attributeChanges(then: Attributes, now: Attributes): RecordChange["attributes"] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    const [before, after] = [then[name], now[name]];
    if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
    return [{ name, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  });
}
