import { fileURLToPath } from "node:url";

/** Absolute path of the folder of profiles that comes with the package. */
export function shippedFolder(): string {
  return fileURLToPath(new URL("../../connectors", import.meta.url));
}
