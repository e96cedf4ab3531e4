import { basename, dirname, join, resolve } from "node:path";
import { readdir } from "node:fs/promises";
import { systemClock } from "../../clock.ts";
import { readMappingTests } from "../../config/mapping-test-file.ts";
import { UsageError } from "../../errors.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { readLookupTables } from "../../sync/read/lookup-tables.ts";
import { runMappingTests } from "../../sync/preview/mapping-test.ts";
import { compileTargets } from "../../sync/target.ts";
import { openConfig } from "../workplace.ts";
import { type TestedFile, testReport, testReportJson } from "../render-mapping-test.ts";
import type { SourceContext } from "./source-reading.ts";

const SUFFIX = ".mapping-test.yaml";

/** `scimsync test-mapping`: runs the examples of files. Reads no source, and asks no service provider. */
export async function testMapping(
  { options, terminal }: SourceContext,
  named: readonly string[],
): Promise<number> {
  const loaded = await openConfig(options, terminal, "source");
  const targets = compileTargets(loaded, "any", await readLookupTables(loaded.config));
  const files = await readMappingTests(
    named.length > 0
      ? named.map((file) => ({ path: resolve(file), shownAs: file }))
      : await besides(options.config),
    loaded.config,
  );
  const now = systemClock.now();
  const tested = files.flatMap((file): readonly TestedFile[] => {
    const target = targets.find(({ config }) => config.id === file.target);
    return target === undefined
      ? []
      : [{ file, results: runMappingTests(file, target, now, loaded.config.sources) }];
  });
  const isPassed = tested.every(({ results }) => results.every(({ failures }) => failures.length === 0));
  if (options.json) await terminal.out(`${JSON.stringify(testReportJson(tested))}\n`);
  else if (!options.quiet || !isPassed) await terminal.out(testReport(tested, terminal));
  return isPassed ? exitCodes.done : exitCodes.failures;
}

/** The files beside the config, as the user would type them. Throws `UsageError` when there is none. */
async function besides(
  config: string,
): Promise<readonly { readonly path: string; readonly shownAs: string }[]> {
  const folder = dirname(config);
  const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  if (names.length === 0) {
    throw new UsageError(`no *${SUFFIX} stands beside ${basename(config)}; write one, or name a file`);
  }
  return names.map((name) => ({ path: resolve(folder, name), shownAs: join(folder, name) }));
}
