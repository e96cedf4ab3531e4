/** A table that `lookup()` reads from, as a CSV file holds it; cells are trimmed. */
export interface LookupTable {
  /** In lower case; the first is that of the keys. */
  readonly columns: readonly string[];
  /** By key, the cells in the order of the columns. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** Of the content: when it changes, the mapping has. */
  readonly digest: string;
}

/** A table that cannot be used. */
export interface BrokenTable {
  /** What is wrong, with the place in the file: `countries.csv:3:1 "code" is empty`. */
  readonly faults: readonly string[];
}

/** Tables by the name an expression calls them by. */
export type LookupTables = ReadonlyMap<string, LookupTable | BrokenTable>;
