import type { SourceExpectations } from "../../src/source/expect.ts";
import type { Reading } from "../../src/store/directory-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { DirectorySource } from "../../src/source/source.ts";
import { acceptSource } from "../../src/sync/read/accept-source.ts";
import type { Acceptance } from "../../src/sync/read/acceptance.ts";
import type { DynamicGroups } from "../../src/sync/read/dynamic-groups.ts";
import { type Contents, memorySource } from "./memory-source.ts";

export const usual: SourceExpectations = { minUsers: 1, minGroups: 0 };
export const now = 1_000_000;

/** A config with nothing in it. */
const noGroups: DynamicGroups = {
  groups: [],
  records: { kind: "groups", file: "", records: [] },
  fingerprint: "",
  compile: () => [],
  onFailures() {},
};

/** What is read, with every expectation stated, or the usual ones. */
export function acceptance(
  sources: readonly {
    readonly source: DirectorySource;
    readonly name?: string;
    readonly enriches?: boolean;
  }[],
  given: Partial<Acceptance> & { readonly expect?: SourceExpectations } = {},
): Acceptance {
  const { expect = usual, ...rest } = given;
  return {
    sources: sources.map(({ source, name = "csv", enriches = false }) => ({
      source,
      name,
      enriches,
      expect,
      mayHave: [],
      definition: "",
    })),
    merge: undefined,
    dynamicGroups: noGroups,
    accepted: new Set(),
    now,
    onRecords() {},
    ...rest,
  };
}

/** Reads what one or several sources hold into the store. Several are called `csv-1`, `csv-2`, … */
export function accept(
  into: Store,
  contents: Contents | readonly Contents[],
  given: Parameters<typeof acceptance>[1] = {},
): Promise<Reading> {
  const sources = [contents].flat().map((one, index) => ({
    source: memorySource(one),
    name: `csv-${index + 1}`,
  }));
  return acceptSource(acceptance(sources, given), into);
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
