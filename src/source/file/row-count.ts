import type { Problem } from "../../errors.ts";
import type { FileOptions } from "./file-options.ts";
import { failedProof } from "./proof.ts";
import { readSideFile } from "./side-file.ts";
import { readText } from "./text-file.ts";
import { HeldLine } from "./text-end.ts";
import type { FileStamp, NamedFile } from "./still-file.ts";
import { compileTrailer } from "./trailer.ts";

/**
 * Compares the number of records that were read from a file with what its side file and its trailer say. To be called
 * once the file has been read to its end. Throws `FileFault` when the file has changed since.
 */
export async function checkRowCount(
  file: NamedFile,
  stamp: FileStamp,
  rows: number,
  options: FileOptions,
): Promise<Problem | undefined> {
  const message =
    (await checkSideFile(file, rows, options)) ?? (await checkTrailer(file, stamp, rows, options));
  return message === undefined ? undefined : { file: file.display, message };
}

async function checkSideFile(
  file: NamedFile,
  rows: number,
  { proof }: FileOptions,
): Promise<string | undefined> {
  if (proof?.rows === undefined) return undefined;
  const { display, content } = await readSideFile(file, proof.rows);
  if ("failure" in content) return failedProof("rows", `${display} ${content.failure}`);
  const number = /\d+/.exec(content.text)?.[0];
  if (number === undefined) return failedProof("rows", `${display} holds no number`);
  if (Number(number) === rows) return undefined;
  return failedProof("rows", `the file has ${records(rows)}, but ${display} says ${number}`);
}

async function checkTrailer(
  file: NamedFile,
  stamp: FileStamp,
  rows: number,
  { encoding, proof }: FileOptions,
): Promise<string | undefined> {
  // Without a number there is nothing to compare: that the line is there was seen when the file was read.
  if (proof?.trailer?.includes("{rows}") !== true || proof.trailerUnchecked === true) return undefined;
  const end = new HeldLine();
  const unproven = encoding === undefined ? {} : { encoding };
  for await (const { text } of readText(file, stamp, unproven)) end.push(text);
  const stated = compileTrailer(proof.trailer).read(end.rest);
  if (stated === rows) return undefined;
  return failedProof("trailer", `the file has ${records(rows)}, but its trailer says ${stated}`);
}

function records(rows: number): string {
  return rows === 1 ? "1 record" : `${rows} records`;
}
