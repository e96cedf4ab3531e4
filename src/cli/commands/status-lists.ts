import type { DepartureCause } from "../../plan/departure.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { leaversAt } from "../../sync/people/list-leaving.ts";
import { pendingAt } from "../../sync/people/list-pending.ts";
import { fitted } from "../fit-lines.ts";
import type { GlobalOptions } from "../global-options.ts";
import { leaverLine, leaversHead, pendingHead, pendingLine, restLine } from "../render-roster.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";
import { type TargetList, writeTargetLists } from "../write-target-lists.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** A list at one target, with the lines that people read. */
interface List<Row> {
  readonly target: string;
  readonly total: number;
  readonly list: (limit: number) => Iterable<Row>;
}

export interface LeavingFlags {
  readonly limit: number;
  readonly cause?: DepartureCause;
}

/** `scimsync status --leaving`: who goes, why, and when; written as it is read, however many there are. */
export async function showLeaving(
  { options, terminal }: Context,
  targets: readonly string[],
  { limit, cause }: LeavingFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const ids = new Set(chooseTargets(loaded.config, targets));
  await withStore(loaded, async (store) => {
    const chosen = loaded.config.targets.filter(({ id }) => ids.has(id));
    const found = chosen.map((target) => leaversAt(store, target, cause));
    if (options.json) return writeTargetLists(terminal, "leaving", listsOf(found, limit));
    const now = Date.now();
    return writeText(found, limit, terminal, { head: leaversHead, line: (row) => leaverLine(row, now) });
  });
  return 0;
}

/** `scimsync status --pending`: who waits for an account, and why. */
export async function showPending(
  { options, terminal }: Context,
  targets: readonly string[],
  { limit }: LeavingFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const ids = chooseTargets(loaded.config, targets);
  await withStore(loaded, async (store) => {
    const found = ids.map((id) => pendingAt(store, id));
    if (options.json) return writeTargetLists(terminal, "pending", listsOf(found, limit));
    const now = Date.now();
    return writeText(found, limit, terminal, { head: pendingHead, line: (row) => pendingLine(row, now) });
  });
  return 0;
}

async function writeText<Row, L extends List<Row>>(
  found: readonly (L & List<Row>)[],
  limit: number,
  terminal: Terminal,
  { head, line }: { readonly head: (list: L) => string; readonly line: (row: Row) => string },
): Promise<void> {
  for (const one of found) {
    await terminal.out(fitted(`${head(one)}\n`, terminal));
    for (const row of one.list(limit)) await terminal.out(fitted(`${line(row)}\n`, terminal));
    if (one.total > limit) await terminal.out(`${restLine(one.total - limit)}\n`);
  }
}

function listsOf<Row>(found: readonly List<Row>[], limit: number): readonly TargetList[] {
  return found.map(({ list, ...head }) => ({ head, rows: list(limit) }));
}
