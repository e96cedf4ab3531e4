import type { DirectoryEntry } from "../entry/entry.ts";
import type { FileOptions } from "../file/file-options.ts";
import type { ProblemList } from "../file/problem-list.ts";
import type { FileStamp, NamedFile } from "../file/still-file.ts";
import { readText } from "../file/text-file.ts";
import { createCsvdeParser, isCsvde } from "./csvde-parser.ts";
import type { BuilderOptions } from "./entry-builder.ts";
import { createLdifParser } from "./ldif-parser.ts";
import type { EntryParser } from "./ldif-parser.ts";

/** More than the beginning by which a table is told from LDIF. */
const HEAD = 16;

/**
 * Streams the entries of a file. What is wrong goes to `problems`, and the caller must believe no entry unless there are
 * none at the end. Throws `FileFault`.
 */
export async function* readEntries(
  { file, stamp }: { readonly file: NamedFile; readonly stamp: FileStamp },
  fileOptions: FileOptions,
  options: BuilderOptions,
  problems: ProblemList,
): AsyncGenerator<readonly DirectoryEntry[]> {
  let parser: EntryParser | undefined;
  let head = "";
  for await (const { text, fault } of readText(file, stamp, fileOptions)) {
    head += text;
    if (parser === undefined && head.length < HEAD && fault === undefined) continue;
    parser ??= startParser(head, options, problems);
    yield parser.push(head);
    head = "";
    if (fault !== undefined && !parser.stopped) problems.add({ ...parser.end(), message: fault });
    if (fault !== undefined || parser.stopped) return;
  }
  parser ??= startParser(head, options, problems);
  yield parser.push(head);
  yield parser.finish();
}

function startParser(head: string, options: BuilderOptions, problems: ProblemList): EntryParser {
  const create = isCsvde(head) ? createCsvdeParser : createLdifParser;
  return create(options, (complaint) => problems.add(complaint));
}
