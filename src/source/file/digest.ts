import { createHash } from "node:crypto";
import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import type { SourceFile } from "../source.ts";
import { checkDigest } from "./digest-check.ts";
import type { FileProof } from "./file-options.ts";
import { FileFault, readStill, stampFile } from "./still-file.ts";
import type { NamedFile } from "./still-file.ts";

const CHUNK_BYTES = 1_048_576;

/**
 * Size, time and sha256 of each file as it lies on disk, once each. Throws one `SourceError` for all files that could
 * not be read or whose digest is not that of the side file.
 */
export async function digestFiles(
  files: readonly NamedFile[],
  proof: FileProof = {},
): Promise<readonly SourceFile[]> {
  const digests = new Map<string, SourceFile>();
  const problems: Problem[] = [];
  for (const file of files) {
    if (digests.has(file.path)) continue;
    try {
      const digest = await digestFile(file);
      digests.set(file.path, digest);
      const problem = proof.sha256 === undefined ? undefined : await checkDigest(file, digest, proof.sha256);
      if (problem !== undefined) problems.push(problem);
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      problems.push(error.problem);
    }
  }
  if (problems.length > 0) throw new SourceError(problems);
  return [...digests.values()];
}

async function digestFile(file: NamedFile): Promise<SourceFile> {
  const stamp = await stampFile(file);
  const digest = createHash("sha256");
  for await (const chunk of readStill(file, stamp, CHUNK_BYTES)) digest.update(chunk);
  const modifiedAt = Number(stamp.modifiedNs / 1_000_000n);
  return { file: file.display, bytes: Number(stamp.bytes), modifiedAt, sha256: digest.digest("hex") };
}
