import { isoTime } from "../../clock.ts";
import type { LinkFilter, ListedLink } from "../../store/linking-store.ts";
import type { Store } from "../../store/store.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { fitted } from "../fit-lines.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count, plural } from "../../numbers.ts";
import { plain } from "../render-source-text.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";
import { type TargetList, writeTargetLists } from "../write-target-lists.ts";

export interface ListLinksFlags {
  readonly key?: readonly string[];
  readonly id?: readonly string[];
  readonly state?: LinkFilter["state"];
  readonly origin?: LinkFilter["origin"];
  readonly resource?: LinkFilter["kind"];
  readonly limit?: number;
}

/** `scimsync links list`: pairs by source key, written as they are read, however many there are. */
export async function listLinks(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  targets: readonly string[],
  flags: ListLinksFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const ids = chooseTargets(loaded.config, targets);
  const filter = filterOf(flags);
  const all = Number.MAX_SAFE_INTEGER;
  await withStore(loaded, async (store) => {
    if (options.json)
      return writeTargetLists(terminal, "links", listsOf(store, ids, { filter, limit: flags.limit ?? all }));
    for (const id of ids) await writeText(store, id, { filter, limit: flags.limit ?? 50 }, terminal);
  });
  return 0;
}

function filterOf({ key, id, state, origin, resource }: ListLinksFlags): LinkFilter {
  return {
    ...(key !== undefined && { keys: key }),
    ...(id !== undefined && { ids: id }),
    ...(state !== undefined && { state }),
    ...(origin !== undefined && { origin }),
    ...(resource !== undefined && { kind: resource }),
  };
}

interface Wanted {
  readonly filter: LinkFilter;
  readonly limit: number;
}

async function writeText(store: Store, target: string, wanted: Wanted, terminal: Terminal): Promise<void> {
  const total = store.linking.countLinks(target, wanted.filter);
  await terminal.out(`${target}: ${plural(total, "link")}\n`);
  for (const link of store.linking.links(target, wanted.filter, wanted.limit))
    await terminal.out(fitted(`  ${describe(link)}\n`, terminal));
  if (total > wanted.limit)
    await terminal.out(`  … and ${count(total - wanted.limit)} more (--limit, or --json)\n`);
}

function describe({ kind, key, scimId, name, origin, state, since, present }: ListedLink): string {
  const gone = present ? "" : ", gone from the source";
  const who = name === null || name === key ? plain(key) : `${plain(key)} (${plain(name)})`;
  return `${kind} ${who} = ${plain(scimId)}: ${origin}, ${state} since ${isoTime(since)}${gone}`;
}

function linkJson({ kind, key, scimId, name, origin, state, since, present }: ListedLink): object {
  return { resource: kind, key, id: scimId, name, origin, state, since: isoTime(since), inSource: present };
}

function* listsOf(
  store: Store,
  targets: readonly string[],
  { filter, limit }: Wanted,
): Generator<TargetList> {
  for (const target of targets)
    yield {
      head: { target, total: store.linking.countLinks(target, filter) },
      rows: rowsOf(store, target, { filter, limit }),
    };
}

function* rowsOf(store: Store, target: string, { filter, limit }: Wanted): Generator<object> {
  for (const link of store.linking.links(target, filter, limit)) yield linkJson(link);
}
