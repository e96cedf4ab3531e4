import type { EntryGroups, EntryUsers } from "../entry/options.ts";
import type { FileOptions } from "../file/file-options.ts";

export interface LdifSourceOptions extends FileOptions {
  readonly type: "ldif";
  /** Absolute paths or patterns with `*`. */
  readonly files: readonly string[];
  readonly users: EntryUsers;
  readonly groups?: EntryGroups;
  /** The folder below which `:< file://` may read (RFC 2849); refused when undefined. */
  readonly fileUrls?: string;
}
