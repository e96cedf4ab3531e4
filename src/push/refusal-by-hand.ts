import { ScimError } from "../scim/scim-error.ts";
import { type Failure, failureOf } from "./outcome.ts";
import type { PushSession } from "./session.ts";

type Refusals = PushSession["profile"]["deactivate"]["refusals"];

/** What is to be done about an answer to switching off or deleting that a repetition does not change; else undefined. */
function remedyFor(refusals: Refusals, error: ScimError): string | undefined {
  return refusals.find(
    ({ status, says }) => status === error.status && (says === undefined || error.says(says)),
  )?.remedy;
}

/** Whether the service says that only somebody's hand can change this. */
export function isForHands({ profile }: PushSession, error: ScimError): boolean {
  return remedyFor(profile.deactivate.refusals, error) !== undefined;
}

/** Ends access; an answer of which the connector knows that only a hand can change it is a failure that says what to do. */
export async function orByHand<Result>(
  session: PushSession,
  work: () => Promise<Result>,
): Promise<Result | Failure> {
  try {
    return await work();
  } catch (error) {
    const remedy =
      error instanceof ScimError ? remedyFor(session.profile.deactivate.refusals, error) : undefined;
    if (remedy === undefined) throw error;
    const refused = failureOf(error);
    return { ...refused, code: "by_hand", detail: `${refused.detail}: ${remedy}` };
  }
}
