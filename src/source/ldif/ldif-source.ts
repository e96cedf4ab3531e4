import { digestFiles } from "../file/digest.ts";
import { nameFiles } from "../file/file-set.ts";
import { withoutAccepted } from "../file/proof.ts";
import type { NamedFile } from "../file/still-file.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { DirectorySource } from "../source.ts";
import { EntryFiles } from "./entry-files.ts";
import type { LdifSourceOptions } from "./options.ts";

/**
 * A directory as it was exported: LDIF (RFC 2849) as ldapsearch, slapcat, ldifde and 389-DS write it, or the table that
 * csvde writes. Throws `UsageError` for a base that is no DN or a filter that is none.
 */
export function createLdifSource(options: LdifSourceOptions, context: ReaderContext): DirectorySource {
  const { displayName } = context;
  const proven = withoutAccepted(options, context.accepted);
  const named = (): Promise<readonly NamedFile[]> => nameFiles(options.files, "source.file", displayName);
  const entries = new EntryFiles(proven, context, async () => (await named()).map((file) => ({ file })));
  return {
    name: `ldif ${options.files.map(displayName).join(", ")}`,
    files: async () => digestFiles(await named(), proven.proof),
    records: () => entries.records(),
    memberships: () => entries.memberships(),
    close: async () => {},
  };
}
