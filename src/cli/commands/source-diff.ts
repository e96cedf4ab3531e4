import { existsSync } from "node:fs";
import { isoTime } from "../../clock.ts";
import { shownName } from "../../source/alias.ts";
import type { Store } from "../../store/store.ts";
import { isNoChange } from "../../sync/inspect/change-counts.ts";
import { type DiffSummary, summarize } from "../../sync/inspect/diff-summary.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { openState } from "../../sync/open-state.ts";
import { withReadAside } from "../../sync/read/read-aside.ts";
import type { RecordChange } from "../../sync/inspect/record-changes.ts";
import { showSourceDiff, type SourceDiff } from "../../sync/inspect/source-diff.ts";
import { ago } from "../../numbers.ts";
import { describeChanges, describeReading, describeUnmet, readingJson } from "../render-source-counts.ts";
import { diffText } from "../render-source-diff.ts";
import type { Terminal } from "../terminal.ts";
import { atSourceDesk, type SourceContext, type SourceDesk, type SourceFlags } from "./source-reading.ts";

export interface DiffFlags extends SourceFlags {
  readonly limit: number;
  readonly exitCode?: boolean;
}

type Show = (diff: SourceDiff) => Promise<void>;

/** `scimsync source diff`: what the sources would change against the last good read, before anything is planned. */
export async function showDiff(context: SourceContext, flags: DiffFlags): Promise<number> {
  return atSourceDesk(context, flags, async (desk) => {
    const { options, terminal } = context;
    let exitCode: number = exitCodes.done;
    const show: Show = async (diff) => {
      const changes = diff.before === undefined ? [] : diff.changes();
      const summary = await summarize(changes, flags.limit, desk.onLook);
      if (options.json) await writeJson(diff, summary, terminal);
      else if (!options.quiet || differs(diff, summary) || diff.unmet.length > 0)
        await writeText(diff, summary, desk.clock.now(), terminal);
      exitCode = codeOf(diff, summary, flags);
    };
    if (!(await withLastRead(desk, (stores) => showSourceDiff({ ...desk, ...stores }, show)))) {
      await withReadAside({ ...desk, onUnmet: "tell" }, ({ reading, unmet }) =>
        show({ before: undefined, after: reading, unmet, changes: () => [] }),
      );
    }
    return exitCode;
  });
}

/** Does work with the state file, if that holds a read. The lock keeps runs away that would move it meanwhile. */
async function withLastRead(
  { loaded, clock }: SourceDesk,
  work: (stores: { readonly store: Store; readonly before: Store }) => Promise<void>,
): Promise<boolean> {
  const { config } = loaded;
  if (!existsSync(config.state)) return false;
  const before = await openState(config);
  try {
    if (before.directory.lastReading() === undefined) return false;
    const store = await openState(config);
    const lock = store.lock(() => clock.now(), "source diff");
    try {
      await work({ store, before });
    } finally {
      lock.release();
      store.close();
    }
    return true;
  } finally {
    before.close();
  }
}

function codeOf(diff: SourceDiff, summary: DiffSummary, { exitCode }: DiffFlags): number {
  if (diff.unmet.length > 0) return exitCodes.source;
  return exitCode === true && differs(diff, summary) ? exitCodes.differences : exitCodes.done;
}

function differs({ before }: SourceDiff, { counts }: DiffSummary): boolean {
  return before === undefined || !isNoChange(counts);
}

async function writeText(
  { before, after, unmet }: SourceDiff,
  summary: DiffSummary,
  now: number,
  terminal: Terminal,
): Promise<void> {
  await terminal.out(describeUnmet(unmet, terminal));
  if (before === undefined) await terminal.out("no earlier read to compare with\n");
  else {
    const since = `since the last good read (${ago(now - before.at)})`;
    await terminal.out(`${since}: ${describeChanges(summary.counts)}\n`);
    if (!isNoChange(summary.counts)) await terminal.out(`${diffText(summary, terminal)}\n`);
  }
  await terminal.out(`${describeReading(after)}\n`);
}

async function writeJson(
  { before, after, unmet, changes }: SourceDiff,
  { counts, attributes }: DiffSummary,
  terminal: Terminal,
): Promise<void> {
  const head = {
    version: 1,
    before: before === undefined ? null : { at: isoTime(before.at), ...readingJson(before) },
    after: readingJson(after),
    unmet,
    counts: before === undefined ? null : counts,
    attributes,
  };
  await terminal.out(`${JSON.stringify(head).slice(0, -1)},"changes":[`);
  let separator = "";
  for (const change of changes()) {
    await terminal.out(separator + JSON.stringify(changeJson(change)));
    separator = ",";
  }
  await terminal.out("]}\n");
}

function changeJson({ membersAdded, membersRemoved, ...change }: RecordChange): object {
  const attributes = change.attributes.map(({ name, before = null, after = null }) => ({
    name,
    before,
    after,
  }));
  if (change.kind === "user") return { ...change, attributes };
  const members = {
    membersAdded: membersAdded.map(shownName),
    membersRemoved: membersRemoved.map(shownName),
  };
  return { ...change, attributes, ...members };
}
