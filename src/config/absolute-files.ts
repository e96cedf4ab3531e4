import { resolve } from "node:path";

/** Paths and patterns of the config, absolute. */
export function absoluteFiles(written: string | readonly string[], folder: string): readonly string[] {
  return [written].flat().map((file) => resolve(folder, file));
}
