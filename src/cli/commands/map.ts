import { existsSync } from "node:fs";
import type { Config } from "../../config/config.ts";
import { UsageError } from "../../errors.ts";
import type { Store } from "../../store/store.ts";
import { namesRead } from "../../sync/read/attribute-names.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { readLookupTables } from "../../sync/read/lookup-tables.ts";
import { createPreviewer, type Preview, type PreviewRecord } from "../../sync/preview/map-preview.ts";
import { openState } from "../../sync/open-state.ts";
import { type ReadAside, withReadAside } from "../../sync/read/read-aside.ts";
import { firstRecords } from "../../sync/read/seen-records.ts";
import { compileTargets, type Target } from "../../sync/target.ts";
import { createPreviewWriter, type TargetPreviews } from "../preview-writer.ts";
import { mapRow } from "./map-row.ts";
import { chosenTargets } from "./map-targets.ts";
import { recordsWith } from "./source-show.ts";
import { atSourceDesk, type SourceContext, type SourceDesk, type SourceFlags } from "./source-reading.ts";

export interface MapFlags extends SourceFlags {
  readonly target: readonly string[];
  readonly row?: string;
  readonly groups?: boolean;
  readonly limit: number;
}

/** `scimsync map`: what the mapping makes of records, beside what was last sent. Asks no service provider. */
export async function showMapping(
  context: SourceContext,
  keys: readonly string[],
  flags: MapFlags,
): Promise<number> {
  if (flags.row !== undefined && keys.length > 0) {
    throw new UsageError("--row is the record to map; take it out, or the keys");
  }
  return atSourceDesk(context, flags, async (desk) => {
    const { row } = flags;
    return row === undefined
      ? mapSource(context, desk, keys, flags)
      : mapRow(context, desk, { ...flags, row });
  });
}

async function mapSource(
  { options, terminal }: SourceContext,
  desk: SourceDesk,
  keys: readonly string[],
  flags: MapFlags,
): Promise<number> {
  const tables = await readLookupTables(desk.loaded.config);
  // What is wrong whatever the source holds is told before it is read.
  chosenTargets(compileTargets(desk.loaded, "any", tables), desk.loaded, flags);
  return withState(desk.loaded.config, (state) =>
    withReadAside({ ...desk, tables, state, onUnmet: "tell" }, async (aside) => {
      const names = namesRead(aside.reading);
      const targets = chosenTargets(compileTargets(desk.loaded, names, tables), desk.loaded, flags);
      const wanted = keys.length === 0 ? undefined : recordsWith(aside.store, keys);
      const writer = createPreviewWriter(terminal, options.json);
      await writer.begin(aside.unmet);
      for (const target of targets) {
        const preview = createPreviewer({ target, now: desk.clock.now(), state, directory: aside.store });
        const previews =
          wanted === undefined ? firstInScope(aside.store, preview, flags, desk.onLook) : wanted.map(preview);
        await writer.target(titled(target, previews, aside, wanted === undefined ? flags : undefined));
      }
      await writer.end(aside);
      return aside.unmet.length > 0 ? exitCodes.source : exitCodes.done;
    }),
  );
}

function titled(
  target: Target,
  previews: Iterable<Preview>,
  { reading }: ReadAside,
  flags: MapFlags | undefined,
): TargetPreviews {
  const shared = { target, previews };
  if (flags === undefined) return shared;
  const { groups = false, limit } = flags;
  return {
    ...shared,
    first: { kind: groups ? "group" : "user", limit, outOf: groups ? reading.groups : reading.users },
  };
}

/** Those whose mapping failed are among them: whether they belong is not known. */
function* firstInScope(
  store: Store,
  preview: (record: PreviewRecord) => Preview,
  { groups = false, limit }: MapFlags,
  onLook: SourceDesk["onLook"],
): Generator<Preview> {
  let left = limit;
  for (const record of firstRecords(store, groups ? "group" : "user", Infinity)) {
    if (left === 0) return;
    onLook(1);
    const found = preview(record);
    if (found.outcome.kind === "outOfScope") continue;
    left -= 1;
    yield found;
  }
}

/** The state file is only looked at; where there is none, none is made. */
async function withState<T>(config: Config, work: (state: Store | undefined) => Promise<T>): Promise<T> {
  if (!existsSync(config.state)) return work(undefined);
  const state = await openState(config);
  try {
    return await work(state);
  } finally {
    state.close();
  }
}
