import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
interface Packed {
  readonly filename: string;
}

let folder: string;
let installed: string;

/**
 * The native module is not compiled a second time, which takes a minute: it is the one that `npm ci` made here, of the
 * same version. All else is installed from the tarball as anybody would.
 */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "scimsync-installed-"));
  const npm = (...args: string[]) =>
    execFileSync("npm", [...args, "--ignore-scripts"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const answer = JSON.parse(npm("pack", root, "--json").toString()) as Readonly<Record<string, Packed>>;
  const [packed] = Object.values(answer);
  writeFileSync(path.join(folder, "package.json"), "{}");
  npm("install", `./${packed!.filename}`, "--omit=dev", "--prefer-offline");
  installed = path.join(folder, "node_modules/scimsync");
  cpSync(
    path.join(root, "node_modules/better-sqlite3/build/Release/better_sqlite3.node"),
    path.join(folder, "node_modules/better-sqlite3/build/Release/better_sqlite3.node"),
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  expect(`${stderr}\nexit ${status}`).toMatch(/exit 0$/);
  return stdout;
}

test("the command is there, and reads its connectors", () => {
  const command = path.join(folder, "node_modules/.bin/scimsync");
  expect(run(command, "--version")).toMatch(/^\d+\.\d+\.\d+/);
  expect(JSON.parse(run(command, "connectors", "list", "--json")).connectors.length).toBeGreaterThan(60);
});

test("the demo runs from the package: three days of Acme, checked against its files", () => {
  expect(run(process.execPath, path.join(installed, "examples/acme/demo.js"))).toContain("Wednesday");
}, 60_000);

test("the library is imported by its name", () => {
  const program =
    'import { ScimClient, loadConfig } from "scimsync"; console.log(typeof ScimClient, typeof loadConfig);';
  expect(run(process.execPath, "--input-type=module", "--eval", program)).toBe("function function\n");
});
