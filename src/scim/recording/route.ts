import { type EndpointPaths, usualPath } from "../endpoint-paths.ts";

/** Parts of a path that are words of RFC 7644, and nobody's id. */
const words: ReadonlySet<string> = new Set([
  "Users",
  "Groups",
  "ServiceProviderConfig",
  "Schemas",
  "ResourceTypes",
  "Bulk",
  "Me",
  ".search",
]);

/**
 * Which kind of path a request has, such as `/Users/{id}`, in the words of the RFC wherever the provider has its endpoints.
 * Filters and ids name people at many providers, so neither is in it.
 */
export function routeOf(path: string, paths: EndpointPaths): string {
  const [bare = ""] = path.split("?", 1);
  const usual = usualPath(bare, paths) ?? bare;
  return usual
    .split("/")
    .map((part) => (part === "" || words.has(part) ? part : "{id}"))
    .join("/");
}
