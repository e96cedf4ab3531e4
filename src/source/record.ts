import type { Json } from "../canonical.ts";
import type { Alias } from "./alias.ts";
import type { Imprint, KnownRecords } from "./recogniser.ts";

declare const sourceKey: unique symbol;

/** The immutable anchor of a record in its source, such as an employee number. Compared exactly; holds no control characters. */
export type SourceKey = string & { readonly [sourceKey]: true };

/**
 * Attribute names are in lower case, also inside nested values; an attribute without a value is left out. A value of
 * several is a list; a text is trimmed.
 */
export type Attributes = Readonly<Record<string, Json>>;

/** A user or a group as its source gave it. */
export interface SourceRecord {
  readonly key: SourceKey;
  /** Other names by which memberships and references call it. */
  readonly aliases: readonly Alias[];
  /** 1-based line where the record begins. */
  readonly line: number;
  /** Of what the record says, names included: equal fingerprints mean an equal record. */
  readonly fingerprint: string;
  /** Where a recogniser was given. */
  readonly imprint?: Imprint | undefined;
  /** Built on demand, because an unchanged record is never looked into. */
  attributes(): Attributes;
}

/** A group; `attributes().name` always holds its name. */
export interface SourceGroup extends SourceRecord {
  readonly name: string;
}

/** How a membership or a reference calls a record: by its key, or by an alias. */
export type RecordName = SourceKey | Alias;

/** One member of one group, as stated by the source. */
export interface Membership {
  readonly group: RecordName;
  /**
   * A key is that of a user or, when `nested`, of a group, because keys of users and groups may be alike. An alias is
   * that of a user, else of a group.
   */
  readonly member: RecordName;
  readonly nested?: boolean;
  readonly line: number;
}

/** Users or groups from one file, in the order of the file. Those who are known stand between the others. */
export type RecordBatch =
  | {
      readonly kind: "users";
      readonly file: string;
      readonly records: readonly SourceRecord[];
      readonly known?: KnownRecords;
    }
  | { readonly kind: "groups"; readonly file: string; readonly records: readonly SourceGroup[] };

/** Memberships from one file, in the order of the file. */
export interface MembershipBatch {
  readonly kind: "memberships";
  readonly file: string;
  readonly memberships: readonly Membership[];
}
