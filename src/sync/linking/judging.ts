import type { JsonObject } from "../../canonical.ts";
import type { ResourceType } from "../../scim/resource.ts";
import type { Hit, Matching, Verdict, VerdictKind } from "../../store/matching-store.ts";
import type { EntryView } from "../../store/target-store.ts";
import type { Planning } from "../planning/planning.ts";

/** What verdicts on records of a type are made with. */
export interface Judging {
  readonly planning: Planning;
  readonly matching: Matching;
  readonly type: ResourceType;
  /** Groups of the same name are linked, whatever `groups.existing` says: they were ours. */
  readonly takesGroups: boolean;
  /** Ids that somebody wrote down, by key: nothing else is matched. */
  readonly stated?: ReadonlyMap<string, string>;
}

/** Makes verdicts on one record. */
export type Decide = (kind: VerdictKind, why: string, candidates?: readonly Hit[]) => Verdict;

/** A record that shall have an account, and what that shall be. */
export interface Wanted {
  readonly view: EntryView;
  readonly resource: JsonObject;
}

export const unknown = "nothing at the target is recognised as theirs";
