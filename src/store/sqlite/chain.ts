import { createHash } from "node:crypto";
import type { ChainHead } from "../audit-store.ts";
import type { Database } from "./open.ts";
import { createRunDigest } from "./run-digest.ts";

/** What a link is about. */
export type LinkKind = "run" | "forget" | "prune";

/** A link as its row has it. */
export interface ChainLink extends ChainHead {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: LinkKind;
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
  /** Links up to this one were removed; where the chain begins now. Absent when none were. */
  readonly start?: ChainHead;
}

export interface Chain {
  readonly head: () => ChainHead | undefined;
  append(kind: LinkKind, at: number, about: AboutRun | AboutForgotten | AboutPruned, content?: string): void;
  /** Links a run that ended, and those of its target that were killed before. */
  linkRun(run: string, target: string, at: number): void;
}

/** The chain in SQLite. */
export function createChain(database: Database): Chain {
  const last = database.prepare("SELECT position, hash FROM chain ORDER BY position DESC LIMIT 1");
  const add = database.prepare(
    "INSERT INTO chain (position, at, kind, about, content, hash) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const unlinked = database
    .prepare("SELECT id FROM run WHERE target = ? AND link IS NULL ORDER BY id = ?, started_at, id")
    .pluck();
  const setLink = database.prepare("UPDATE run SET link = ? WHERE id = ?");
  const digestRun = createRunDigest(database);
  const head = (): ChainHead | undefined => last.get() as ChainHead | undefined;
  const append: Chain["append"] = (kind, at, about, content = "") => {
    const before = head();
    const link = { position: (before?.position ?? 0) + 1, at, kind, about: JSON.stringify(about), content };
    add.run(link.position, at, kind, link.about, content, hashOf(before?.hash ?? "", link));
  };
  return {
    head,
    append,
    linkRun(run, target, at) {
      for (const id of unlinked.all(target, run) as string[]) {
        const digest = digestRun(id);
        if (digest === undefined) continue;
        setLink.run((head()?.position ?? 0) + 1, id);
        append("run", at, { run: id, operations: digest.operations }, digest.content);
      }
    },
  };
}

/** SHA-256 in hex, over the hash of the link before and all that this one says. */
export function hashOf(
  before: string,
  { position, at, kind, about, content }: Omit<ChainLink, "hash">,
): string {
  return createHash("sha256")
    .update(JSON.stringify([before, position, at, kind, about, content]))
    .digest("hex");
}
