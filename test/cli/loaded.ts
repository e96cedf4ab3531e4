import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Ended, startScimsync } from "./child.ts";

/** Notes what a process reads of the program, and which files of packages it requires. */
const hook = `
const fs = require("node:fs");
const read = fs.readFileSync;
const files = [];
fs.readFileSync = (file, ...rest) => {
  if (typeof file === "string" && file.endsWith(".cjs")) files.push(file);
  return read(file, ...rest);
};
process.on("exit", () => {
  fs.writeFileSync(process.env.LOADED, JSON.stringify({ files, required: Object.keys(require.cache) }));
});
`;

export interface Loaded {
  readonly ended: Ended;
  /** Packages of which code was loaded, whether bundled or installed. */
  readonly packages: readonly string[];
  /** Files of the program that were read. */
  readonly files: readonly string[];
  /** Bytes of the program that were read. */
  readonly bytes: number;
}

/** Runs a command as a process of its own and tells what it loaded. */
export async function loadedBy(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), "scimsync-loaded-"));
  try {
    const [script, noted] = [join(folder, "hook.cjs"), join(folder, "loaded.json")];
    writeFileSync(script, hook);
    const options = { cwd, env: { ...env, LOADED: noted, NODE_OPTIONS: `--require=${script}` } };
    const ended = await startScimsync(args, options).done;
    const { files, required } = JSON.parse(readFileSync(noted, "utf8")) as {
      readonly files: readonly string[];
      readonly required: readonly string[];
    };
    const own = files.filter((file) => file.includes("/dist/program/"));
    const texts = own.map((file) => readFileSync(file, "utf8"));
    const bundled = texts.flatMap((text) => [...text.matchAll(/^\/\/ (\S*node_modules\/\S+)$/gm)]);
    const packages = [...bundled.map(([, path]) => path!), ...required].flatMap(packageOf);
    const bytes = texts.reduce((sum, { length }) => sum + length, 0);
    const names = own.map((file) => basename(file));
    return { ended, packages: [...new Set(packages)].toSorted(), files: names, bytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function packageOf(path: string): readonly string[] {
  const name = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return name === undefined ? [] : [name];
}
