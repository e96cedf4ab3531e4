import type { EntryKind } from "../entry/entry-kinds.ts";
import { AttributeTable } from "../ldif/attribute-table.ts";
import { loadCodec } from "./codec.ts";
import { LdapConnection } from "./connection.ts";
import type { FetchPlan } from "./fetch-plan.ts";
import { isRanged, readRangedEntry } from "./range.ts";
import { type Search, searchPaged } from "./search.ts";
import { LdapSession } from "./session.ts";
import { Spool } from "./spool.ts";
import type { SpoolFile } from "./spool-file.ts";
import { trustOf } from "./trust.ts";

/** What a server gave, whole, as LDIF. */
export interface FetchedDirectory {
  readonly files: readonly FetchedFile[];
  readonly bytes: number;
  /** Of all files, hex. */
  readonly sha256: string;
  remove(): Promise<void>;
}

export interface FetchedFile {
  readonly holds: EntryKind;
  /** Absolute. */
  readonly path: string;
}

/** Fetches all that is planned; throws `LdapFault`, and leaves nothing behind then. */
export async function fetchDirectory(plan: FetchPlan, signal: AbortSignal): Promise<FetchedDirectory> {
  const session = await openSession(plan, signal);
  try {
    const spool = await Spool.create();
    try {
      return await fillSpool(session, plan, spool);
    } catch (error) {
      await spool.remove();
      throw error;
    }
  } finally {
    session.close();
  }
}

async function openSession({ address, connect }: FetchPlan, signal: AbortSignal): Promise<LdapSession> {
  const { bind, ca, startTls, timeout } = connect;
  const tls = await trustOf(address, ca);
  const password = await bind?.password();
  const codec = await loadCodec();
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

async function fillSpool(session: LdapSession, plan: FetchPlan, spool: Spool): Promise<FetchedDirectory> {
  const names = new AttributeTable({ binaries: plan.binaries });
  const files: FetchedFile[] = [];
  let bytes = 0;
  for (const search of plan.searches) {
    const name = `${search.setting}.ldif`;
    bytes += await spool.write(name, names, (file) => spoolSearch(session, search, plan.pageSize, file));
    files.push({ holds: search.setting, path: spool.path(name) });
  }
  return { files, bytes, sha256: spool.digest(), remove: () => spool.remove() };
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
      else file.entry(entry);
    }
    await file.flush();
  });
  // Not in between: a page's cookie may not outlive another search.
  for (const dn of ranged) await readRangedEntry(session, search, dn, file);
}
