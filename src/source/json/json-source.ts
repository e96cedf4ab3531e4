import { digestFiles } from "../file/digest.ts";
import { withoutAccepted } from "../file/proof.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { DirectorySource } from "../source.ts";
import type { JsonSourceOptions } from "./options.ts";
import { readMemberships, readRecords } from "./read.ts";
import { openFiles, placedSections } from "./section-files.ts";
import type { SectionedFile } from "./section-files.ts";

/**
 * A directory in JSON files: documents with lists, a list, NDJSON, or SCIM's list responses and bulk requests (RFC 7644,
 * 3.4.2 and 3.7). Names are compared without case; texts are trimmed, and what is empty is left out. Throws
 * `UsageError` when a filter is not RFC 4515.
 */
export function createJsonSource(options: JsonSourceOptions, context: ReaderContext): DirectorySource {
  const placed = placedSections(options, context);
  const proven = withoutAccepted(options, context.accepted);
  const open = () => openFiles(placed, context.displayName);
  /** As `records()` found them, because memberships of other files would be those of another directory. */
  let files: readonly SectionedFile[] | undefined;
  return {
    name: `json ${options.users.files.map(context.displayName).join(", ")}`,
    async files() {
      const opened = await open();
      return digestFiles(
        opened.map(({ file }) => file),
        proven.proof,
      );
    },
    async *records() {
      files = await open();
      yield* readRecords(files, proven, context.groupAliases);
    },
    async *memberships() {
      files ??= await open();
      yield* readMemberships(files, proven);
    },
    async close() {},
  };
}
