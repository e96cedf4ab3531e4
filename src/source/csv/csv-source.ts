import { UsageError } from "../../errors.ts";
import { compileFilter } from "../entry/filter.ts";
import { digestFiles } from "../file/digest.ts";
import { withoutAccepted } from "../file/proof.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { DirectorySource } from "../source.ts";
import { allFiles, nameCsvFiles } from "./files.ts";
import type { CsvSourceOptions } from "./options.ts";
import { CsvReading } from "./read.ts";

/**
 * A directory in CSV files (RFC 4180). Column names are compared trimmed and without case; keys and values are trimmed,
 * and empty cells left out. Throws `UsageError` for options that no file could be read by.
 */
export function createCsvSource(options: CsvSourceOptions, context: ReaderContext): DirectorySource {
  checkOptions(options);
  const { displayName, accepted } = context;
  const proven = withoutAccepted(options, accepted);
  const reading = new CsvReading(proven, context);
  return {
    name: `csv ${options.users.files.map(displayName).join(", ")}`,
    files: async () => digestFiles(allFiles(await nameCsvFiles(options, displayName)), proven.proof),
    records: (recogniser) => reading.records(recogniser),
    memberships: () => reading.memberships(),
    close: () => Promise.resolve(),
  };
}

function checkOptions({ delimiter, users, groups }: CsvSourceOptions): void {
  checkDelimiter(delimiter);
  for (const list of [users.groups, groups?.members, groups?.parent]) {
    if (list !== undefined) checkSeparator(list.column, list.separator);
  }
  for (const records of [users, groups]) {
    for (const [column, separator] of Object.entries(records?.lists ?? {})) checkSeparator(column, separator);
    if (records?.filter !== undefined) compileFilter(records.filter);
  }
}

function checkDelimiter(delimiter: string | undefined): void {
  if (delimiter === undefined || /^[^"\r\n]$/.test(delimiter)) return;
  const given = JSON.stringify(delimiter);
  throw new UsageError(`a CSV delimiter is one character, no quote and no newline; this one is ${given}`);
}

/** An empty one would take a cell apart into its letters. */
function checkSeparator(column: string, separator: string): void {
  if (separator !== "") return;
  throw new UsageError(`the separator of the list column "${column}" is empty`);
}
