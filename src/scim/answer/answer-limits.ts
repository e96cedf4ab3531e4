import type { ResourceType } from "../resource.ts";

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/**
 * Bytes of an answer at most, compressed and not, by what was asked for. They bound what a hostile provider can make
 * us hold at once, and are far above what an honest one says.
 */
export const answerBytes = {
  /** Of an error its status and 500 characters are of use; what is beyond is not read, and no fault. */
  error: 64 * kilobyte,
  /** ServiceProviderConfig and Schemas. */
  discovery: 4 * megabyte,
  /** A user with a photo in it is a megabyte; a group tells some 150 bytes of each member: 200,000 of them. */
  resource: { User: 4 * megabyte, Group: 32 * megabyte } satisfies Record<ResourceType, number>,
  /** Some providers know no pages: this is 60,000 users in one answer. */
  list: 64 * megabyte,
} as const;

/** Values of one JSON text at most. 64 MiB of SCIM hold about as many; more are made to fill memory. */
export const mostJsonValues = 4_000_000;

/** Lists and objects within each other at most. SCIM has six of them (RFC 7643 §2.3.8); ours are walked by recursion. */
export const deepestJson = 64;

/** Characters of an id at most. Longer ones would not pass in a URL. */
export const longestId = 2_048;
