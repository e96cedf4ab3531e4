import { UsageError } from "../errors.ts";
import { longestId } from "./answer/answer-limits.ts";
import { type EndpointPaths, spelledPath, usualPaths } from "./endpoint-paths.ts";
import { endpoints, readId, type ResourceType, type ScimId } from "./resource.ts";

/**
 * The path of a resource below the base URL (RFC 7644 §3.2), percent-encoded. An id of dots alone would walk up the
 * path, so its dots are encoded too; one that is empty would address all resources, and is refused with `UsageError`.
 */
export function resourcePath(type: ResourceType, id: ScimId): string {
  if (readId(id) === undefined)
    throw new UsageError(`${JSON.stringify(id.slice(0, 100))} is no id of a ${type}`);
  const encoded = encodeURIComponent(id);
  return `${endpoints[type]}/${/^\.+$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded}`;
}

/**
 * The id in the `Location` of a resource that was just made (RFC 7644 §3.3), absolute or relative. Undefined unless it
 * is below the base URL: another place may be anybody's. Nothing is requested there in any case.
 */
export function idInLocation(
  baseUrl: string,
  type: ResourceType,
  location: string | undefined,
  paths: EndpointPaths = usualPaths,
): ScimId | undefined {
  if (location === undefined || location === "" || location.length > 4 * longestId) return undefined;
  const collection = `${baseUrl}${spelledPath(endpoints[type], paths)}`;
  try {
    const [found, ours] = [new URL(location, collection), new URL(collection)];
    const segments = found.pathname.slice(ours.pathname.length).split("/");
    const isBelow = found.origin === ours.origin && found.pathname.startsWith(`${ours.pathname}/`);
    return isBelow && segments.length === 2 ? readId(decodeURIComponent(segments[1] ?? "")) : undefined;
  } catch {
    // Neither a URL nor a path, or with a % that means nothing.
    return undefined;
  }
}
