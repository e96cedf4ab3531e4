import { tmpdir } from "node:os";
import { LdapFault } from "./fault.ts";

/** Says what to do when the disk does not take what was fetched. */
export async function onDisk<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = `what was fetched cannot be kept in ${tmpdir()} (${code ?? message}); make room, or point TMPDIR elsewhere`;
    throw new LdapFault("url", text, { cause: error });
  }
}
