import { createHash, hash as hashOnce } from "node:crypto";
import type { Database } from "./open.ts";

/** What the chain holds of a run. */
export interface RunDigest {
  /** SHA-256 in hex. */
  readonly content: string;
  readonly operations: number;
  /** Rows that were forgotten: their digest stands in for them. */
  readonly forgotten: readonly number[];
  /** Whether the report was. */
  readonly isReportForgotten: boolean;
}

/**
 * Digests a run: its row and all its operations. What is personal goes in by a digest of its own, salted so that
 * nobody can try out names on it; when it is forgotten, that digest takes its place and the salt goes, and the digest
 * of the run stays what it was.
 */
export function createRunDigest(database: Database): (run: string) => RunDigest | undefined {
  const find = database
    .prepare(
      "SELECT id, target, mode, started_at, finished_at, exit_code, salt, digest, report FROM run WHERE id = ?",
    )
    .raw();
  // Keys change when somebody is forgotten, entries never do; and this order comes out of an index.
  const rows = database
    .prepare(
      `SELECT seq, entry, phase, kind, resource, state, at, salt, digest, outcome, key, name, target_id, payload
       FROM operation WHERE run = ? ORDER BY entry, seq`,
    )
    .raw();
  return (run) => {
    const row = find.get(run) as RunValues | undefined;
    if (row === undefined) return undefined;
    const [id, target, mode, startedAt, finishedAt, exitCode, salt, digest, report] = row;
    const hash = createHash("sha256");
    hash.update(JSON.stringify([id, target, mode, startedAt, finishedAt, exitCode]));
    hash.update(digest ?? saltedDigest(salt, report ?? ""));
    const openOf = rememberOpen();
    const forgotten: number[] = [];
    let operations = 0;
    for (const values of rows.iterate(run) as IterableIterator<OperationValues>) {
      operations += 1;
      const kept = values[8];
      if (kept !== null) forgotten.push(values[0]);
      hash.update(openPart(values, openOf) + (kept ?? personalDigest(values)));
    }
    forgotten.sort((one, other) => one - other);
    return { content: hash.digest("hex"), operations, forgotten, isReportForgotten: digest !== null };
  };
}

type RunValues = readonly [
  id: string,
  target: string,
  mode: string,
  startedAt: number,
  finishedAt: number | null,
  exitCode: number | null,
  salt: Buffer | null,
  digest: string | null,
  report: string | null,
];

/** In the order in which they are read. */
export type OperationValues = readonly [
  seq: number,
  entry: number,
  phase: number,
  kind: string,
  resource: string,
  state: string,
  at: number | null,
  salt: Buffer | null,
  digest: string | null,
  outcome: string | null,
  key: string,
  name: string,
  targetId: string | null,
  payload: string,
];

/** What of an outcome names nobody. */
const openOfOutcome = ["state", "result", "code", "httpStatus", "scimType", "method", "members"];

/** An outcome without what it says in words, or of values. */
export function openOutcome(outcome: string | null): string {
  return outcome === null ? "null" : JSON.stringify(JSON.parse(outcome), openOfOutcome);
}

/** Of most operations the same came: what was made of a short outcome is remembered while a run is gone through. */
function rememberOpen(): (outcome: string | null) => string {
  const known = new Map<string, string>();
  return (outcome) => {
    if (outcome === null) return "null";
    const before = known.get(outcome);
    if (before !== undefined) return before;
    const open = openOutcome(outcome);
    if (outcome.length < 100 && known.size < 100) known.set(outcome, open);
    return open;
  };
}

function openPart(values: OperationValues, openOf: (outcome: string | null) => string): string {
  const [seq, entry, phase, kind, resource, state, at, , , outcome] = values;
  return `\n${seq} ${entry} ${phase} ${kind} ${resource} ${state} ${at} ${openOf(outcome)} `;
}

/** Of what of an operation tells of somebody; SHA-256 in hex. Lengths keep two texts from being taken for two others. */
export function personalDigest(values: OperationValues): string {
  const [, , , , , , , salt, , outcome, key, name, targetId, payload] = values;
  const lengths = `${key.length} ${name.length} ${targetId?.length} ${payload.length} ${outcome?.length} `;
  return saltedDigest(salt, `${lengths}${key}${name}${targetId}${payload}${outcome}`);
}

/** SHA-256 in hex. */
export function saltedDigest(salt: Buffer | null, text: string): string {
  return hashOnce("sha256", (salt?.toString("latin1") ?? "") + text);
}
