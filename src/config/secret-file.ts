import { randomUUID } from "node:crypto";
import { open, realpath, rename, unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { describeReadError } from "../yaml/file.ts";

/** A secret, or what is wrong with where it should be. */
export interface Fetched {
  readonly value: string;
  readonly problem?: string;
}

/** A token, a password. */
export const SECRET_BYTES = 65_536;
/** A bundle of all authorities that a system trusts is 220 kB. */
export const PEM_BYTES = 1_048_576;

/** Reads a secret file as it stands; a `problem` names the file, never the content. */
export async function readSecretFile(file: string, folder: string, most = SECRET_BYTES): Promise<Fetched> {
  try {
    const handle = await open(resolve(folder, file), "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(most + 1), 0, most + 1, null);
      const value = buffer.toString("utf8", 0, bytesRead);
      if (bytesRead > most)
        return { value: "", problem: `${file} is larger than ${most / 1024} kB; a secret is not` };
      return value.trim() === ""
        ? { value: "", problem: `${file} is empty; it must hold the secret` }
        : { value };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { value: "", problem: `the secret file ${file}: ${describeReadError(error)}` };
  }
}

/**
 * Puts another secret into the file, for its owner alone (0600), whole or not at all, and on disk when it returns.
 * A link stays a link. Rejects with the error of the file system.
 */
export async function replaceSecretFile(file: string, folder: string, value: string): Promise<void> {
  const path = await realpath(resolve(folder, file));
  const beside = `${path}.${randomUUID()}.new`;
  try {
    const handle = await open(beside, "wx", 0o600);
    try {
      await handle.writeFile(`${value}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw error;
  }
  const parent = await open(dirname(path), "r");
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}
