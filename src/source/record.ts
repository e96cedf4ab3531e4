import type { Json } from "../canonical.ts";

declare const sourceKey: unique symbol;

/** The immutable anchor of a record in its source, such as an employee number. Compared exactly. */
export type SourceKey = string & { readonly [sourceKey]: true };

/** Attribute names are in lower case; an attribute without a value is left out. */
export type Attributes = Readonly<Record<string, Json>>;

/** A user or a group as its source gave it. */
export interface SourceRecord {
  readonly key: SourceKey;
  /** 1-based line where the record begins. */
  readonly line: number;
  /** Of the raw content, names included: equal fingerprints mean an equal record. */
  readonly fingerprint: string;
  /** Built on demand, because an unchanged record is never looked into. */
  attributes(): Attributes;
}

/** A group; `attributes().name` always holds its name. */
export interface SourceGroup extends SourceRecord {
  readonly name: string;
}

/** One member of one group, as stated by the source. */
export interface Membership {
  readonly group: SourceKey;
  /** The key of a user or, when `nested`, of a group; keys of users and groups may be alike. */
  readonly member: SourceKey;
  readonly nested?: boolean;
  readonly line: number;
}

/** A run of records of one kind from one file, in the order of the file. */
export type SourceBatch =
  | { readonly kind: "users"; readonly file: string; readonly records: readonly SourceRecord[] }
  | { readonly kind: "groups"; readonly file: string; readonly records: readonly SourceGroup[] }
  | { readonly kind: "memberships"; readonly file: string; readonly memberships: readonly Membership[] };
