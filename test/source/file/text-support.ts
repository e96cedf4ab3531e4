import { basename } from "node:path";
import { formatProblem, SourceError } from "../../../src/errors.ts";
import type { FileOptions } from "../../../src/source/file/file-options.ts";
import { FileFault, stampFile } from "../../../src/source/file/still-file.ts";
import type { NamedFile } from "../../../src/source/file/still-file.ts";
import { readText } from "../../../src/source/file/text-file.ts";

/** A file of the users, shown without its folder. */
export function named(path: string): NamedFile {
  return { path, display: basename(path), setting: "source.users.file" };
}

export interface WholeText {
  readonly text: string;
  readonly fault?: string;
  /** Of the file as a whole, formatted. */
  readonly problem?: string;
}

/** All that `readText` gives of a file. */
export async function textOf(path: string, options: FileOptions = {}): Promise<WholeText> {
  const file = named(path);
  let text = "";
  try {
    for await (const piece of readText(file, await stampFile(file), options)) {
      text += piece.text;
      if (piece.fault !== undefined) return { text, fault: piece.fault };
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return { text, problem: formatProblem(error.problem) };
  }
  return { text };
}

/** The lines of the SourceError that `result` ends in. */
export async function refusal(result: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await result.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof SourceError) return error.message.split("\n");
  throw new Error("expected a SourceError", { cause: error });
}
