import { unlessAccepted } from "../expect.ts";
import type { Check } from "../expect.ts";
import type { FileOptions, FileProof } from "./file-options.ts";

/** What a proof has to say against a file, and how to go on nevertheless. */
export function failedProof(check: keyof FileProof & Check, message: string): string {
  return unlessAccepted(`expect.${check}: ${message}`, check);
}

/** The options for a run in which some proofs are waived; a trailer that is waived is no record still. */
export function withoutAccepted<Options extends FileOptions>(
  options: Options,
  accepted: ReadonlySet<Check>,
): Options {
  if (options.proof === undefined) return options;
  const { sha256, rows, trailer, finalNewline } = options.proof;
  const proof: FileProof = {
    ...(sha256 !== undefined && !accepted.has("sha256") && { sha256 }),
    ...(rows !== undefined && !accepted.has("rows") && { rows }),
    ...(trailer !== undefined && { trailer, trailerUnchecked: accepted.has("trailer") }),
    ...(finalNewline !== undefined && !accepted.has("finalNewline") && { finalNewline }),
  };
  return { ...options, proof };
}
