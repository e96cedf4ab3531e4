import type { Problem } from "../../errors.ts";
import { SourceError } from "../../errors.ts";
import type { EntryFile } from "../ldif/entry-files.ts";
import { entriesAt } from "./entry-at.ts";

/** Passes `batches` on; what is wrong with a line of a fetched file is said of its entry on the server at `display`. */
export async function* namingEntries<Batch>(
  batches: AsyncIterable<Batch>,
  display: string,
  list: () => Promise<readonly EntryFile[]>,
): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const named: Problem[] = [];
    for (const { file } of await list()) {
      const own = error.problems.filter((problem) => problem.file === file.display);
      named.push(...(await ofEntries(own, display, file.path)));
    }
    // Of what could not be fetched there are no files.
    throw named.length === 0 ? error : new SourceError(named);
  }
}

async function ofEntries(
  problems: readonly Problem[],
  display: string,
  path: string,
): Promise<readonly Problem[]> {
  const lines = new Set(problems.flatMap(({ line }) => (line === undefined ? [] : [line])));
  const dns = await entriesAt(path, lines);
  return problems.map(({ line, message }) => {
    const dn = line === undefined ? undefined : dns.get(line);
    const told = dn === undefined || message.startsWith(`entry ${JSON.stringify(dn)}`);
    return { file: display, ...(!told && { path: `entry ${dn}` }), message };
  });
}
