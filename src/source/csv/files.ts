import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import { nameFiles } from "../file/file-set.ts";
import { eachFile, expectStill, FileFault, stampFile } from "../file/still-file.ts";
import type { FileStamp, NamedFile } from "../file/still-file.ts";
import type { CsvSourceOptions } from "./options.ts";

export type CsvKind = "users" | "groups" | "memberships";

/** Shows an absolute path as the user would type it. */
export type DisplayName = (absolutePath: string) => string;

/** The files of a source. */
export type CsvFiles = Readonly<Record<CsvKind, readonly NamedFile[]>>;

/** A file as it stood before anything was read. */
export interface StampedFile {
  readonly file: NamedFile;
  readonly stamp: FileStamp;
}

export type StampedFiles = Readonly<Record<CsvKind, readonly StampedFile[]>>;

/** Names the files of all kinds; throws one `SourceError` for all that are missing. */
export async function nameCsvFiles(options: CsvSourceOptions, displayName: DisplayName): Promise<CsvFiles> {
  const problems: Problem[] = [];
  async function find(kind: CsvKind): Promise<readonly NamedFile[]> {
    try {
      return await nameFiles(options[kind]?.files ?? [], `source.${kind}.file`, displayName);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  }
  const [users, groups, memberships] = [await find("users"), await find("groups"), await find("memberships")];
  if (problems.length > 0) throw new SourceError(problems);
  return { users, groups, memberships };
}

export function allFiles(files: CsvFiles): readonly NamedFile[] {
  return [...files.users, ...files.groups, ...files.memberships];
}

/** Names the files and stamps them. */
export async function stampCsvFiles(
  options: CsvSourceOptions,
  displayName: DisplayName,
): Promise<StampedFiles> {
  const files = await nameCsvFiles(options, displayName);
  const holders = allFiles(files).map((file) => ({ file }));
  const stamps = await eachFile(holders, stampFile);
  function stamped(kind: CsvKind): readonly StampedFile[] {
    return files[kind].flatMap((file) => {
      const stamp = stamps.get(file.path);
      return stamp === undefined ? [] : [{ file, stamp }];
    });
  }
  return { users: stamped("users"), groups: stamped("groups"), memberships: stamped("memberships") };
}

/** Throws `SourceError` when a file is no longer the one it was, or when a pattern matches others by now. */
export async function expectStillFiles(
  stamped: StampedFiles,
  options: CsvSourceOptions,
  displayName: DisplayName,
): Promise<void> {
  const before = [...stamped.users, ...stamped.groups, ...stamped.memberships];
  const stamps = new Map(before.map(({ file, stamp }) => [file.path, stamp]));
  const now = allFiles(await nameCsvFiles(options, displayName));
  await eachFile([...before, ...now.map((file) => ({ file }))], async (file) => {
    const stamp = stamps.get(file.path);
    if (stamp === undefined) throw new FileFault(file, APPEARED);
    await expectStill(file, stamp);
  });
}

const APPEARED = "appeared while the others were read; run again when whatever writes it has finished";
