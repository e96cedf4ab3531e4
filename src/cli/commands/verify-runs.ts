import { isoTime } from "../../clock.ts";
import type { ChainFault, ChainHead, ChainReport, Removed } from "../../store/audit-store.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count } from "../../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

/** `scimsync runs verify`: whether the audit trail is what it was. */
export async function verifyRuns(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  flags: { readonly head?: ChainHead },
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const report = await withStore(loaded, (store) => store.audit.verify(flags.head));
  if (options.json) await terminal.out(`${JSON.stringify(asJson(report))}\n`);
  else if (!options.quiet || report.faults.length > 0) await terminal.out(`${render(report).join("\n")}\n`);
  return report.faults.length === 0 ? exitCodes.done : exitCodes.differences;
}

function asJson({ head, removed, ...report }: ChainReport): object {
  return {
    version: 1,
    intact: report.faults.length === 0,
    head: head === undefined ? null : written(head),
    ...report,
    removed: removed.map((one) => ({ ...one, at: isoTime(one.at) })),
  };
}

function render({ runs, operations, uncovered, head, removed, faults }: ChainReport): readonly string[] {
  return [
    ...faults.map(describeFault),
    `${count(runs)} runs with ${count(operations)} operations are as they were when they ended`,
    ...(uncovered === 0
      ? []
      : [`${count(uncovered)} runs are from before there was a chain: nothing is known of them`]),
    ...removed.map(describeRemoved),
    ...(head === undefined
      ? ["no run has ended yet"]
      : [
          `head: ${written(head)}`,
          "keep it where nobody who can write to the state file can change it, and give it to the next verify with --head",
        ]),
  ];
}

function describeFault({ kind, run, position, detail }: ChainFault): string {
  const what = [
    ...(run === undefined ? [] : [`run ${run}`]),
    ...(position === undefined ? [] : [`ring ${position}`]),
  ];
  return `${kind.toUpperCase()} ${what.join(", ")}: ${detail}`;
}

function describeRemoved({ kind, at, pseudonym, runs, operations }: Removed): string {
  return kind === "forget"
    ? `${isoTime(at)} ${pseudonym ?? ""} was forgotten, in ${count(operations)} operations and ${count(runs)} reports`
    : `${isoTime(at)} ${count(runs)} runs with ${count(operations)} operations were pruned`;
}

function written({ position, hash }: ChainHead): string {
  return `${position}:${hash}`;
}
