import { SourceError, UsageError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import type { CsvSourceOptions, ListColumn } from "./options.ts";
import { csvPasses } from "./pass.ts";
import type { CsvPass, DisplayName } from "./pass.ts";
import { readCsvHeader, readCsvRecords } from "./read.ts";
import type { DirectorySource, SourceFile, SourceShape } from "../source.ts";
import { digestFile, eachFile } from "../file/still-file.ts";

/**
 * A directory in CSV files (RFC 4180, UTF-8). Column names are compared trimmed and without case; keys and values
 * are trimmed, and empty cells left out. `displayName` says how a path is shown in messages.
 */
export function createCsvSource(options: CsvSourceOptions, displayName: DisplayName): DirectorySource {
  checkDelimiter(options.delimiter);
  for (const list of [options.users.groups, options.groups?.members, options.groups?.parent]) {
    checkSeparator(list);
  }
  return {
    name: `csv ${displayName(options.users.file)}`,
    files: () => digestFiles(options, displayName),
    shape: () => readShape(options, displayName),
    read: () => readCsvRecords(options, displayName),
  };
}

function checkDelimiter(delimiter: string | undefined): void {
  if (delimiter === undefined || /^[^"\r\n]$/.test(delimiter)) return;
  const given = JSON.stringify(delimiter);
  throw new UsageError(`a CSV delimiter is one character, no quote and no newline; this one is ${given}`);
}

/** An empty one would take a cell apart into its letters. */
function checkSeparator(list: ListColumn | undefined): void {
  if (list === undefined || list.separator !== "") return;
  throw new UsageError(`the separator of the list column "${list.column}" is empty`);
}

async function digestFiles(
  options: CsvSourceOptions,
  displayName: DisplayName,
): Promise<readonly SourceFile[]> {
  const digests = await eachFile(filePasses(options, displayName), digestFile);
  return [...digests.values()];
}

async function readShape(options: CsvSourceOptions, displayName: DisplayName): Promise<SourceShape> {
  const passes = filePasses(options, displayName);
  const problems: Problem[] = [];
  const names: Partial<Record<CsvPass["kind"], readonly string[]>> = {};
  for (const pass of passes) {
    const header = await readCsvHeader(pass, options.delimiter, problems);
    if (header !== undefined) names[pass.kind] = header.names;
  }
  if (problems.length > 0) throw new SourceError(problems);
  return { users: names.users ?? [], groups: [...new Set([...(names.groups ?? []), "name"])] };
}

function filePasses(options: CsvSourceOptions, displayName: DisplayName): readonly CsvPass[] {
  const { records, memberships } = csvPasses(options, displayName, new Map());
  return [...records, ...memberships];
}
