import type { SourceExpectations } from "../../src/source/expect.ts";
import type { Reading } from "../../src/store/directory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { acceptSource } from "../../src/sync/accept-source.ts";
import { type Contents, memorySource } from "./memory-source.ts";

export const usual: SourceExpectations = { minUsers: 1, minGroups: 0 };
export const now = 1_000_000;

/** Reads what one or several sources hold into the store. */
export function accept(
  into: Store,
  contents: Contents | readonly Contents[],
  expect = usual,
): Promise<Reading> {
  const sources = [contents].flat().map((one) => ({ source: memorySource(one), expect, definition: "" }));
  return acceptSource(sources, into, now, () => {});
}

export const acme: Contents = {
  users: { a: { email: "a" }, b: { email: "b" }, c: { email: "c" } },
  groups: { eng: "Eng", ops: "Ops" },
  members: [
    ["eng", "a"],
    ["eng", "b"],
    ["ops", "c"],
  ],
};
