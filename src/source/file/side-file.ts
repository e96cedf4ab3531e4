import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { readFailure } from "./still-file.ts";
import type { NamedFile } from "./still-file.ts";

/** Bytes: a side file holds a digest a file, or a number. */
const LARGEST = 1_048_576;

/** A file that says something about a data file. */
export interface SideFile {
  /** Absolute path. */
  readonly path: string;
  /** As the user would type it. */
  readonly display: string;
  /** What it holds, or why that could not be read: `does not exist`. */
  readonly content: { readonly text: string } | { readonly failure: string };
}

/** Reads the file called `name`, relative to the folder of the data file; `{file}` in it stands for the data file. */
export async function readSideFile(file: NamedFile, name: string): Promise<SideFile> {
  const folder = dirname(file.path);
  const path = resolve(folder, name.replaceAll("{file}", basename(file.path)));
  const display = join(dirname(file.display), relative(folder, path));
  return { path, display, content: await readSmall(path) };
}

async function readSmall(path: string): Promise<SideFile["content"]> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { failure: "is not a file" };
    if (found.size > LARGEST) return { failure: "is too large to be a side file" };
    return { text: await readFile(path, "utf8") };
  } catch (error) {
    return { failure: readFailure(error) };
  }
}
