import { chooseTargets } from "../../sync/choose-targets.ts";
import { failuresAt, type TargetFailures } from "../../sync/people/list-failures.ts";
import { csvLine } from "../csv-writer.ts";
import { fitted } from "../fit-lines.ts";
import type { GlobalOptions } from "../global-options.ts";
import { failureLines, headLines, tailLines } from "../render-failures.ts";
import { replaceResultFile } from "../result-file.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";
import { type TargetList, writeTargetLists } from "../write-target-lists.ts";

export interface FailuresFlags {
  readonly key?: readonly string[];
  readonly code: readonly string[];
  readonly limit: number;
  /** Where all of them are written as CSV; nothing is shown then. */
  readonly csv?: string;
}

/** `scimsync failures`: counts by code, then records, written as they are read, however many there are. */
export async function showFailures(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  { key, code, limit, csv }: FailuresFlags,
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const ids = chooseTargets(loaded.config, targets);
  const filter = { ...(key !== undefined && { keys: key }), ...(code.length > 0 && { codes: code }) };
  await withStore(loaded, async (store) => {
    const found = ids.map((id) => failuresAt(store, id, filter));
    if (csv !== undefined) await writeCsv(csv, found);
    else if (options.json) await writeTargetLists(terminal, "failures", listsOf(found, limit));
    else
      for (const one of found.filter(({ total }) => total > 0 || !options.quiet))
        await writeText(one, limit, terminal);
  });
  return 0;
}

/** All of them, however many. */
async function writeCsv(file: string, found: readonly TargetFailures[]): Promise<void> {
  const { failuresCsv } = await import("../../report/failures-csv.ts");
  const targets = found.map((one) => ({ target: one.target, failures: one.list(one.total) }));
  await replaceResultFile("--csv", file, failuresCsv(targets, csvLine));
}

async function writeText(found: TargetFailures, limit: number, terminal: Terminal): Promise<void> {
  const now = Date.now();
  await terminal.out(fitted(headLines(found, now), terminal));
  for (const failure of found.list(limit))
    await terminal.out(fitted(failureLines(failure, terminal, now), terminal));
  await terminal.out(fitted(tailLines(found, limit), terminal));
}

function listsOf(found: readonly TargetFailures[], limit: number): readonly TargetList[] {
  return found.map((one) => {
    const { target, total, codes } = one;
    return { head: { target, total, codes }, rows: one.list(limit) };
  });
}
