import type { Approval } from "../plan/approval.ts";
import type { EntryId } from "../plan/operation.ts";

/** Approvals of held operations. */
export interface ApprovalStore {
  /** Approves; who approved the same before approves it anew. */
  approve(target: string, approvals: readonly Approval[]): void;
  /** Approvals given since then that were not used up, in the order of keys. */
  standing(target: string, since: number): readonly Approval[];
  /** Approvals of one record among them. */
  ofEntry(target: string, entry: EntryId, since: number): readonly Approval[];
  /** Whether any stands. */
  hasStanding(target: string, since: number): boolean;
  /** Notes that the run lets an operation through by an approval. */
  noteUse(target: string, approval: Pick<Approval, "entry" | "digest">, run: string): void;
  /** Forgets approvals whose operation was done, and those given before. */
  useUp(target: string, before: number): void;
}
