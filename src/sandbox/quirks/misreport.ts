import type { PatchOperation } from "../patch/patch-request.ts";
import { Refusal } from "../refusal.ts";
import { isUrn } from "../resource-check.ts";
import type { ResourceType } from "../resource-type.ts";
import { isJsonObject } from "../../canonical.ts";
import type { ServiceProvider } from "../service-provider.ts";

/** What a service with quirks says in place of a refusal. */
export function misreport(provider: ServiceProvider, method: string, path: string, error: Refusal): Refusal {
  const { status, message, scimType, headers } = misjudged(provider, method, path, error);
  if (status === 409 && provider.has("duplicateWithoutScimType"))
    return new Refusal(status, message, undefined, headers);
  if (provider.has("alwaysInvalidSyntax")) return new Refusal(status, message, "invalidSyntax", headers);
  return new Refusal(status, message, scimType, headers);
}

function misjudged(provider: ServiceProvider, method: string, path: string, error: Refusal): Refusal {
  const isMissing = error.status === 404 && (method === "PATCH" || method === "DELETE");
  if (isMissing && provider.has("unknownId500")) return new Refusal(500, "Internal Server Error");
  if (error.scimType !== "uniqueness" || !path.startsWith("/Users")) return error;
  const quirk = method === "POST" ? "duplicate500" : "renameConflict500";
  return provider.has(quirk) ? new Refusal(500, "Internal Server Error") : error;
}

/** Throws `Refusal` for a path of a user that the service says it does not have, or cannot PATCH. */
export function refusePaths(
  provider: ServiceProvider,
  type: ResourceType,
  operations: readonly PatchOperation[],
): void {
  for (const { path, value } of operations) {
    const isGiven =
      path?.attribute.toLowerCase() === "name" && path.subAttribute?.toLowerCase() === "givenname";
    // Without `misreport` in between: this is about a path, not about a resource.
    if (isGiven && provider.has("unknownPath404")) throw new Refusal(404, "Unknown path");
    const names = [path?.schema ?? path?.attribute ?? "", ...(isJsonObject(value) ? Object.keys(value) : [])];
    const isExtension = names.some(
      (name) => isUrn(name) && name.toLowerCase() !== type.schema.id.toLowerCase(),
    );
    if (isExtension && provider.has("extensionPatch501"))
      throw new Refusal(501, "PATCH of an extension is not supported");
  }
}
