import { createHash } from "node:crypto";
import type { ChainHead } from "../audit-store.ts";
import type { Database } from "./open.ts";
import { createRunDigest } from "./run-digest.ts";

/** What a ring is about. */
export type RingKind = "run" | "forget" | "prune";

/** A ring as its row has it. */
export interface Ring extends ChainHead {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: RingKind;
  /** JSON text: `AboutRun`, `AboutForgotten` or `AboutPruned`. */
  readonly about: string;
  /** Of a run the digest; else empty. */
  readonly content: string;
}

export interface AboutRun {
  readonly run: string;
  readonly operations: number;
}

export interface AboutForgotten {
  readonly pseudonym: string;
  /** Numbers of operations, as ranges. */
  readonly operations: string;
  /** Ids of the runs whose reports were reduced. */
  readonly reports: readonly string[];
}

export interface AboutPruned {
  /** Positions of the runs, as ranges. */
  readonly runs: string;
  readonly operations: number;
  /** Rings up to this one were removed; where the chain begins now. Absent when none were. */
  readonly start?: ChainHead;
}

export interface Chain {
  readonly head: () => ChainHead | undefined;
  append(kind: RingKind, at: number, about: AboutRun | AboutForgotten | AboutPruned, content?: string): void;
  /** Rings a run that ended, and those of its target that were killed before. */
  chainRun(run: string, target: string, at: number): void;
}

/** The chain in SQLite. */
export function createChain(database: Database): Chain {
  const last = database.prepare("SELECT position, hash FROM chain ORDER BY position DESC LIMIT 1");
  const add = database.prepare(
    "INSERT INTO chain (position, at, kind, about, content, hash) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const unchained = database
    .prepare("SELECT id FROM run WHERE target = ? AND ring IS NULL ORDER BY id = ?, started_at, id")
    .pluck();
  const setRing = database.prepare("UPDATE run SET ring = ? WHERE id = ?");
  const digestRun = createRunDigest(database);
  const head = (): ChainHead | undefined => last.get() as ChainHead | undefined;
  const append: Chain["append"] = (kind, at, about, content = "") => {
    const before = head();
    const ring = { position: (before?.position ?? 0) + 1, at, kind, about: JSON.stringify(about), content };
    add.run(ring.position, at, kind, ring.about, content, hashOf(before?.hash ?? "", ring));
  };
  return {
    head,
    append,
    chainRun(run, target, at) {
      for (const id of unchained.all(target, run) as string[]) {
        const digest = digestRun(id);
        if (digest === undefined) continue;
        setRing.run((head()?.position ?? 0) + 1, id);
        append("run", at, { run: id, operations: digest.operations }, digest.content);
      }
    },
  };
}

/** SHA-256 in hex, over the hash of the ring before and all that this one says. */
export function hashOf(before: string, { position, at, kind, about, content }: Omit<Ring, "hash">): string {
  return createHash("sha256")
    .update(JSON.stringify([before, position, at, kind, about, content]))
    .digest("hex");
}
