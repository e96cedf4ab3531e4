import { stat } from "node:fs/promises";

/** What is wrong with who can write the config file: it says which programs are run, and where tokens are sent. */
export async function writableByAll(file: string, shownAs: string): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || (found.mode & 0o002) === 0) return undefined;
  return `everybody can write this file, and so have programs run and tokens sent elsewhere; type: chmod o-w ${shownAs}`;
}
