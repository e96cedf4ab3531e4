/**
 * A digest of the very text that a record was made of, 16 characters of one byte each. Records of one imprint are one
 * record; a record may well have another imprint today, because somebody put a cell into quotes.
 */
export type Imprint = string;

/** Knows the records of the last accepted read by their imprints, so that most need not be taken apart. */
export interface Recogniser {
  /** `heading` is all that makes a record what it is besides its own text: the names of columns, which is the key. */
  under(heading: string): RecordRecogniser;
}

export interface RecordRecogniser {
  readonly imprintOf: (text: string) => Imprint;
  /** The number of the entry whose record had this imprint; 0 when there is none. */
  readonly find: (imprint: Imprint) => number;
}

/** Records that were recognised, in the order of the file. */
export interface KnownRecords {
  /** Numbers of entries. */
  readonly entries: readonly number[];
  /** 1-based lines where the records begin. */
  readonly lines: readonly number[];
}
