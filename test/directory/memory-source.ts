import { fingerprint } from "../../src/canonical.ts";
import { aliasBy } from "../../src/source/alias.ts";
import type {
  Membership,
  MembershipBatch,
  RecordBatch,
  SourceGroup,
  SourceKey,
  SourceRecord,
} from "../../src/source/record.ts";
import type { DirectorySource } from "../../src/source/source.ts";

/** A directory in memory: users and groups by key, members by group. */
export interface Contents {
  readonly users?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name by key. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Pairs of group and member. */
  readonly members?: readonly (readonly [string, string])[];
  /** Pairs of group and group in it. */
  readonly nested?: readonly (readonly [string, string])[];
  /** Attributes that are aliases of their users. */
  readonly aliases?: readonly string[];
  /** Two records of one key, which an object cannot hold. */
  readonly again?: readonly string[];
  /** Where the reader gives up. */
  readonly throwsAfter?: "users" | "groups" | "memberships";
  readonly file?: string;
  readonly modifiedAt?: number;
}

/** A source that gives one record a batch, so that whatever goes wrong goes wrong in the middle. */
export function memorySource(contents: Contents): DirectorySource {
  const file = contents.file ?? "people.csv";
  const { modifiedAt = 0 } = contents;
  return {
    name: `memory ${file}`,
    files: () =>
      Promise.resolve([{ file, bytes: 1, modifiedAt, sha256: fingerprint(JSON.stringify(contents)) }]),
    async *records() {
      yield* usersOf(contents, file);
      if (contents.throwsAfter === "users") throw new Error("torn");
      yield* groupsOf(contents, file);
      if (contents.throwsAfter === "groups") throw new Error("torn");
      yield { kind: "names", stated: true, users: ["email"], groups: ["name"] };
    },
    async *memberships() {
      yield* membershipsOf(contents, file);
      if (contents.throwsAfter === "memberships") throw new Error("torn");
    },
    close: () => Promise.resolve(),
  };
}

function* usersOf({ users = {}, again = [], aliases = [] }: Contents, file: string): Generator<RecordBatch> {
  let line = 1;
  const entries = [...Object.entries(users), ...again.map((key) => [key, users[key] ?? {}] as const)];
  for (const [key, attributes] of entries) {
    line += 1;
    yield { kind: "users", file, records: [record(key, line, attributes, aliases)] };
  }
}

function* groupsOf({ groups = {} }: Contents, file: string): Generator<RecordBatch> {
  let line = 1;
  for (const [key, name] of Object.entries(groups)) {
    line += 1;
    const group: SourceGroup = { ...record(key, line, { name }), name };
    yield { kind: "groups", file, records: [group] };
  }
}

function* membershipsOf({ members = [], nested = [] }: Contents, file: string): Generator<MembershipBatch> {
  const memberships: Membership[] = [
    ...members.map(([group, member]) => membership(group, member, false)),
    ...nested.map(([group, member]) => membership(group, member, true)),
  ];
  for (const one of memberships) yield { kind: "memberships", file, memberships: [one] };
}

function record(
  key: string,
  line: number,
  attributes: Readonly<Record<string, string>>,
  by: readonly string[] = [],
): SourceRecord {
  const aliases = by.flatMap((name) =>
    attributes[name] === undefined ? [] : [aliasBy(name, attributes[name])],
  );
  return {
    aliases,
    key: key as SourceKey,
    line,
    fingerprint: fingerprint(JSON.stringify([key, attributes])),
    attributes: () => attributes,
  };
}

function membership(group: string, member: string, nested: boolean): Membership {
  return { group: group as SourceKey, member: member as SourceKey, nested, line: 1 };
}
