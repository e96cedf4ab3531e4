import type { DeleteOperation } from "../plan/operation.ts";
import type { ResourceType, ScimId } from "../scim/resource.ts";
import { readBack } from "./change/kept.ts";
import { isUncertain } from "./change/send-patches.ts";
import { type Failure, failure, failureOf, type Outcome } from "./outcome.ts";
import { orByHand } from "./refusal-by-hand.ts";
import type { PushSession } from "./session.ts";

/** Deletes an account or a group. */
export async function deleteResource(session: PushSession, operation: DeleteOperation): Promise<Outcome> {
  const { resource, targetId } = operation;
  const work = () => deleteOnce(session, resource, targetId);
  const done = await (resource === "User" ? orByHand(session, work) : work());
  return typeof done === "object" ? done : { state: "succeeded", result: done, link: "drop" };
}

/**
 * Sends DELETE. A 404 is believed only when a read says so too: some answer it to an unknown verb. So is a failure: some
 * fail for what is not there, or after it was done. Rejects with `ScimError`.
 */
export async function deleteOnce(
  session: PushSession,
  resource: ResourceType,
  id: ScimId,
): Promise<"deleted" | "gone" | Failure> {
  const error = await tryDelete(session, resource, id);
  if (error === "done") return "deleted";
  if ((await readBack(session, resource, id)) === undefined) return "gone";
  if (error !== undefined) return failureOf(error);
  return failure("unsupported", `DELETE answered 404, but ${id} is still there`);
}

/** An error when it may have been done; undefined when the target says that it is not there. */
async function tryDelete(
  session: PushSession,
  resource: ResourceType,
  id: ScimId,
): Promise<"done" | Error | undefined> {
  try {
    return (await session.client.delete(resource, id)) ? "done" : undefined;
  } catch (error) {
    if (isUncertain(error)) return error;
    throw error;
  }
}
