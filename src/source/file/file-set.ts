import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import { expandPattern, isPattern } from "./pattern.ts";
import { FileFault, stampFile } from "./still-file.ts";
import type { NamedFile } from "./still-file.ts";

/**
 * The files that absolute paths and patterns name, each once, in the order they are named; those of a pattern sorted.
 * `setting` is where the config names them. Throws one `SourceError` for all that are missing and all patterns that
 * nothing matches.
 */
export async function nameFiles(
  patterns: readonly string[],
  setting: string,
  displayName: (absolutePath: string) => string,
): Promise<readonly NamedFile[]> {
  const files = new Map<string, NamedFile>();
  const problems: Problem[] = [];
  async function told<T>(result: Promise<T>): Promise<T | undefined> {
    try {
      return await result;
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      problems.push(error.problem);
      return undefined;
    }
  }
  for (const pattern of patterns) {
    const named = { path: pattern, display: displayName(pattern), setting };
    for (const path of (await told(pathsOf(named))) ?? []) {
      const file = { path, display: displayName(path), setting };
      if (!files.has(path)) await told(stampFile(file));
      files.set(path, file);
    }
  }
  if (problems.length > 0) throw new SourceError(problems);
  return [...files.values()];
}

async function pathsOf(named: NamedFile): Promise<readonly string[]> {
  if (!isPattern(named.path)) return [named.path];
  const paths = await expandPattern(named);
  if (paths.length === 0) throw new FileFault(named, `no file matches ${named.path}`);
  return paths;
}
