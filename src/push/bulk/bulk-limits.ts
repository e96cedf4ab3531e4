import { AnswerError } from "../../scim/answer/answer-error.ts";
import { ScimError } from "../../scim/scim-error.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import type { PushSession } from "../session.ts";

/** What a bulk request may be at most. */
export interface BulkLimits {
  operations: number;
  readonly bytes: number;
}

/** The smaller of what the connector and the provider say; undefined where bulk requests are not to be used. */
export function bulkLimits({ profile, capabilities, learnt }: PushSession): BulkLimits | undefined {
  const { use, operationsPerRequest, bytesPerRequest } = profile.bulk;
  const { supported, maxOperations, maxPayloadSize } = capabilities.bulk;
  if (use !== "offered" || supported !== true || learnt.get("bulk") === "refused") return undefined;
  return {
    operations: Math.min(operationsPerRequest, maxOperations ?? operationsPerRequest),
    bytes: Math.min(bytesPerRequest, maxPayloadSize ?? bytesPerRequest),
  };
}

/**
 * What the failure of a whole bulk request means. Nothing was done: `halve`, it was too large; `never`, bulk requests are
 * not understood; `notNow`, this one was not. It may have been done in part: `lost`; `garbage`, the provider cannot tell
 * what it did. `other`: it concerns whatever is asked of the target.
 */
export type Setback = "halve" | "never" | "notNow" | "lost" | "garbage" | "other";

const notThere: ReadonlySet<number> = new Set([404, 405, 501]);

export function setbackOf(error: unknown): Setback {
  if (error instanceof AnswerError) return setbackByAnswer(error);
  if (error instanceof NetworkError) return error.mayHaveArrived ? "lost" : "other";
  if (!(error instanceof ScimError)) return "other";
  const { status, scimType } = error;
  if (status === 413 || scimType === "tooMany") return "halve";
  if (notThere.has(status)) return "never";
  if (status === 500) return "garbage";
  if (status > 500) return "lost";
  return status === 429 ? "other" : "notNow";
}

function setbackByAnswer({ reason }: AnswerError): Setback {
  if (reason === "redirect") return "never";
  return reason === "too_slow" ? "lost" : "garbage";
}
