import type { Check } from "./expect.ts";

/** What a reader is told besides its own options. */
export interface ReaderContext {
  /** Shows an absolute path as the user would type it. */
  readonly displayName: (absolutePath: string) => string;
  /** Attributes, in lower case, by which a membership or reference of any source names users: `dn`, `mail`. */
  readonly userAliases: readonly string[];
  /** The same for groups. */
  readonly groupAliases: readonly string[];
  /** Attributes, in lower case, that are wanted although their values are binary; as base64. */
  readonly binaries: readonly string[];
  /** Expectations waived for this run. */
  readonly accepted: ReadonlySet<Check>;
}
