import type { Check } from "../../source/expect.ts";
import { openHarFile } from "../../sync/har-file.ts";
import { type Provisioned, provision } from "../../sync/people/provision.ts";
import type { ProvisionedPerson } from "../../sync/people/provision-steps.ts";
import type { GlobalOptions } from "../global-options.ts";
import { refuseUnknownForms, writeReports } from "../report-files.ts";
import { personText } from "../render-provision.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";
import { tellReports } from "./sync.ts";

export interface ProvisionFlags {
  readonly target: readonly string[];
  readonly accept?: readonly Check[];
  /** Where a recording goes. */
  readonly record?: string;
  /** Where reports go. */
  readonly report?: readonly string[];
  readonly maxRuntime?: number;
}

/** `scimsync provision`: accounts for those who have none, and nothing else. */
export async function runProvision(
  context: { options: GlobalOptions; terminal: Terminal },
  keys: readonly string[],
  { target: targets, record, report, ...flags }: ProvisionFlags,
): Promise<number> {
  const { options, terminal } = context;
  refuseUnknownForms(report);
  const recording = record === undefined ? undefined : openHarFile(record);
  let stopped = false;
  const { runs, people } = await withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const done: Provisioned = await provision({
      ...engine,
      keys,
      ...(recording !== undefined && { record: recording.add }),
    });
    await writeReports(report, { store: engine.store, ...engine.loaded.config }, done.runs);
    stopped = engine.stop.aborted;
    return done;
  }).finally(() => recording?.close());
  if (keys.length > 0 && !options.json)
    for (const one of people.filter((person) => !options.quiet || isStopped(person)))
      await terminal.out(personText(one, terminal));
  return tellReports(context, runs, stopped, keys.length > 0 ? { people } : {});
}

function isStopped({ steps }: ProvisionedPerson): boolean {
  return steps.some(({ result }) => result === "failed");
}
