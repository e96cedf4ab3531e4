/** Gives the values of an attribute, by its name in lower case; empty when it has none. */
export type AttributeLookup = (name: string) => readonly string[];

/** Whether a record satisfies a filter. */
export type RecordFilter = (lookup: AttributeLookup) => boolean;
