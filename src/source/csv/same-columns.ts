import type { ProblemList } from "../file/problem-list.ts";
import type { CsvHeader } from "./header.ts";
import type { CsvPage } from "./table.ts";

/** The header of the first of several files that are read as one. */
export interface SharedHeader {
  readonly header: CsvHeader;
  /** As the user would type it. */
  readonly file: string;
}

/**
 * How pages below `own` are brought into the order of the shared header; undefined, with the differences in
 * `problems`, when the columns are not the same.
 */
export function alignColumns(
  own: CsvHeader,
  { header, file }: SharedHeader,
  problems: ProblemList,
): ((page: CsvPage) => CsvPage) | undefined {
  const missing = header.names.filter((name) => !own.names.includes(name));
  const added = own.names.filter((name) => !header.names.includes(name));
  for (const name of missing) {
    problems.add({
      ...own.places[0],
      message: `there is no column "${name}", which ${file} has; ${ALIKE}`,
    });
  }
  for (const name of added) {
    const place = own.places[own.names.indexOf(name)];
    problems.add({ ...place, message: `the column "${name}" is not in ${file}; ${ALIKE}` });
  }
  if (missing.length + added.length > 0) return undefined;
  const order = header.names.map((name) => own.names.indexOf(name));
  if (order.every((from, to) => from === to)) return (page) => page;
  return (page) => ({
    ...page,
    header,
    order,
    rows: page.rows.map((row) => order.map((from) => row[from] ?? "")),
  });
}

const ALIKE = "files that are read as one have the same columns";
