import type { Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { AttributeTable } from "../ldif/attribute-table.ts";
import type { LdapAttribute, LdapEntry } from "./answer.ts";
import { LdapFault, quoteServer } from "./fault.ts";
import { onDisk } from "./on-disk.ts";
import type { EntrySink } from "./range.ts";

const FLUSH_CHARACTERS = 65_536;

/** Writes entries as LDIF (RFC 2849), unfolded; what is not plain ASCII is written in base64. */
export class SpoolFile implements EntrySink {
  readonly #file: FileHandle;
  readonly #hash: Hash;
  readonly #names: AttributeTable;
  #dn = "";
  #text = "version: 1\n";
  #bytes = 0;

  /** `hash` is told every byte written; `names` says what the reader will make of an attribute. */
  constructor(file: FileHandle, hash: Hash, names: AttributeTable) {
    this.#file = file;
    this.#hash = hash;
    this.#names = names;
  }

  entry({ dn, attributes }: LdapEntry): void {
    this.begin(dn);
    for (const attribute of attributes) this.attribute(attribute);
  }

  begin(dn: string): void {
    this.#dn = dn;
    this.#text += `\ndn${ldifValue(Buffer.from(dn))}\n`;
  }

  attribute({ type, values }: LdapAttribute): void {
    const { form, refusal } = this.#names.of(type);
    if (refusal !== undefined) throw new LdapFault("url", `entry ${quoteServer(this.#dn)}: ${refusal}`);
    // Password hashes and photos, which nobody looks at, are nothing to lay on a disk.
    if (form === "hidden") return;
    for (const value of values) this.#text += `${type}${ldifValue(value)}\n`;
  }

  /** Resolves when the disk has kept up. */
  async flush(): Promise<void> {
    if (this.#text.length >= FLUSH_CHARACTERS) await this.#write();
  }

  /** Gives the size in bytes. */
  async finish(): Promise<number> {
    await this.#write();
    return this.#bytes;
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#text, "latin1");
    this.#text = "";
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await onDisk(() => this.#file.appendFile(bytes));
  }
}

/** What follows the name: `: plain` or `:: base64`. */
function ldifValue(value: Buffer): string {
  return isSafe(value) ? `: ${value.toString("latin1")}` : `:: ${value.toString("base64")}`;
}

const SPACE = 0x20;
const COLON = 0x3a;
const LESS = 0x3c;

/** SAFE-STRING of RFC 2849, and no space at the end. */
function isSafe(value: Buffer): boolean {
  const first = value[0];
  if (first === SPACE || first === COLON || first === LESS || value.at(-1) === SPACE) return false;
  for (const byte of value) {
    if (byte === 0 || byte === 0x0a || byte === 0x0d || byte > 0x7e) return false;
  }
  return true;
}
