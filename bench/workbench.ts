import { join } from "node:path";
import type { BenchRow, BenchSettings } from "./bench-row.ts";
import type { DirectorySize } from "./big-directory.ts";
import type { Server } from "./server.ts";
import { startBareProvider } from "./server.ts";
import { copySynced, makeFolder, pushAll, type SyncedFolder } from "./synced-folder.ts";
import { writeBigDirectory } from "./big-directory.ts";

/** Measures one row, or a few that come out of the same work. */
export type Bench = (bench: Workbench) => Promise<readonly BenchRow[]>;

/**
 * Settings, and the folders that several benches measure in: made when first asked for, by really pushing everything to
 * the bare provider once. Rows of SQL written by hand would be there sooner, and would have to be kept like what the
 * program writes; a push is never wrong about that.
 */
export class Workbench implements BenchSettings {
  readonly users: number;
  readonly runs: number;
  readonly folder: string;
  readonly #synced = new Map<string, Promise<SyncedFolder>>();
  readonly #servers: Server[] = [];
  #folders = 0;

  constructor({ users, runs, folder }: BenchSettings) {
    this.users = users;
    this.runs = runs;
    this.folder = folder;
  }

  /** A path where nothing is yet. */
  newFolder(): string {
    this.#folders += 1;
    return join(this.folder, String(this.#folders));
  }

  /** A server that ends with the workbench at the latest. */
  async serve(start: () => Promise<Server>): Promise<Server> {
    const server = await start();
    this.#servers.push(server);
    return server;
  }

  /** A folder in which so many users and no groups are pushed to each of the targets. */
  synced(users: number, names: readonly string[] = ["app"]): Promise<SyncedFolder> {
    return this.#once(`${users} ${names.length}`, async () => {
      const folder = this.newFolder();
      const size = { users, groups: 0, memberships: 0 };
      const server = await this.serve(() => startBareProvider());
      await makeFolder(folder, size, server, {}, names);
      return pushAll({ folder, size, server });
    });
  }

  /** The same users with a group for each thousand and ten memberships each. Its server is theirs. */
  syncedWithGroups(users: number): Promise<SyncedFolder> {
    return this.#once(`${users} with groups`, async () => {
      const before = await this.synced(users);
      const folder = this.newFolder();
      const size = sizeWithGroups(users);
      await copySynced(before, folder);
      await writeBigDirectory(folder, size);
      return pushAll({ folder, size, server: before.server });
    });
  }

  #once(name: string, make: () => Promise<SyncedFolder>): Promise<SyncedFolder> {
    const made = this.#synced.get(name) ?? make();
    this.#synced.set(name, made);
    return made;
  }

  async end(): Promise<void> {
    for (const server of this.#servers) await server.stop();
  }
}

export function sizeWithGroups(users: number): DirectorySize {
  return { users, groups: Math.max(10, Math.round(users / 1_000)), memberships: users * 10 };
}
