import type { DeleteOperation } from "../plan/operation.ts";
import { failure, type Outcome } from "./outcome.ts";
import type { PushSession } from "./session.ts";

/** Deletes an account or a group. A 404 is believed only when a read says so too: some answer it to an unknown verb. */
export async function deleteResource(session: PushSession, operation: DeleteOperation): Promise<Outcome> {
  const { resource, targetId } = operation;
  if (await session.client.delete(resource, targetId))
    return { state: "succeeded", result: "deleted", link: "drop" };
  if ((await session.client.get(resource, targetId)) === undefined) {
    return { state: "succeeded", result: "gone", link: "drop" };
  }
  return failure("unsupported", `DELETE answered 404, but ${targetId} is still there`);
}
