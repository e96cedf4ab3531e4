import { TargetError } from "../errors.ts";
import { NetworkError } from "../scim/connection/transport.ts";
import { ScimError } from "../scim/scim-error.ts";

/** Gives what was read. Rejects with `TargetError` when the target does not tell: nothing is planned on what is not known. */
export async function readAtTarget<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NetworkError) && !(error instanceof ScimError)) throw error;
    throw new TargetError("unreachable", `what it holds could not be read: ${error.message}`, {
      cause: error,
    });
  }
}
