import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { compileAhead } from "./compile-ahead.js";

/**
 * Makes the command line a few files: loading four hundred small ones, and those of the packages that every command
 * needs, takes longer than most of what it does. All other packages stay as they are installed, and the library
 * (`dist/index.js`) is what the compiler writes.
 */
const bundled = ["@marcbachmann/cel-js", "commander", "p-queue", "yaml", "zod"];
const folder = "dist/program";

const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);
const packages = Object.keys({ ...dependencies, ...peerDependencies }).filter(
  (name) => !bundled.includes(name),
);

const { output } = await build({
  input: { main: "src/cli/main.ts" },
  platform: "node",
  external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
  output: {
    // As deep as dist/cli, for paths that lead out of it.
    dir: folder,
    // What can be compiled ahead, in the strict mode of the modules it was.
    format: "cjs",
    strict: true,
    // Code that was compiled ahead cannot import(): node 20 does not find the way back to the module it is of.
    dynamicImportInCjs: false,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name].cjs",
    // bin/program.js reads it a byte a character.
    charset: "ascii",
    comments: { legal: true, annotation: false, jsdoc: false },
    cleanDir: true,
  },
});
const foreign = output.filter(({ code }) => /[^\x00-\x7f]/.test(code)).map(({ fileName }) => fileName);
if (foreign.length > 0) throw new Error(`not in ASCII: ${foreign.join(", ")}`);
writeFileSync(join(folder, "LICENSES"), licencesOf(output.flatMap(({ moduleIds }) => moduleIds)));
await compileAhead(folder);

/** The licences of the packages that these files come from. */
function licencesOf(files) {
  const found = files.map(
    (file) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file)?.[0],
  );
  const folders = new Set(found.filter((path) => path !== undefined));
  const licences = [...folders].toSorted().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} comes without its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), "utf8").trim()}\n`;
  });
  return ["The program contains these packages.\n", ...licences].join(`\n${"-".repeat(72)}\n\n`);
}
