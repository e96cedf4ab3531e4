import { type Json, type JsonObject, isJsonObject } from "../canonical.ts";
import { member } from "../scim/attribute-value.ts";
import type { PatchOperation } from "./patch/patch-request.ts";
import { refusal, shown } from "./refusal.ts";
import { locationOf } from "./represent.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** Throws `Refusal` for a PATCH of a group with more operations than the service takes, or with members named otherwise. */
export function refuseGroupPatch(provider: ServiceProvider, operations: readonly PatchOperation[]): void {
  const { groupOperations } = provider.dialect.wire;
  if (operations.length > groupOperations)
    throw refusal("tooMany", `${operations.length} operations; this service takes ${groupOperations}`);
  for (const { op, path, value } of operations) {
    const isMembers = path?.attribute.toLowerCase() === "members" && path.filter === undefined;
    if (isMembers && op !== "remove") refuseMemberForm(provider, value);
    if (path === undefined) refuseMemberForm(provider, membersOf(value));
  }
}

/** The same for the body of a POST or PUT. */
export function refuseGroupBody(provider: ServiceProvider, body: Json): void {
  refuseMemberForm(provider, membersOf(body));
}

function membersOf(value: Json | undefined): Json | undefined {
  return isJsonObject(value) ? member(value, "members") : undefined;
}

function refuseMemberForm(provider: ServiceProvider, members: Json | undefined): void {
  const { memberForm } = provider.dialect.wire;
  if (memberForm === "value" || members === undefined || members === null) return;
  const list = Array.isArray(members) ? (members as readonly Json[]) : [members];
  for (const one of list) {
    const lacks = lackOf(provider, isJsonObject(one) ? one : {});
    if (lacks !== undefined) throw refusal("invalidValue", `members: ${shown(one)} has no ${lacks}`);
  }
}

function lackOf(provider: ServiceProvider, named: JsonObject): string | undefined {
  const [id, display, type] = [member(named, "value"), member(named, "display"), member(named, "type")];
  switch (provider.dialect.wire.memberForm) {
    case "value":
      return undefined;
    case "withDisplay":
      return typeof display === "string" && display !== "" ? undefined : "display";
    case "withType":
      return type === "User" || type === "Group" ? undefined : "type";
    case "withRef": {
      const tables = [provider.users, provider.groups];
      const places = typeof id === "string" ? tables.map((table) => locationOf(provider, table, id)) : [];
      return places.some((place) => place === member(named, "$ref")) ? undefined : "$ref that is its address";
    }
  }
}
