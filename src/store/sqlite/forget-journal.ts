import type { Json } from "../../canonical.ts";
import type { EntryId, OperationKind } from "../../plan/operation.ts";
import { writeRanges } from "./number-ranges.ts";
import type { Database } from "./open.ts";
import type { Identity, Redaction } from "./redact-person.ts";
import { openOutcome, type OperationValues, personalDigest } from "./run-digest.ts";

export interface ForgottenInJournal {
  /** Operations of the person. */
  readonly own: number;
  /** Operations of others that named the person. */
  readonly mentions: number;
  /** Numbers of all of them, as ranges. */
  readonly operations: string;
}

type ForgetInJournal = (entry: EntryId, identity: Identity, redaction: Redaction) => ForgottenInJournal;

const columns =
  "seq, entry, phase, kind, resource, state, at, salt, digest, outcome, key, name, target_id, payload, needs";

type Row = readonly [...OperationValues, needs: string | null];

/** Takes a person out of the journal: what was done, when, and what came of it stays. */
export function createJournalForgetting(database: Database): ForgetInJournal {
  const page = database
    .prepare(`SELECT ${columns} FROM operation WHERE seq > ? ORDER BY seq LIMIT 1000`)
    .raw();
  const put = database.prepare(
    `UPDATE operation SET key = ?, name = ?, target_id = ?, payload = ?, needs = ?, outcome = ?, digest = ?, salt = NULL
     WHERE seq = ?`,
  );
  return (entry, identity, redaction) => {
    const seqs: number[] = [];
    let own = 0;
    for (const row of inPages(page)) {
      const isOwn = row[1] === entry;
      const next = isOwn ? nothingOf(row, identity) : withoutMentions(row, identity, redaction);
      if (next === undefined) continue;
      put.run(...next, row[8] ?? personalDigest(row.slice(0, -1) as unknown as OperationValues), row[0]);
      seqs.push(row[0]);
      if (isOwn) own += 1;
    }
    return { own, mentions: seqs.length - own, operations: writeRanges(seqs) };
  };
}

function* inPages(page: ReturnType<Database["prepare"]>): Generator<Row> {
  let after = 0;
  for (;;) {
    const rows = page.all(after) as Row[];
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last[0];
  }
}

type Next = readonly [
  key: string,
  name: string,
  targetId: string | null,
  payload: string,
  needs: string | null,
  outcome: string | null,
];

function nothingOf(row: Row, { pseudonym }: Identity): Next {
  const [, , , kind, , , , , , outcome, , , targetId] = row;
  return [
    pseudonym,
    pseudonym,
    targetId === null ? null : pseudonym,
    nothingMeant(kind as OperationKind),
    null,
    outcome === null ? null : openOutcome(outcome),
  ];
}

/** What an operation of the kind holds when nothing is known of it any more. */
function nothingMeant(kind: OperationKind): string {
  switch (kind) {
    case "create":
      return '{"attributes":{}}';
    case "link":
      return '{"to":""}';
    case "reactivate":
      return '{"attributes":{},"removed":[]}';
    case "update":
      return '{"changes":[]}';
    case "addMembers":
    case "removeMembers":
      return '{"members":[],"count":0}';
    case "deactivate":
    case "delete":
    case "unlink":
      return '{"cause":"forgotten"}';
  }
}

/** Undefined when the operation of somebody else does not name the person. */
function withoutMentions(
  row: Row,
  { key: forgotten, pseudonym }: Identity,
  { mentions, redact }: Redaction,
): Next | undefined {
  const [, , , , , , , , , outcome, key, name, targetId, payload, needs] = row;
  const needed = needs === null ? [] : (JSON.parse(needs) as string[]);
  const isNeeded = needed.includes(forgotten);
  if (!isNeeded && !mentions(payload) && (outcome === null || !mentions(outcome))) return undefined;
  const inJson = (text: string): string => JSON.stringify(redact(JSON.parse(text) as Json));
  const others = isNeeded
    ? JSON.stringify(needed.map((one) => (one === forgotten ? pseudonym : one)))
    : needs;
  return [key, name, targetId, inJson(payload), others, outcome === null ? null : inJson(outcome)];
}
