import { writeFile } from "node:fs/promises";
import type { Server } from "./server.ts";

/**
 * Does some work at the bare provider, and writes what it was sent meanwhile to a file, for `bare-requests.ts` to send the
 * very same.
 */
export async function captureWrites(
  { url }: Pick<Server, "url">,
  file: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await fetch(`${url}/writes`);
  await work();
  const answer = await fetch(`${url}/writes`);
  await writeFile(file, await answer.text());
}
