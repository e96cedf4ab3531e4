import type { EntryKind } from "../../store/directory-store.ts";
import type { RecordChange } from "./record-changes.ts";

/** Records that came, went or changed; a group changed when its attributes or its own members did. */
export interface KindCounts {
  readonly added: number;
  readonly gone: number;
  readonly changed: number;
}

/** How much differs between two reads. */
export interface ChangeCounts {
  readonly users: KindCounts;
  readonly groups: KindCounts;
  /** Memberships, those of groups that came and went included. */
  readonly members: { readonly added: number; readonly removed: number };
}

/** What counting needs to know of a record that changed. */
export interface CountedChange extends Pick<RecordChange, "kind" | "what"> {
  readonly membersAdded: number;
  readonly membersRemoved: number;
}

export class ChangeTally {
  readonly #records: Record<EntryKind, Record<RecordChange["what"], number>> = {
    user: { added: 0, gone: 0, changed: 0 },
    group: { added: 0, gone: 0, changed: 0 },
  };
  readonly #members = { added: 0, removed: 0 };

  add({ kind, what, membersAdded, membersRemoved }: CountedChange, records = 1): void {
    this.#records[kind][what] += records;
    this.#members.added += membersAdded;
    this.#members.removed += membersRemoved;
  }

  counts(): ChangeCounts {
    const { user, group } = this.#records;
    return { users: { ...user }, groups: { ...group }, members: { ...this.#members } };
  }
}

/** Whether the two reads are the same. */
export function isNoChange({ users, groups, members }: ChangeCounts): boolean {
  const numbers = [users, groups, members].flatMap((counts) => Object.values(counts) as number[]);
  return numbers.every((n) => n === 0);
}
