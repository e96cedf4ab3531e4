import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
let folder: string;

/** The program as it is installed, in a folder that may be spoilt. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scimsync-program-"));
  mkdirSync(join(folder, "dist"));
  for (const part of ["bin", "connectors", "package.json", "examples/three-lines", "dist/program"])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Loaded {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether V8 took the code compiled ahead, by file; null for a file without any. */
  readonly taken: Readonly<Record<string, boolean | null>>;
}

/** Runs a command and notes how each file of the program was loaded. */
function run(args: readonly string[], flags: readonly string[] = []): Loaded {
  const noted = join(folder, "taken.json");
  const script = `
    const { basename } = require("node:path");
    const taken = {};
    const { loadProgram } = require(${JSON.stringify(join(folder, "bin", "program.js"))});
    const program = loadProgram(${JSON.stringify(join(folder, "dist", "program"))}, (file, bytes, script) => {
      taken[basename(file)] = script.cachedDataRejected === undefined ? null : !script.cachedDataRejected;
    });
    program.main(process.argv.slice(1)).then((code) => {
      require("node:fs").writeFileSync(${JSON.stringify(noted)}, JSON.stringify(taken));
      process.exitCode = code;
    });`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, "-e", script, "--", ...args], {
    cwd: join(folder, "examples", "three-lines"),
    env: { PATH: process.env["PATH"] ?? "", SCIM_TOKEN: "none" },
    encoding: "utf8",
  });
  const taken = JSON.parse(readFileSync(noted, "utf8")) as Loaded["taken"];
  return { code: status, stdout, stderr, taken };
}

function codeFiles(): readonly string[] {
  const program = join(folder, "dist", "program");
  return readdirSync(program)
    .filter((name) => name.endsWith(".code"))
    .map((name) => join(program, name));
}

function mainFile(): string {
  return join(folder, "dist", "program", "main.cjs");
}

const valid = "valid: 3 users, 0 groups, 0 memberships; target sandbox\n";

describe("code compiled ahead", () => {
  test("is taken for every file that validate loads", () => {
    const { code, stdout, stderr, taken } = run(["validate"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: valid, stderr: "" });
    expect(Object.keys(taken).length).toBeGreaterThan(3);
    expect(Object.entries(taken).filter(([, isTaken]) => isTaken !== true)).toEqual([]);
  });
  test("may be missing", () => {
    for (const file of codeFiles()) rmSync(file);
    const { code, stdout, stderr, taken } = run(["validate"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: valid, stderr: "" });
    expect(new Set(Object.values(taken))).toEqual(new Set([null]));
  });
  test("may be of a V8 that works otherwise", () => {
    const { code, stdout, stderr, taken } = run(["validate"], ["--max-old-space-size=500"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: valid, stderr: "" });
    expect(new Set(Object.values(taken))).toEqual(new Set([false]));
  });
  test("may be damaged, cut short or empty: it is not even shown to V8", () => {
    const whole = readFileSync(codeFiles().find((file) => file.includes("/main.cjs."))!);
    const flipped = Buffer.from(whole);
    flipped[flipped.length >> 1]! ^= 1;
    for (const wrong of [flipped, whole.subarray(0, -1), whole.subarray(0, 20), Buffer.alloc(0)]) {
      for (const file of codeFiles()) writeFileSync(file, wrong);
      const { code, stdout, taken } = run(["--version"]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
      expect(new Set(Object.values(taken))).toEqual(new Set([null]));
    }
  });
  test("is not run in place of a text that somebody has changed", () => {
    const text = readFileSync(mainFile(), "utf8");
    const changed = text.replace("print the version", "PRINT the version");
    expect(changed).not.toBe(text);
    writeFileSync(mainFile(), changed);
    const { code, stdout, taken } = run(["--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("PRINT the version");
    expect(taken["main.cjs"]).toBe(null);
  });
});

test("a file of the program may be required as it is, without the loader", () => {
  const script = `require(${JSON.stringify(mainFile())}).main(["--version"])`;
  const { status, stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test("a bug is told with the names of functions and the file they are in", () => {
  const text = readFileSync(mainFile(), "utf8");
  writeFileSync(mainFile(), text.replace(/function createProgram\([^)]*\) \{/, "$&\nthrow new Error('oh');"));
  const program = join(folder, "bin", "scimsync.js");
  const { status, stderr } = spawnSync(process.execPath, [program, "--version"], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/Error: oh\n +at createProgram \(.*\/dist\/program\/main\.cjs:\d+:\d+\)/);
});
