import { existsSync, statSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { deriveStateKey } from "../../src/store/sqlite/cipher.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { stateFile } from "./state-file.ts";

vi.mock("node:module", () => ({
  createRequire: () => (name: string) => {
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
  },
}));

it("says what to install where the package that encrypts is not there; no plain file is made instead", () => {
  const file = stateFile();
  const key = deriveStateKey("first key of the tests, 0123456789 abcdef");
  expect(() => openStore(file, key)).toThrow(/type: npm install better-sqlite3-multiple-ciphers/);
  expect(existsSync(file) ? statSync(file).size : 0).toBe(0);
  openStore(file).close();
});
