import type { Problem } from "../../errors.ts";
import { hidden } from "../../plan/secret-values.ts";
import type { Reading } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { acceptSource } from "../read/accept-source.ts";
import type { Acceptance } from "../read/acceptance.ts";
import { type SourceReading, withSources } from "../read/read-sources.ts";
import { type AttributeChange, type RecordChange, recordChanges } from "./record-changes.ts";
import { secretAttributes } from "./secret-attributes.ts";
import { collectUnmet } from "../read/unmet-expectations.ts";

/** What reading the sources now would change in the copy of the directory. */
export interface SourceDiff {
  /** The last good read; undefined when this would be the first. */
  readonly before: Reading | undefined;
  readonly after: Reading;
  /** Expectations that the read does not meet: `sync` would refuse it. */
  readonly unmet: readonly Problem[];
  /** Users, then groups. Can be read only while the diff is shown, and again and again. */
  readonly changes: () => Iterable<RecordChange>;
}

/** A store, and the same store over a connection of its own, which sees it as it stood. */
export interface StoreTwice {
  readonly store: Store;
  readonly before: Store;
}

type Show = (diff: SourceDiff) => Promise<void>;

/**
 * Reads the sources into the store, shows what changed, and takes everything back. Hold the lock of the store
 * meanwhile. Throws `SourceError` when the read is not whole; expectations that are not met are only told.
 */
export async function showSourceDiff(options: SourceReading & StoreTwice, show: Show): Promise<void> {
  const secret = secretAttributes(options.loaded.config);
  const showHidden: Show = (diff) => show({ ...diff, changes: () => withoutSecrets(diff.changes(), secret) });
  await withSources(options, (acceptance) => diffSources(acceptance, options, showHidden));
}

/** That a secret changed is told, and not from what to what. */
function* withoutSecrets(
  changes: Iterable<RecordChange>,
  secret: ReadonlySet<string>,
): Generator<RecordChange> {
  for (const change of changes) {
    const attributes = change.attributes.map((one) => {
      const [name = ""] = one.name.split(".");
      return secret.has(one.name) || secret.has(name) ? hideChange(one) : one;
    });
    yield { ...change, attributes };
  }
}

function hideChange({ name, before, after }: AttributeChange): AttributeChange {
  return {
    name,
    ...(before !== undefined && { before: hidden }),
    ...(after !== undefined && { after: hidden }),
  };
}

/** Shows what a read of sources that are open would change, and takes everything back. */
export async function diffSources(
  acceptance: Acceptance,
  { store, before }: StoreTwice,
  show: Show,
): Promise<void> {
  await store.transaction(
    async () => {
      const unmet = collectUnmet();
      const last = before.directory.lastReading();
      const after = await acceptSource(
        { ...acceptance, onUnmet: unmet.onUnmet },
        // The transaction that takes everything back is this one.
        { ...store, transaction: (work) => work() },
      );
      const isNew = after.revision !== last?.revision;
      await show({
        before: last,
        after,
        unmet: unmet.problems(),
        changes: () => (isNew ? recordChanges(before.directory, store.directory, after.revision) : []),
      });
    },
    () => false,
  );
}
