import { readdir, realpath, stat } from "node:fs";
import type { Dirent, Stats } from "node:fs";
import { resolve, sep } from "node:path";
import type { GlobOptions } from "tinyglobby";
import { FileFault, readFailure } from "./still-file.ts";
import type { NamedFile } from "./still-file.ts";

/** `*` and `**`, `?`, `{a,b}`; all else stands for itself. */
export function isPattern(path: string): boolean {
  return /[*?{]/.test(path);
}

/**
 * The plain files that match an absolute pattern, sorted. Names that begin with a dot match no wildcard. Throws
 * `FileFault` for a folder that cannot be looked into, because what is in there would look like leavers.
 */
export async function expandPattern(pattern: NamedFile): Promise<readonly string[]> {
  const parts = pattern.path.split(sep);
  const fixed = parts.findIndex(isPattern);
  const failures: FileFault[] = [];
  // Most configs name their files in full.
  const { glob } = await import("tinyglobby");
  const paths = await glob(parts.slice(fixed).map(escapeRest).join("/"), {
    cwd: parts.slice(0, fixed).join(sep) || sep,
    absolute: true,
    expandDirectories: false,
    extglob: false,
    fs: failingAloud((folder, error) => {
      failures.push(new FileFault(pattern, `${resolve(folder)} ${readFailure(error)}`, { cause: error }));
    }),
  });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return paths.toSorted();
}

/** In the language of the matcher brackets and the like mean something, too. */
function escapeRest(part: string): string {
  return part.replaceAll(/[()[\]!+@|\\]/g, String.raw`\$&`);
}

type FileSystem = NonNullable<GlobOptions["fs"]>;
type Done<T> = (error: Error | null, found: T) => void;

/** The file system for a search that would pass over in silence whatever it may not look at. */
function failingAloud(onFolder: (folder: string, error: Error) => void): FileSystem {
  const reading = {
    readdir(folder: string, options: { readonly withFileTypes: true }, done: Done<readonly Dirent[]>) {
      readdir(folder, options, (error, entries) => {
        if (error !== null) onFolder(folder, error);
        done(null, entries ?? []);
      });
    },
    // A link that leads nowhere is taken for a file, so that reading it says what is wrong.
    realpath(path: string, done: Done<string>) {
      realpath(path, (error, found) => done(null, error === null ? found : path));
    },
    stat(path: string, done: Done<Pick<Stats, "isDirectory">>) {
      stat(path, (error, found) => done(null, error === null ? found : { isDirectory: () => false }));
    },
  };
  return reading as unknown as FileSystem;
}
