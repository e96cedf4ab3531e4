/** Resources in an answer when the client does not say, and at most. */
export const pageSize = { normal: 100, most: 1000 } as const;
