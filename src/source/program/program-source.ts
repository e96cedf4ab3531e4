import { SourceError } from "../../errors.ts";
import { FetchOnce } from "../fetch-once.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { AttributeNames, DirectorySource } from "../source.ts";
import { Handover, type SpoolLine } from "./handover.ts";
import type { ProgramSource } from "./program-record.ts";
import { spooledMemberships, spooledRecords } from "./read-spool.ts";
import { type SpooledLines, spoolLines } from "./spool.ts";

/**
 * A directory that a program hands over. It is taken into a private file the first time anything is asked of it, and read
 * from there, so that all passes see the same; `close()` removes the file, and aborts a reading under way.
 */
export function createProgramSource(
  name: string,
  read: ProgramSource,
  context: ReaderContext,
): DirectorySource {
  const display = `program ${name}`;
  const taken = new FetchOnce((signal) => takeOver(read, display, context, signal));
  return {
    name: display,
    async files() {
      const { bytes, writtenAt, sha256 } = (await taken.get()).lines;
      return [{ file: display, bytes, modifiedAt: writtenAt, sha256 }];
    },
    async *records() {
      const { lines, names } = await taken.get();
      yield* spooledRecords(lines.read());
      yield { kind: "names", stated: false, ...names };
    },
    async *memberships() {
      const { lines } = await taken.get();
      yield* spooledMemberships(lines.read());
    },
    close: () => taken.close(),
  };
}

interface Taken {
  readonly lines: SpooledLines;
  readonly names: AttributeNames;
  remove(): Promise<void>;
}

async function takeOver(
  read: ProgramSource,
  display: string,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<Taken> {
  const handover = new Handover(display, context);
  const lines = await spoolLines(linesOf(read, { display, handover, signal }), display);
  try {
    return { lines, names: handover.finish(), remove: () => lines.remove() };
  } catch (error) {
    await lines.remove();
    throw error;
  }
}

interface Taking {
  readonly display: string;
  readonly handover: Handover;
  readonly signal: AbortSignal;
}

async function* linesOf(
  read: ProgramSource,
  { display, handover, signal }: Taking,
): AsyncGenerator<readonly SpoolLine[]> {
  const { next, end } = begin(read, display, signal);
  try {
    for (let given = await next(); given.done !== true && !handover.hopeless; given = await next())
      yield [...handover.take(given.value)];
  } finally {
    await end();
  }
}

function nothing(): void {}

interface Reading {
  /** Rejects at once when the signal is aborted, whatever the program waits for. */
  readonly next: () => Promise<IteratorResult<unknown>>;
  readonly end: () => Promise<void>;
}

function begin(read: ProgramSource, display: string, signal: AbortSignal): Reading {
  const iterator = iteratorOf(read, display, signal);
  let hangUp = nothing;
  const onAbort = () => hangUp();
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        hangUp = () => reject(signal.reason as Error);
        if (signal.aborted) return hangUp();
        step(iterator).then(resolve, (error: unknown) => reject(notWhole(error, display)));
      }),
    async end() {
      signal.removeEventListener("abort", onAbort);
      const ended = letGo(iterator).catch(() => undefined);
      // Who does not heed the signal may wait for ever.
      if (!signal.aborted) await ended;
    },
  };
}

type AnyIterator = AsyncIterator<unknown> | Iterator<unknown>;

async function step(iterator: AnyIterator): Promise<IteratorResult<unknown>> {
  return iterator.next();
}

async function letGo(iterator: AnyIterator): Promise<void> {
  await iterator.return?.();
}

function iteratorOf(read: ProgramSource, display: string, signal: AbortSignal): AnyIterator {
  try {
    const given = read(signal);
    return Symbol.asyncIterator in given ? given[Symbol.asyncIterator]() : given[Symbol.iterator]();
  } catch (error) {
    throw notWhole(error, display);
  }
}

/** What the program threw stands as the cause. */
function notWhole(error: unknown, display: string): SourceError {
  if (error instanceof SourceError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const message = `could not be read whole: ${said}`;
  return Object.assign(new SourceError([{ file: display, message }]), { cause: error });
}
