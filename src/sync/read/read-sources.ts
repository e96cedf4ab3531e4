import type { Clock } from "../../clock.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Logger } from "../../log.ts";
import type { LookupTables } from "../../mapping/lookup-table.ts";
import type { Check } from "../../source/expect.ts";
import type { HandedSources } from "../../source/program/program-record.ts";
import type { Reading } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { noTrace, type Trace } from "../../trace.ts";
import { acceptSource } from "./accept-source.ts";
import type { Acceptance } from "./acceptance.ts";
import { createDynamicGroups } from "./dynamic-groups.ts";
import { readLookupTables } from "./lookup-tables.ts";
import { openSources } from "./open-sources.ts";
import { refuseStopped } from "../stopping.ts";

/** What reading the sources of a config needs. */
export interface SourceReading {
  readonly loaded: LoadedConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Expectations of the sources waived for this run; none when undefined. */
  readonly accepted?: ReadonlySet<Check>;
  /** What conditions of dynamic groups look up in; read for this when undefined. */
  readonly tables?: LookupTables;
  /** Called as records are read. */
  readonly onRecords: (count: number) => void;
  /** What a program hands over, for the sources of `type: program`. */
  readonly sources?: HandedSources;
  /** Aborted to end the reading; nothing of it is kept. */
  readonly stop?: AbortSignal;
  /** Follows the reading as a span. */
  readonly trace?: Trace;
}

/**
 * Brings the copy of the directory in the store up to date. Throws `SourceError` when the read is not whole,
 * `StoppedError` when it is told to end.
 */
export async function readSources(options: SourceReading): Promise<Reading> {
  const { store, trace = noTrace } = options;
  return trace.during("read source", {}, async () => {
    const reading = await withSources(options, (acceptance) => acceptSource(acceptance, store));
    const { users, groups, memberships } = reading;
    trace.add({
      "scimsync.source.users": users,
      "scimsync.source.groups": groups,
      "scimsync.source.memberships": memberships,
    });
    return reading;
  });
}

/** Opens the sources for the time of some work, and tidies up after them. */
export async function withSources<T>(
  options: Omit<SourceReading, "store">,
  work: (acceptance: Acceptance) => Promise<T>,
): Promise<T> {
  const { loaded, clock, log, accepted = new Set(), stop } = options;
  const tables = options.tables ?? (await readLookupTables(loaded.config));
  const dynamicGroups = createDynamicGroups(loaded, tables, (users) => {
    if (users > 0) log.warn({ users }, "conditions of dynamic groups could not be evaluated");
  });
  dynamicGroups.compile("any");
  refuseStopped(stop);
  const sources = openSources(loaded.config, accepted, options.sources);
  const close = () => Promise.all(sources.map(({ source }) => source.close()));
  const hangUp = (): void => void close();
  stop?.addEventListener("abort", hangUp, { once: true });
  try {
    const { merge } = loaded.config;
    const onRecords = (count: number): void => {
      options.onRecords(count);
      refuseStopped(stop);
    };
    return await work({ sources, merge, dynamicGroups, accepted, now: clock.now(), onRecords });
  } catch (error) {
    // What a source says that was closed while it was read is no fault of it.
    refuseStopped(stop);
    throw error;
  } finally {
    stop?.removeEventListener("abort", hangUp);
    await close();
  }
}
