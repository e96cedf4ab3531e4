import { endpoints } from "../resource.ts";
import type { Method, ScimRequest } from "../connection/transport.ts";

/** Never more than `requests` in any `every` milliseconds, wherever that span begins. */
export interface RateRule {
  readonly requests: number;
  /** Milliseconds. */
  readonly every: number;
  /** Requests that may go at once, refilled evenly over `every`; absent means that all may. */
  readonly burst?: number;
  /** Absent means all. */
  readonly methods?: readonly Method[];
  /**
   * `users` and `groups`: the collection, and all below it. A path such as `/Groups`: that alone. With an asterisk at the
   * end, `/Groups/*`: what is below it. Absent means everything. A path is as RFC 7644 has it, wherever the provider has the
   * endpoint.
   */
  readonly of?: string;
  /** Whether each path has a quota of its own, such as members of one group in an hour. */
  readonly perResource?: boolean;
}

/** Whether the limit is one of this request. */
export function isLimited(rule: RateRule, { method, path }: ScimRequest): boolean {
  if (rule.methods !== undefined && !rule.methods.includes(method)) return false;
  return rule.of === undefined || isAt(rule.of, plainPath(path));
}

/** The path without its query. */
export function plainPath(path: string): string {
  const query = path.indexOf("?");
  return query < 0 ? path : path.slice(0, query);
}

function isAt(place: string, path: string): boolean {
  if (place.endsWith("/*")) return path.startsWith(place.slice(0, -1));
  if (place !== "users" && place !== "groups") return path === place;
  const collection = endpoints[place === "users" ? "User" : "Group"];
  return path === collection || path.startsWith(`${collection}/`);
}
