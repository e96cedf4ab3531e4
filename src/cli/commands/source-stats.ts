import { existsSync } from "node:fs";
import { isoTime } from "../../clock.ts";
import { StateError } from "../../errors.ts";
import { shownName } from "../../source/alias.ts";
import type { Reading } from "../../store/directory-store.ts";
import type { ChangeCounts } from "../../sync/inspect/change-counts.ts";
import { changesSince } from "../../sync/inspect/changes-since.ts";
import { openState } from "../../sync/open-state.ts";
import type { ReadAside } from "../../sync/read/read-aside.ts";
import { sourceStats, type SourceStats } from "../../sync/inspect/source-stats.ts";
import { ago } from "../../numbers.ts";
import { describeChanges, describeReading, describeUnmet, readingJson } from "../render-source-counts.ts";
import { statsText } from "../render-source-stats.ts";
import { lookAside, type SourceContext, type SourceDesk, type SourceFlags } from "./source-reading.ts";

/** `scimsync source stats`: what the sources hold, in numbers and examples. */
export async function showStats(context: SourceContext, flags: SourceFlags): Promise<number> {
  const { options, terminal } = context;
  return lookAside(context, flags, async (aside, desk) => {
    const { reading, unmet } = aside;
    const stats = await sourceStats(aside.store.directory, reading, desk.onLook);
    const since = await sinceLastRead(aside, desk, (line) => terminal.note(line));
    if (options.json) return terminal.out(`${JSON.stringify(statsJson(aside, stats, since))}\n`);
    const head = `${describeReading(reading)}\n${describeSince(since, desk.clock.now())}\n`;
    await terminal.out(describeUnmet(unmet, terminal) + head + statsText(reading, stats, terminal));
  });
}

interface Since {
  readonly before: Reading;
  readonly changes: ChangeCounts;
}

/** The state file is only read, so a run may be under way. */
async function sinceLastRead(
  { store }: ReadAside,
  { loaded, onLook }: SourceDesk,
  note: (line: string) => void,
): Promise<Since | undefined> {
  const { config } = loaded;
  if (!existsSync(config.state)) return undefined;
  try {
    const last = await openState(config);
    try {
      const before = last.directory.lastReading();
      if (before === undefined) return undefined;
      const copies = { before: last.directory, after: store.directory };
      return { before, changes: await changesSince(copies, onLook) };
    } finally {
      last.close();
    }
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    note(`the last good read is not compared with: ${error.message}`);
    return undefined;
  }
}

function describeSince(since: Since | undefined, now: number): string {
  if (since === undefined) return "no earlier read to compare with";
  return `since the last good read (${ago(now - since.before.at)}): ${describeChanges(since.changes)}`;
}

function statsJson({ reading, unmet }: ReadAside, stats: SourceStats, since: Since | undefined): object {
  const { attributes, repeated, largestGroups, groups, danglingExamples } = stats;
  return {
    version: 1,
    source: readingJson(reading),
    sources: reading.sources.map(({ name, users, groups }) => ({ name, users, groups })),
    unmet,
    since: since === undefined ? null : { at: isoTime(since.before.at), ...since.changes },
    attributes,
    moreAttributes: stats.moreAttributes,
    repeated,
    groups: { ...groups, largest: largestGroups.map(({ key, name, members }) => ({ key, name, members })) },
    dangling: {
      members: stats.danglingMembers,
      groups: stats.membershipsOfNoGroup,
      examples: danglingExamples.map((member) => ({ ...member, key: shownName(member.key) })),
    },
  };
}
