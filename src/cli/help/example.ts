/** A line as it is typed, and what it is for. */
export type Example = readonly [line: string, says: string];

/** Examples by the path of their command, without `scimsync`. */
export type Examples = Readonly<Record<string, readonly Example[]>>;
