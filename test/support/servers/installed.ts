import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Name and version of an installed package, such as `scimmy 1.3.5`. */
export function installedVersion(packageName: string): string {
  const manifest = join(root, "node_modules", packageName, "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return `${packageName} ${version}`;
}

/** Absolute path of a shipped connector file. */
export function connectorFile(name: string): string {
  const file = join(root, "connectors", `${name}.yaml`);
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return file;
}
