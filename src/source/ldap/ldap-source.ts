import type { ReaderContext } from "../reader-context.ts";
import type { DirectorySource } from "../source.ts";
import type { LdapSourceOptions } from "./options.ts";

export function createLdapSource(options: LdapSourceOptions, context: ReaderContext): DirectorySource {
  throw new Error(`${options.url} ${context.binaries.length}`);
}
