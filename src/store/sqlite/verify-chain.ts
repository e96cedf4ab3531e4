import type { ChainFault, ChainHead, ChainReport, Removed } from "../audit-store.ts";
import { type AboutForgotten, type AboutPruned, type AboutRun, type Ring, hashOf } from "./chain.ts";
import { readRanges } from "./number-ranges.ts";
import type { Database } from "./open.ts";
import { createRunDigest, type RunDigest } from "./run-digest.ts";

/** What was taken away in the ways that are written down. */
interface Allowed {
  readonly prunedRuns: Set<number>;
  readonly forgottenOperations: Set<number>;
  readonly forgottenReports: Set<string>;
  /** Where the chain begins, when its beginning was pruned. */
  start: ChainHead | undefined;
}

/** Goes through the chain and all that it is about; see `AuditStore.verify`. */
export function verifyChain(database: Database, kept: ChainHead | undefined): ChainReport {
  const rings = database.prepare("SELECT * FROM chain ORDER BY position").all() as Ring[];
  const allowed = allowedBy(rings);
  const faults: ChainFault[] = [...brokenRings(rings, allowed.start), ...keptHead(rings, allowed, kept)];
  const digestRun = createRunDigest(database);
  const chained = new Set<string>();
  let [runs, operations] = [0, 0];
  for (const { position, kind, about, content } of rings) {
    if (kind !== "run") continue;
    const { run, operations: counted } = JSON.parse(about) as AboutRun;
    chained.add(run);
    const digest = digestRun(run);
    if (digest === undefined) {
      if (!allowed.prunedRuns.has(position))
        faults.push({
          kind: "missing",
          run,
          position,
          detail: "the run is gone, and nothing says that it was pruned",
        });
      continue;
    }
    const detail = alteration(run, digest, { content, counted }, allowed);
    if (detail !== undefined) faults.push({ kind: "altered", run, position, detail });
    else [runs, operations] = [runs + 1, operations + digest.operations];
  }
  const head = rings.at(-1);
  return {
    runs,
    operations,
    uncovered: countUncovered(database),
    removed: rings.flatMap(removedBy),
    faults: [...faults, ...strangers(database, chained, rings[0])],
    ...(head !== undefined && { head: { position: head.position, hash: head.hash } }),
  };
}

function allowedBy(rings: readonly Ring[]): Allowed {
  const allowed: Allowed = {
    prunedRuns: new Set(),
    forgottenOperations: new Set(),
    forgottenReports: new Set(),
    start: undefined,
  };
  for (const { kind, about } of rings) {
    if (kind === "prune") {
      const { runs, start } = JSON.parse(about) as AboutPruned;
      for (const position of readRanges(runs)) allowed.prunedRuns.add(position);
      allowed.start = start ?? allowed.start;
    }
    if (kind === "forget") {
      const { operations, reports } = JSON.parse(about) as AboutForgotten;
      for (const seq of readRanges(operations)) allowed.forgottenOperations.add(seq);
      for (const run of reports) allowed.forgottenReports.add(run);
    }
  }
  return allowed;
}

function brokenRings(rings: readonly Ring[], start: ChainHead | undefined): readonly ChainFault[] {
  let before: ChainHead = start ?? { position: 0, hash: "" };
  const faults: ChainFault[] = [];
  for (const ring of rings) {
    const { position } = ring;
    if (position !== before.position + 1)
      faults.push({
        kind: "missing",
        position: before.position + 1,
        detail: `rings ${before.position + 1} to ${position - 1} are gone`,
      });
    else if (hashOf(before.hash, ring) !== ring.hash)
      faults.push({
        kind: "broken",
        position,
        detail: "the ring was altered, or the one before it exchanged",
      });
    before = ring;
  }
  return faults;
}

/** A chain that was cut short, or made anew as a whole, shows only to who kept a head of it. */
function keptHead(
  rings: readonly Ring[],
  { start }: Allowed,
  kept: ChainHead | undefined,
): readonly ChainFault[] {
  if (kept === undefined) return [];
  const { position, hash } = kept;
  const there = start?.position === position ? start : rings.find((ring) => ring.position === position);
  if (there?.hash === hash) return [];
  if (there === undefined && start !== undefined && position < start.position)
    return [
      {
        kind: "unknown",
        position,
        detail: "the head you kept is of before what was pruned; keep a newer one",
      },
    ];
  return [
    {
      kind: "broken",
      position,
      detail: "the head you kept is not in this chain: it was cut short or made anew",
    },
  ];
}

/** How a run differs from what was chained. */
function alteration(
  run: string,
  { content, operations, forgotten, isReportForgotten }: RunDigest,
  chained: { readonly content: string; readonly counted: number },
  { forgottenOperations, forgottenReports }: Allowed,
): string | undefined {
  if (operations !== chained.counted)
    return `it has ${operations} operations, and had ${chained.counted} when it ended`;
  const hidden = forgotten.filter((seq) => !forgottenOperations.has(seq));
  if (hidden.length > 0 || (isReportForgotten && !forgottenReports.has(run)))
    return "something in it was made unreadable, and nothing says that somebody was forgotten";
  return content === chained.content
    ? undefined
    : "the run or one of its operations is not what it was when it ended";
}

function removedBy({ kind, at, about }: Ring): readonly Removed[] {
  if (kind === "forget") {
    const { pseudonym, operations, reports } = JSON.parse(about) as AboutForgotten;
    return [{ kind, at, pseudonym, runs: reports.length, operations: [...readRanges(operations)].length }];
  }
  if (kind !== "prune") return [];
  const { runs, operations } = JSON.parse(about) as AboutPruned;
  return [{ kind, at, runs: [...readRanges(runs)].length, operations }];
}

function countUncovered(database: Database): number {
  return database.prepare("SELECT count(*) FROM run WHERE ring = 0").pluck().get() as number;
}

/** Runs and operations that nobody chained: put in later, or their ring was taken away. */
function strangers(
  database: Database,
  chained: ReadonlySet<string>,
  first: Ring | undefined,
): readonly ChainFault[] {
  const runs = database
    .prepare(
      "SELECT id FROM run WHERE ring > 0 OR (ring = 0 AND started_at > ?) OR (ring IS NULL AND finished_at IS NOT NULL)",
    )
    .pluck()
    .all(first?.at ?? Number.MAX_SAFE_INTEGER) as string[];
  const orphans = database
    .prepare("SELECT DISTINCT run FROM operation o WHERE NOT EXISTS (SELECT 1 FROM run WHERE id = o.run)")
    .pluck()
    .all() as string[];
  return [
    ...runs
      .filter((run) => !chained.has(run))
      .map((run) => ({ kind: "unknown", run, detail: "the run is in no ring" }) as const),
    ...orphans.map(
      (run) => ({ kind: "unknown", run, detail: "there are operations of it, and no run" }) as const,
    ),
  ];
}
