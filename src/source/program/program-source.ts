import { FetchOnce } from "../fetch-once.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { DirectorySource } from "../source.ts";
import type { ProgramSource } from "./program-record.ts";

/**
 * A directory that a program hands over. It is taken into a private file the first time anything is asked of it, and read
 * from there, so that all passes see the same; `close()` removes the file, and aborts a reading under way. What takes it over
 * is loaded then: the command line never has such a source.
 */
export function createProgramSource(
  name: string,
  read: ProgramSource,
  context: ReaderContext,
): DirectorySource {
  const display = `program ${name}`;
  const taken = new FetchOnce(async (signal) => {
    const { takeOver } = await import("./take-over.ts");
    return takeOver(read, display, context, signal);
  });
  return {
    name: display,
    async files() {
      const { bytes, writtenAt, sha256 } = (await taken.get()).lines;
      return [{ file: display, bytes, modifiedAt: writtenAt, sha256 }];
    },
    async *records() {
      const { records, names } = await taken.get();
      yield* records();
      yield { kind: "names", stated: false, ...names };
    },
    async *memberships() {
      yield* (await taken.get()).memberships();
    },
    close: () => taken.close(),
  };
}
