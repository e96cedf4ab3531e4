import { readFileSync } from "node:fs";
import { build } from "rolldown";

/**
 * Makes the command line a few files: loading four hundred small ones takes longer than most of what it does. Packages
 * stay as they are installed, and the library (`dist/index.js`) is what the compiler writes.
 */
const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const packages = Object.keys(dependencies);

await build({
  input: { main: "src/cli/main.ts" },
  platform: "node",
  external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
  // As deep as dist/cli, for paths that lead out of it.
  output: { dir: "dist/program", format: "esm", cleanDir: true },
});
