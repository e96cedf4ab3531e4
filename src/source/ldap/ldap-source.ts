import { stat } from "node:fs/promises";
import { SourceError } from "../../errors.ts";
import type { EntryFile } from "../ldif/entry-files.ts";
import { EntryFiles } from "../ldif/entry-files.ts";
import { FetchOnce } from "../fetch-once.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { DirectorySource, SourceFile } from "../source.ts";
import { namingEntries } from "./entry-problems.ts";
import { LdapFault } from "./fault.ts";
import type { FetchedDirectory } from "./fetch.ts";
import { type FetchPlan, planFetch } from "./fetch-plan.ts";
import type { LdapSourceOptions } from "./options.ts";

/**
 * A live directory (LDAPv3, RFC 4511). It is fetched as LDIF into a private folder the first time anything is asked of
 * it, and read from there, so that both passes see the same; `close()` removes the folder. Throws `UsageError` for a
 * URL or a filter that is none.
 */
export function createLdapSource(options: LdapSourceOptions, context: ReaderContext): DirectorySource {
  const plan = planFetch(options, context);
  const { display } = plan.address;
  const fetching = new FetchOnce((signal) => fetchTold(plan, display, signal));
  const kinds = plan.searches.map(({ setting }) => setting);
  const list = async (): Promise<readonly EntryFile[]> => {
    const { files } = await fetching.get();
    return files.map(({ holds, path }) => ({
      holds,
      file: { path, display: `${display} (${holds})`, setting: `source.${holds}` },
    }));
  };
  const entries = new EntryFiles(unfiltered(options), context, list);
  return {
    name: `ldap ${display}`,
    files: async () => [await sourceFile(await fetching.get(), `${display} (${kinds.join(", ")})`)],
    records: () => namingEntries(entries.records(), display, list),
    memberships: () => namingEntries(entries.memberships(), display, list),
    close: () => fetching.close(),
  };
}

/**
 * The server has applied bases and filters, and better than we could: it knows the rules of the schema and sees
 * attributes that were not fetched, such as `memberOf`. `(&)` is true (RFC 4526).
 */
function unfiltered({ users, groups }: LdapSourceOptions): Pick<LdapSourceOptions, "users" | "groups"> {
  const all = { base: "", filter: "(&)" };
  return { users: { ...users, ...all }, ...(groups !== undefined && { groups: { ...groups, ...all } }) };
}

async function sourceFile({ files, bytes, sha256 }: FetchedDirectory, file: string): Promise<SourceFile> {
  const times = await Promise.all(files.map(async ({ path }) => (await stat(path)).mtimeMs));
  return { file, bytes, modifiedAt: Math.trunc(Math.max(...times)), sha256 };
}

async function fetchTold(plan: FetchPlan, display: string, signal: AbortSignal): Promise<FetchedDirectory> {
  // What speaks LDAP is loaded by who has such a source.
  const { fetchDirectory } = await import("./fetch.ts");
  try {
    return await fetchDirectory(plan, signal);
  } catch (error) {
    if (!(error instanceof LdapFault)) throw error;
    const { setting, message } = error;
    throw new SourceError([{ file: display, path: `source.${setting}`, message }]);
  }
}
