import type { Imprint, KnownRecords } from "../recogniser.ts";

/** Records of a table, header first: `lines[i]` is the line on which `rows[i]` begins. */
export interface CsvRows {
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  /** Where in `text` each row begins, so that its fields can be found; negative when that text is gone. */
  readonly starts: readonly number[];
  readonly text: string;
  readonly delimiter: string;
  /** Of each row; none where nothing is recognised. */
  readonly imprints: readonly (Imprint | undefined)[];
  /** Records that were recognised instead: they stand between the rows. */
  readonly known: KnownRecords;
}
