/** What `--accept` can go without this once. */
export type ProofCheck = "sha256" | "rows" | "trailer" | "finalNewline";

/** What a failed proof says, and how to go on in spite of it. */
export function failedProof(check: ProofCheck, message: string): string {
  return `expect.${check}: ${message}; to go on this once: --accept ${check}`;
}
