import { createHash, type Hash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AttributeTable } from "../ldif/attribute-table.ts";
import { onDisk } from "./on-disk.ts";
import { SpoolFile } from "./spool-file.ts";

/** A folder that only we may look into, with what was fetched. */
export class Spool {
  readonly #folder: string;
  readonly #hash: Hash = createHash("sha256");

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Spool> {
    return new Spool(await onDisk(() => mkdtemp(join(tmpdir(), "scimsync-ldap-"))));
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Makes the file and lets `fill` write to it; gives its size in bytes. */
  async write(
    name: string,
    names: AttributeTable,
    fill: (file: SpoolFile) => Promise<void>,
  ): Promise<number> {
    const handle = await onDisk(() => open(this.path(name), "wx", 0o600));
    try {
      const file = new SpoolFile(handle, this.#hash, names);
      await fill(file);
      return await file.finish();
    } finally {
      await handle.close();
    }
  }

  /** sha256 of all files in the order in which they were written, hex; the last thing to ask for. */
  digest(): string {
    return this.#hash.digest("hex");
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
