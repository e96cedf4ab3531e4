import { UsageError } from "../../errors.ts";
import type { ReaderContext } from "../reader-context.ts";
import { type LdapAddress, parseLdapUrl } from "./address.ts";
import { parseRequestFilter } from "./filter-request.ts";
import type { LdapSearch, LdapSourceOptions } from "./options.ts";
import type { Search } from "./search.ts";
import { wantedOfGroups, wantedOfUsers } from "./wanted.ts";

/** What is going to be asked of whom. */
export interface FetchPlan {
  readonly address: LdapAddress;
  readonly connect: Pick<LdapSourceOptions, "bind" | "ca" | "startTls" | "timeout">;
  readonly pageSize: number;
  /** For users, then for groups. */
  readonly searches: readonly Search[];
  /** See `ReaderContext`. */
  readonly binaries: readonly string[];
}

/** Throws `UsageError` for a URL or a filter that is none. */
export function planFetch(options: LdapSourceOptions, context: ReaderContext): FetchPlan {
  const { users, groups, pageSize } = options;
  const address = parseLdapUrl(options.url);
  if (address.secure && options.startTls) {
    throw new UsageError("an ldaps:// connection is encrypted already; take startTls away");
  }
  const searches = [searchFor("users", users, wantedOfUsers(options, context))];
  if (groups !== undefined) searches.push(searchFor("groups", groups, wantedOfGroups(options, context)));
  return { address, connect: options, pageSize, searches, binaries: context.binaries };
}

function searchFor(
  setting: Search["setting"],
  { base, scope, filter }: LdapSearch & { readonly filter: string },
  attributes: readonly string[],
): Search {
  return { setting, base, scope, filter: parseRequestFilter(filter), attributes };
}
