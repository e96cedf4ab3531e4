import type { Attention } from "../plan/attention.ts";
import type { LinkState } from "../plan/link.ts";
import type { EntryId } from "../plan/operation.ts";
import type { ScimId } from "../scim/resource.ts";
import type { SourceKey } from "../source/record.ts";

/** Takes what is known of a person out of the state. */
export interface ForgetStore {
  /** Undefined when no user has ever had the key. */
  footprint(key: string): Footprint | undefined;
  /**
   * Leaves of the person an entry and operations that name nobody but the pseudonym, and writes down in the chain that
   * it did. Where others' operations, reports and attentions name the person, the pseudonym stands as well.
   */
  forget(entry: EntryId, pseudonym: string, now: number): Forgotten;
  /**
   * Writes the file anew, so that no byte of what was taken out is left in it. Needs room for a second one; throws
   * `StateError` when there is none.
   */
  wipe(): void;
  /** Whether somebody was forgotten and the file not written anew since: it was killed in between, or had no room. */
  isWipeDue(): boolean;
}

/** Where a person is in the state. */
export interface Footprint {
  readonly entry: EntryId;
  readonly key: SourceKey;
  readonly present: boolean;
  /** Names of groups of which the source says that they are a member. */
  readonly groups: readonly string[];
  readonly links: readonly { readonly target: string; readonly scimId: ScimId; readonly state: LinkState }[];
  readonly attentions: readonly { readonly target: string; readonly reason: Attention["reason"] }[];
  /** Keys of others whose attributes name the person. */
  readonly namedBy: readonly SourceKey[];
}

export interface Forgotten {
  /** Operations of the person that name nobody any more. */
  readonly operations: number;
  /** Operations of others in which the person was named. */
  readonly mentions: number;
  /** Reports of runs in which the person was named. */
  readonly reports: number;
}
