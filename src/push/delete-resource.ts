import type { DeleteOperation } from "../plan/operation.ts";
import { failure, failureOf, type Outcome } from "./outcome.ts";
import { readBack } from "./change/kept.ts";
import { isUncertain } from "./change/send-patches.ts";
import type { PushSession } from "./session.ts";

/**
 * Deletes an account or a group. A 404 is believed only when a read says so too: some answer it to an unknown verb. So is
 * a failure: some fail for what is not there, or after it was done.
 */
export async function deleteResource(session: PushSession, operation: DeleteOperation): Promise<Outcome> {
  const { resource, targetId } = operation;
  const error = await tryDelete(session, operation);
  if (error === "done") return { state: "succeeded", result: "deleted", link: "drop" };
  if ((await readBack(session, resource, targetId)) === undefined)
    return { state: "succeeded", result: "gone", link: "drop" };
  if (error !== undefined) return failureOf(error);
  return failure("unsupported", `DELETE answered 404, but ${targetId} is still there`);
}

/** An error when it may have been done; undefined when the target says that it is not there. */
async function tryDelete(
  session: PushSession,
  { resource, targetId }: DeleteOperation,
): Promise<"done" | Error | undefined> {
  try {
    return (await session.client.delete(resource, targetId)) ? "done" : undefined;
  } catch (error) {
    if (isUncertain(error)) return error;
    throw error;
  }
}
