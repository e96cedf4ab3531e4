import { keptObject } from "../json/kept-value.ts";
import { BATCH } from "../json/record-taker.ts";
import type { Membership, MembershipBatch, RecordBatch, SourceGroup, SourceRecord } from "../record.ts";
import type { SpoolLine } from "./handover.ts";

type Lines = AsyncIterable<readonly SpoolLine[]>;

/** Users and groups of a spool, in order; a batch holds one kind from one place. */
export async function* spooledRecords(lines: Lines): AsyncGenerator<RecordBatch> {
  let file = "";
  let users: SourceRecord[] = [];
  let groups: SourceGroup[] = [];
  function* rest(): Generator<RecordBatch> {
    if (users.length > 0) yield { kind: "users", file, records: users };
    if (groups.length > 0) yield { kind: "groups", file, records: groups };
    users = [];
    groups = [];
  }
  for await (const some of lines) {
    for (const line of some) {
      if (line[0] === "w") {
        yield* rest();
        file = line[1];
      } else if (line[0] === "u") users.push(recordOf(line));
      else if (line[0] === "g") groups.push({ ...recordOf(line), name: line[6] });
      if (users.length >= BATCH || groups.length >= BATCH) yield* rest();
    }
  }
  yield* rest();
}

type RecordLine = Extract<SpoolLine, readonly ["u" | "g", ...unknown[]]>;

function recordOf([, line, key, fingerprint, aliases, attributes]: RecordLine): SourceRecord {
  return { line, key, fingerprint, aliases, attributes: () => keptObject(attributes) };
}

/** Memberships of a spool, in order. */
export async function* spooledMemberships(lines: Lines): AsyncGenerator<MembershipBatch> {
  let file = "";
  let memberships: Membership[] = [];
  function* rest(): Generator<MembershipBatch> {
    if (memberships.length > 0) yield { kind: "memberships", file, memberships };
    memberships = [];
  }
  for await (const some of lines) {
    for (const line of some) {
      if (line[0] === "w") {
        yield* rest();
        file = line[1];
      } else if (line[0] === "m" || line[0] === "n") {
        const [kind, number, group, member] = line;
        memberships.push({ line: number, group, member, ...(kind === "n" && { nested: true }) });
      }
      if (memberships.length >= BATCH) yield* rest();
    }
  }
  yield* rest();
}
