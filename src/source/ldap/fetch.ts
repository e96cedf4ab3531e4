import { AttributeTable } from "../ldif/attribute-table.ts";
import type { ReaderContext } from "../reader-context.ts";
import { parseLdapUrl } from "./address.ts";
import type { LdapEntry } from "./answer.ts";
import { loadCodec } from "./codec.ts";
import { LdapConnection } from "./connection.ts";
import { parseRequestFilter } from "./filter-request.ts";
import type { LdapSourceOptions } from "./options.ts";
import { isRanged, readRangedEntry } from "./range.ts";
import { type Search, searchPaged } from "./search.ts";
import { LdapSession } from "./session.ts";
import { Spool } from "./spool.ts";
import type { SpoolFile } from "./spool-file.ts";
import { trustOf } from "./trust.ts";
import { wantedOfGroups, wantedOfUsers } from "./wanted.ts";

/** What a server gave, whole, as LDIF. */
export interface FetchedDirectory {
  /** Absolute paths. */
  readonly users: string;
  readonly groups: string | undefined;
  readonly bytes: number;
  readonly sha256: string;
  remove(): Promise<void>;
}

/** Fetches users, then groups; throws `LdapFault`, and leaves nothing behind then. */
export async function fetchDirectory(
  options: LdapSourceOptions,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<FetchedDirectory> {
  const session = await openSession(options, signal);
  try {
    const spool = await Spool.create();
    try {
      return await fillSpool(session, options, context, spool);
    } catch (error) {
      await spool.remove();
      throw error;
    }
  } finally {
    session.close();
  }
}

async function openSession(options: LdapSourceOptions, signal: AbortSignal): Promise<LdapSession> {
  const { url, bind, ca, timeout, startTls } = options;
  const address = parseLdapUrl(url);
  const [tls, password, codec] = [await trustOf(address, ca), await bind?.password(), await loadCodec()];
  const session = new LdapSession(codec, await LdapConnection.open({ address, tls, timeout, signal }));
  try {
    if (startTls) await session.startTls();
    if (bind !== undefined) await session.bind(bind.dn, password ?? "");
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

async function fillSpool(
  session: LdapSession,
  options: LdapSourceOptions,
  context: ReaderContext,
  spool: Spool,
): Promise<FetchedDirectory> {
  const { users, groups, pageSize } = options;
  const searches = [searchFor("users", users, wantedOfUsers(options, context))];
  if (groups !== undefined) searches.push(searchFor("groups", groups, wantedOfGroups(options, context)));
  const names = new AttributeTable({ binaries: context.binaries });
  let bytes = 0;
  for (const search of searches) {
    bytes += await spool.write(`${search.setting}.ldif`, names, (file) =>
      spoolSearch(session, search, pageSize, file),
    );
  }
  return {
    users: spool.path("users.ldif"),
    groups: groups === undefined ? undefined : spool.path("groups.ldif"),
    bytes,
    sha256: spool.digest(),
    remove: () => spool.remove(),
  };
}

function searchFor(
  setting: string,
  { base, scope, filter }: Pick<Search, "base" | "scope"> & { readonly filter: string },
  attributes: readonly string[],
): Search {
  return { setting, base, scope, filter: parseRequestFilter(filter), attributes };
}

async function spoolSearch(
  session: LdapSession,
  search: Search,
  pageSize: number,
  file: SpoolFile,
): Promise<void> {
  const ranged: string[] = [];
  await searchPaged(session, search, pageSize, async (entries) => {
    for (const entry of entries) {
      if (isRanged(entry)) ranged.push(entry.dn);
      else writeEntry(file, entry);
    }
    await file.flush();
  });
  // Not in between: a page's cookie may not outlive another search.
  for (const dn of ranged) await readRangedEntry(session, search, dn, file);
}

function writeEntry(file: SpoolFile, { dn, attributes }: LdapEntry): void {
  file.begin(dn);
  for (const attribute of attributes) file.attribute(attribute);
}
