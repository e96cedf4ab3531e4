import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

const LARGEST = 1_048_576;

/**
 * The content of the file that a `file:` URL names, links followed, if it lies below `folder`; at most 1 MB. It is read
 * at once, because values of this kind are few and small, and the parser need not wait for any other.
 */
export function readFileUrl(
  url: string,
  folder: string,
): { readonly bytes: Buffer } | { readonly refusal: string } {
  const path = pathOf(url);
  if (path === undefined)
    return { refusal: `${url} is no URL of a file on this machine, such as file:///srv/a.jpg` };
  try {
    const real = realpathSync(path);
    const root = realpathSync(folder);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return { refusal: `${url} is not below ${folder}, from which alone files may be read` };
    }
    return readSmall(real, url);
  } catch {
    return { refusal: `${url} cannot be read` };
  }
}

function pathOf(url: string): string | undefined {
  if (!/^file:\/\/(?:localhost)?\//i.test(url)) return undefined;
  try {
    return fileURLToPath(url.replace(/^file:\/\/localhost/i, "file://"));
  } catch {
    return undefined;
  }
}

function readSmall(path: string, url: string): { readonly bytes: Buffer } | { readonly refusal: string } {
  // A pipe would keep us waiting.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) return { refusal: `${url} is not a file` };
    if (found.size > LARGEST) return { refusal: `${url} is larger than 1 MB` };
    return { bytes: readFileSync(file) };
  } finally {
    closeSync(file);
  }
}
