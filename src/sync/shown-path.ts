import { relative } from "node:path";

/** Paths are shown as the user would type them from where they stand. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith("..") || shown === "" ? path : shown;
}
