import { systemClock } from "../../clock.ts";
import type { Check } from "../../source/expect.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { type ReadAside, withReadAside } from "../../sync/read/read-aside.ts";
import type { SourceReading } from "../../sync/read/read-sources.ts";
import type { GlobalOptions } from "../global-options.ts";
import { createLogger } from "../logger.ts";
import { count } from "../../numbers.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { endings } from "../stop-signals.ts";
import { openConfig } from "../workplace.ts";

export interface SourceContext {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface SourceFlags {
  readonly accept?: readonly Check[];
}

/** What looking at the sources works with. */
export interface SourceDesk extends Omit<SourceReading, "store"> {
  /** Told of records that are looked at after they were read; ends the work when somebody interrupted it. */
  readonly onLook: (count: number) => void;
}

/**
 * Loads the config and does work that reads the sources, with progress. Gives the exit code of the work, or 130 when it
 * was interrupted: what it put aside is then tidied away, too.
 */
export async function atSourceDesk(
  { options, terminal }: SourceContext,
  { accept = [] }: SourceFlags,
  work: (desk: SourceDesk) => Promise<number>,
): Promise<number> {
  const loaded = await openConfig(options, terminal, "source");
  const progress = createProgress(terminal, () => systemClock.now(), options.quiet);
  const interruption = watchForInterruption(terminal);
  const looking = createLooking(terminal, options.quiet);
  try {
    return await work({
      loaded,
      clock: systemClock,
      log: createLogger(options),
      accepted: new Set(accept),
      onRecords(records) {
        interruption.check();
        progress.onRecords(records);
      },
      onLook(records) {
        interruption.check();
        looking(records);
      },
    });
  } catch (error) {
    if (interruption.happened()) return exitCodes.interrupted;
    throw error;
  } finally {
    progress.end();
    interruption.release();
  }
}

/** Reads the sources into a state that is thrown away, to look at. Gives 5 when `sync` would refuse the read. */
export async function lookAside(
  context: SourceContext,
  flags: SourceFlags,
  look: (aside: ReadAside, desk: SourceDesk) => Promise<void>,
): Promise<number> {
  return atSourceDesk(context, flags, (desk) =>
    withReadAside({ ...desk, onUnmet: "tell" }, async (aside) => {
      await look(aside, desk);
      return aside.unmet.length > 0 ? exitCodes.source : exitCodes.done;
    }),
  );
}

const REDRAW_EVERY = 100;

function createLooking(terminal: Terminal, quiet: boolean): (count: number) => void {
  let records = 0;
  let drawnAt = systemClock.now();
  return (more) => {
    records += more;
    if (quiet || systemClock.now() - drawnAt < REDRAW_EVERY) return;
    drawnAt = systemClock.now();
    terminal.progress(`looking through it: ${count(records)} records`);
  };
}

interface Interruption {
  happened(): boolean;
  /** Throws when somebody wants it all to end. */
  check(): void;
  release(): void;
}

/** The first signal ends the work in good order, the second at once. */
function watchForInterruption(terminal: Terminal): Interruption {
  let happened = false;
  function onSignal(): void {
    happened = true;
    release();
    terminal.note("stopping; once more to end at once");
  }
  function release(): void {
    for (const signal of endings) process.off(signal, onSignal);
  }
  for (const signal of endings) process.on(signal, onSignal);
  return {
    happened: () => happened,
    check() {
      if (happened) throw new Error("interrupted");
    },
    release,
  };
}
