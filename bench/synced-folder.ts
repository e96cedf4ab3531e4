import { existsSync } from "node:fs";
import { copyFile, link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  bigConfig,
  type BigTarget,
  type DirectorySize,
  writeBigDirectory,
  type Writing,
} from "./big-directory.ts";
import { type Measured, measureRun } from "./measured-run.ts";
import type { Server } from "./server.ts";

const program = resolve("bin/scimsync.js");
const files = ["people.csv", "groups.csv", "memberships.csv"] as const;

/** A folder with config, directory files and a state in which everything is pushed. */
export interface SyncedFolder {
  readonly folder: string;
  readonly size: DirectorySize;
  readonly server: Server;
}

/** Writes directory and config into a new folder; nothing is run. */
export async function makeFolder(
  folder: string,
  size: DirectorySize,
  { url, connector }: Pick<Server, "url" | "connector">,
  target: BigTarget = {},
  names?: readonly string[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeBigDirectory(folder, size);
  await writeFile(join(folder, "scimsync.yaml"), bigConfig(url, { connector, ...target }, names));
}

/** Runs the program in a folder; throws when it ends with anything but 0. */
export async function runProgram(
  { folder, server }: Pick<SyncedFolder, "folder" | "server">,
  ...args: readonly string[]
): Promise<Measured> {
  const run = await measureRun(program, folder, args, { SCIM_TOKEN: server.token });
  if (run.code !== 0)
    throw new Error(
      `scimsync ${args.join(" ")} ended with ${run.code}\n${run.stderr}${run.stdout.slice(0, 2_000)}`,
    );
  return run;
}

/** Pushes it all, and makes sure that another run asks for nothing. */
export async function pushAll(synced: SyncedFolder): Promise<SyncedFolder> {
  await runProgram(synced, "sync");
  await synced.server.tally();
  await runProgram(synced, "sync");
  const { requests } = await synced.server.tally();
  if (requests > 0) throw new Error(`${synced.folder} is not in sync: ${requests} requests in a second run`);
  return synced;
}

/** The same state in another folder, with the same config. */
export async function copySynced(from: SyncedFolder, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // A run that ended left everything in this one file.
  for (const name of ["scimsync.db", "scimsync.yaml"])
    await copyFile(join(from.folder, name), join(folder, name));
}

/** Writes the directory in other ways, each into a place of its own, to be put in place without copying. */
export async function writeVariants<Name extends string>(
  { folder, size }: SyncedFolder,
  writings: Readonly<Record<Name, Writing>>,
): Promise<(name: Name) => Promise<void>> {
  for (const [name, writing] of Object.entries<Writing>(writings)) {
    const place = join(folder, "variants", name);
    // Another bench in the same folder may have written it.
    if (existsSync(place)) continue;
    await mkdir(place, { recursive: true });
    await writeBigDirectory(place, size, writing);
  }
  return async (name) => {
    for (const file of files) {
      await rm(join(folder, "new"), { force: true });
      await link(join(folder, "variants", name, file), join(folder, "new"));
      await rename(join(folder, "new"), join(folder, file));
    }
  };
}

/** Paths of the directory files. */
export function directoryFiles({ folder }: Pick<SyncedFolder, "folder">): readonly string[] {
  return files.map((file) => join(folder, file));
}
