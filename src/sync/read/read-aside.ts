import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Problem } from "../../errors.ts";
import type { Reading } from "../../store/directory-store.ts";
import type { StateKey } from "../../store/sqlite/cipher.ts";
import { openStore } from "../../store/sqlite/store.ts";
import type { Store } from "../../store/store.ts";
import { acceptSource, currentReading } from "./accept-source.ts";
import { type SourceReading, withSources } from "./read-sources.ts";
import { collectUnmet } from "./unmet-expectations.ts";

/** A read that nothing depends on. */
export interface ReadAside {
  /** Gone when the work with it is done. */
  readonly store: Store;
  readonly reading: Reading;
  /** Expectations that the read does not meet, when they are to be told; none that need an earlier read. */
  readonly unmet: readonly Problem[];
}

export interface AsideOptions extends Omit<SourceReading, "store"> {
  /** What to do when the read does not meet an expectation. */
  readonly onUnmet: "refuse" | "tell";
  /** A state to look at instead, when its last good read was of the files as they are now. */
  readonly state?: Store | undefined;
}

/**
 * Reads the sources as a run would, into a state of its own that is thrown away. Throws `SourceError` when the read
 * is not whole.
 */
export async function withReadAside<T>(
  options: AsideOptions,
  work: (aside: ReadAside) => Promise<T> | T,
): Promise<T> {
  const unmet = collectUnmet();
  const told = options.onUnmet === "tell" ? { onUnmet: unmet.onUnmet } : {};
  return withSources(options, async (asked) => {
    const { state } = options;
    const acceptance = { ...asked, ...told };
    const current = state === undefined ? undefined : await currentReading(acceptance, state);
    if (state !== undefined && current !== undefined) {
      return work({ store: state, reading: current, unmet: unmet.problems() });
    }
    return withPassingStore(await options.loaded.config.stateKey?.(), async (store) => {
      const reading = await acceptSource(acceptance, store);
      return work({ store, reading, unmet: unmet.problems() });
    });
  });
}

/** What is not to lie about in clear for long is not to do so for a moment. */
async function withPassingStore<T>(
  key: StateKey | undefined,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-aside-"));
  // Whoever reads the output may go away, which ends the process; a copy of the directory must not stay behind.
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const store = openStore(join(folder, "aside.db"), key);
    try {
      return await work(store);
    } finally {
      store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    process.off("exit", remove);
  }
}
