import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { StateError } from "../../src/errors.ts";
import { privacyWarnings } from "../../src/store/sqlite/file-mode.ts";
import { openStore } from "../../src/store/sqlite/store.ts";
import { stateFile } from "./state-file.ts";

function made(): string {
  const file = stateFile();
  openStore(file).close();
  return file;
}

/** Why the file is not opened. */
function refusal(file: string): string {
  try {
    openStore(file).close();
  } catch (error) {
    if (error instanceof StateError) return error.message;
    throw error;
  }
  return "it was opened";
}

describe("a state file that others can write to", () => {
  test.each([0o620, 0o602, 0o666])("is refused with mode %o, and left as it was", (mode) => {
    const file = made();
    const before = readFileSync(file);
    chmodSync(file, mode);
    expect(refusal(file)).toContain(`mode 0${mode.toString(8)}`);
    expect(refusal(file)).toContain(`type: chmod 600 ${file}`);
    expect(readFileSync(file).equals(before)).toBe(true);
    chmodSync(file, 0o600);
    expect(refusal(file)).toBe("it was opened");
  });

  test("is refused for what stands beside it, too", () => {
    const file = made();
    writeFileSync(`${file}-wal`, "");
    chmodSync(`${file}-wal`, 0o666);
    expect(refusal(file)).toContain(`type: chmod 600 ${file}-wal`);
  });

  test("is named so that a shell takes it as it is", () => {
    const folder = join(dirname(stateFile()), "it's ours");
    mkdirSync(folder);
    const file = join(folder, "scimsync.db");
    openStore(file).close();
    chmodSync(file, 0o666);
    expect(refusal(file)).toContain(String.raw`it'\''s ours/scimsync.db'`);
  });
});

describe("a state file that others can read", () => {
  test("is used, with a warning", () => {
    const file = made();
    expect(privacyWarnings(file)).toEqual([]);
    chmodSync(file, 0o640);
    expect(refusal(file)).toBe("it was opened");
    expect(privacyWarnings(file)).toEqual([expect.stringMatching(/mode 0640.*type: chmod 600 /)]);
  });

  test("and a folder in which everybody can put another in its place", () => {
    const file = made();
    chmodSync(dirname(file), 0o777);
    expect(privacyWarnings(file)).toEqual([expect.stringMatching(/mode 0777.*type: chmod o-w /)]);
    chmodSync(dirname(file), 0o1777);
    expect(privacyWarnings(file)).toEqual([]);
  });

  test("one that is not there yet has nothing to warn of", () => {
    expect(privacyWarnings(stateFile())).toEqual([]);
  });
});
