import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../canonical.ts";
import { Refusal, refusal } from "../refusal.ts";
import type { ResourceTable, StoredResource } from "../resource-table.ts";
import type { ServiceProvider } from "../service-provider.ts";
import { isOff } from "./visible.ts";

/** What a user becomes whose write asks for `asked`, where the service does more than it says. Throws `Refusal`. */
export function switched(provider: ServiceProvider, current: StoredResource, asked: JsonObject): JsonObject {
  const { by, return: back, inactive } = provider.dialect.deactivation;
  const [was, shall] = [!isOff(current.attributes), asked["active"] !== false];
  if (was && shall) return asked;
  if (was) {
    // There `active` switches nobody off.
    if (by === "delete") return withActive(asked, current.attributes["active"]);
    refuseByHand(provider, current);
    return asked;
  }
  if (shall && current.invited === true) return withActive(asked, false);
  if (current.invited === true) return asked;
  if (!shall && inactive === "hidden") throw notFound(current);
  if (shall && back === "create")
    throw refusal("invalidValue", "a user who was switched off is made again by POST");
  if (shall && back === "byHand") throw new Refusal(403, "only an administrator can switch a user on again");
  const isMore = !isDeepStrictEqual(withActive(asked, null), withActive(current.attributes, null));
  if (isMore && inactive === "readOnly")
    throw refusal("mutability", "nothing of a user who is switched off can be changed but active");
  return asked;
}

function withActive(attributes: JsonObject, active: JsonObject[string] | undefined): JsonObject {
  const { active: _asked, ...others } = attributes;
  return active === undefined ? others : { ...others, active };
}

/** What follows when a user was switched off. Gives whether the account goes with it. */
export function endsWhenOff(
  provider: ServiceProvider,
  before: StoredResource,
  after: StoredResource,
): boolean {
  const { effect } = provider.dialect.deactivation;
  if (isOff(before.attributes) || !isOff(after.attributes)) return false;
  if (effect === "removesMembership") provider.leaveGroups(after.id);
  return effect === "hardDelete" || effect === "idInvalidated";
}

/**
 * What DELETE leaves of a user: the attributes when it only switches off; undefined when the user goes. Throws `Refusal`.
 */
export function leftByDelete(provider: ServiceProvider, current: StoredResource): JsonObject | undefined {
  const { by, delete: does, effect, inactive } = provider.dialect.deactivation;
  if (inactive === "hidden" && isOff(current.attributes) && current.invited !== true) throw notFound(current);
  if (by === "active" && does === "unsupported")
    throw new Refusal(405, "users cannot be deleted", undefined, { allow: "GET, PUT, PATCH" });
  refuseByHand(provider, current);
  const isFinal = effect === "hardDelete" || effect === "idInvalidated";
  if (isFinal || (by === "active" && does !== "deactivates")) return undefined;
  return { ...current.attributes, active: false };
}

/** Somebody who comes back by POST takes the place of the account that was switched off. */
export function giveWay(provider: ServiceProvider, table: ResourceTable, attributes: JsonObject): void {
  const name = attributes[table.type.uniqueAttribute];
  if (provider.dialect.deactivation.return !== "create" || typeof name !== "string") return;
  for (const holder of table.byUnique(name)) {
    if (!isOff(holder.attributes)) continue;
    table.delete(holder.id);
    provider.leaveGroups(holder.id);
  }
}

/** Of users called `refused-1@…`, `refused-2@…` the service says what its profile tells first, second, …. */
function refuseByHand(provider: ServiceProvider, { attributes }: StoredResource): void {
  const name = attributes["userName"];
  const [, which] = /^refused-(\d+)/i.exec(typeof name === "string" ? name : "") ?? [];
  const answer = provider.dialect.deactivation.refusals[Number(which ?? 0) - 1];
  if (answer !== undefined) throw new Refusal(answer.status, answer.says ?? "this user cannot go");
}

function notFound({ id }: StoredResource): Refusal {
  return new Refusal(404, `there is no User with the id ${id}`);
}
