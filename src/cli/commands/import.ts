import type { Check } from "../../source/expect.ts";
import { exitCodes, worstOf } from "../../sync/exit-code.ts";
import { importLinks } from "../../sync/linking/import.ts";
import type { ImportFailed, ImportFound } from "../../sync/linking/import-target.ts";
import type { GlobalOptions } from "../global-options.ts";
import { importCsvHeader, importCsvLines, renderImport, writeImportJson } from "../render-import.ts";
import { plain } from "../render-source-text.ts";
import { openResultFile } from "../result-file.ts";
import { openSnapshot, type SnapshotFile } from "../snapshot-file.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";

export interface ImportFlags {
  readonly out?: string;
  readonly snapshot?: string;
  readonly dryRun?: boolean;
  readonly limit: number;
  readonly accept?: readonly Check[];
}

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync import`: links what is there with whose it is; nothing is written to a target. */
export async function runImport(
  context: Context,
  targets: readonly string[],
  flags: ImportFlags,
): Promise<number> {
  const { options, terminal } = context;
  const isShownOnly = flags.dryRun === true;
  let stopped = false;
  const failures = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const { config } = engine.loaded;
    const snapshot =
      flags.snapshot === undefined
        ? undefined
        : openSnapshot(flags.snapshot, config.targets, engine.clock.now());
    const telling = tell(context, flags, snapshot);
    try {
      const wishes = { isShownOnly, takesGroups: false, ...(snapshot && { onResource: snapshot.add }) };
      await telling.begin();
      const failed = await importLinks(engine, wishes, (found) => telling.found(found));
      stopped = engine.stop.aborted;
      await telling.end(failed);
      return failed;
    } finally {
      telling.close();
    }
  });
  const codes = failures.map(() => exitCodes.target as number);
  return worstOf(stopped ? [...codes, exitCodes.interrupted] : codes);
}

function needsSomebody({ users, groups }: ImportFound): boolean {
  return [users, groups].some(({ toConfirm, incomplete }) => toConfirm > 0 || incomplete !== undefined);
}

/** Writes what was found wherever it is wanted: as text or JSON, as CSV, as a snapshot. */
export function tell(
  { options, terminal }: Context,
  { out, dryRun = false, limit }: Pick<ImportFlags, "out" | "dryRun" | "limit">,
  snapshot?: SnapshotFile,
) {
  const csv = out === undefined ? undefined : openResultFile("--out", out);
  csv?.write(importCsvHeader);
  const json = options.json ? writeImportJson(terminal, dryRun) : undefined;
  return {
    begin: async () => json?.begin(),
    async found(one: ImportFound): Promise<void> {
      for (const line of csv === undefined ? [] : importCsvLines(one)) csv?.write(line);
      snapshot?.finish(one);
      if (json !== undefined) await json.found(one);
      else if (!options.quiet || needsSomebody(one))
        await renderImport(one, { isShownOnly: dryRun, limit }, terminal);
    },
    async end(failures: readonly ImportFailed[]): Promise<void> {
      if (json !== undefined) return json.end(failures);
      for (const { target, error } of failures)
        await terminal.out(`${target}\n  ${terminal.paint("red", error.reason)}: ${plain(error.message)}\n`);
    },
    close(): void {
      csv?.close();
      snapshot?.close();
    },
  };
}
