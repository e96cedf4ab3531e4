import { SourceError } from "../../errors.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { AttributeNames } from "../source.ts";
import { Handover, type SpoolLine } from "./handover.ts";
import type { ProgramSource } from "./program-record.ts";
import { spooledMemberships, spooledRecords } from "./read-spool.ts";
import { type SpooledLines, spoolLines } from "./spool.ts";

/** A directory in a private file. */
export interface Taken {
  readonly lines: Pick<SpooledLines, "bytes" | "writtenAt" | "sha256">;
  readonly names: AttributeNames;
  readonly records: () => ReturnType<typeof spooledRecords>;
  readonly memberships: () => ReturnType<typeof spooledMemberships>;
  remove(): Promise<void>;
}

/** Reads all that a program has to give. Throws `SourceError` unless it was whole. */
export async function takeOver(
  read: ProgramSource,
  display: string,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<Taken> {
  const handover = new Handover(display, context);
  const lines = await spoolLines(linesOf(read, { display, handover, signal }), display);
  try {
    return {
      lines,
      names: handover.finish(),
      records: () => spooledRecords(lines.read()),
      memberships: () => spooledMemberships(lines.read()),
      remove: () => lines.remove(),
    };
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
