import { hkdfSync } from "node:crypto";
import { createRequire } from "node:module";
import { StateError } from "../../errors.ts";
import type { Database } from "./open.ts";

/** What a state file is encrypted with, made of the secret that a config names. */
export interface StateKey {
  /** As the library takes a key that nothing is to be derived from any more. */
  readonly raw: string;
}

const fewestCharacters = 32;
const fewestDifferent = 8;

/** Why this is no key for a state file; undefined when it is one. */
export function weaknessOf(secret: string): string | undefined {
  const differs = new Set(secret).size >= fewestDifferent;
  if (secret.length >= fewestCharacters && differs) return undefined;
  return `the key is too easily guessed: it must have ${fewestCharacters} characters at least and must not be made up by a person; make one with: openssl rand -base64 32`;
}

/**
 * A key that was made at random needs no slow derivation, which each start of a run would wait for (50 ms and more);
 * what people make up is refused by `weaknessOf`.
 */
export function deriveStateKey(secret: string): StateKey {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "scimsync state file", 32));
  return { raw: `raw:${bytes.toString("hex")}` };
}

interface OpenOptions {
  readonly readonly?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

type Encrypting = Database & { key(key: Buffer): unknown };
type Driver = new (file: string, options?: OpenOptions) => Encrypting;

/** A connection that can attach files under keys of their own; a new file made by it has `key`. */
export function connectEncrypted(file: string, key: StateKey | undefined, options?: OpenOptions): Database {
  const Connection = loadDriver(file);
  const database = new Connection(file, options);
  if (key === undefined) return database;
  // ChaCha20-Poly1305: each page says when it was altered, which AES-CBC in this library does not.
  database.pragma("cipher = 'chacha20'");
  database.key(Buffer.from(key.raw));
  // Temporary files of SQLite are not encrypted.
  database.pragma("temp_store = MEMORY");
  return database;
}

function loadDriver(file: string): Driver {
  try {
    return createRequire(import.meta.url)("better-sqlite3-multiple-ciphers") as Driver;
  } catch (error) {
    throw new StateError(
      `${file}: encryption needs a package that is not there, or does not load; beside scimsync, type: npm install better-sqlite3-multiple-ciphers`,
      { cause: error },
    );
  }
}
