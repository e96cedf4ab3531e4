import { TargetError } from "../../errors.ts";
import { NetworkError } from "../../scim/connection/transport.ts";
import { ScimError } from "../../scim/scim-error.ts";

/** Gives what was read. Rejects with `TargetError` when the target does not tell: nothing is planned on what is not known. */
export async function readAtTarget<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw asUnreadable(error);
  }
}

/** What is to be thrown when reading a target fails: a refusal or a fault of the network is about the target as a whole. */
export function asUnreadable(error: unknown): unknown {
  if (!(error instanceof NetworkError) && !(error instanceof ScimError)) return error;
  const message = `what it holds could not be read: ${error.message}`;
  return new TargetError("unreachable", message, { cause: error });
}
