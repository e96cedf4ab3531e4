import { isAbsolute, relative, resolve, sep } from "node:path";

/** Whether a path, read from `folder`, leads to something in that folder or below; links are not looked at. */
export function liesBelow(path: string, folder: string): boolean {
  const way = relative(folder, resolve(folder, path));
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
