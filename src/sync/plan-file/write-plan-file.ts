import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../errors.ts";
import type { LivePlan } from "../planning/plan-only.ts";
import { headLines, layout, type PlanFileHead } from "./plan-file.ts";

/** A plan file that is being written; nothing is at its place until it is whole. */
export interface PlanFileDraft {
  add(plan: LivePlan): void;
  /** A line as it is to stand. */
  line(text: string): void;
  /** Seals the file with its digest, and puts it in its place. */
  commit(): void;
  /** Leaves nothing behind, unless it was committed. */
  discard(): void;
}

const chunk = 65_536;

/**
 * Begins a plan file that its owner alone may read. Operations go out as they come, however many there are. What is at its
 * place is overwritten only if it is a plan file. Throws `UsageError` when it cannot be written.
 */
export function createPlanFile(file: string, head: PlanFileHead): PlanFileDraft {
  const draft = beginPlanFile(file);
  let plans = 0;
  for (const line of headLines(head)) draft.line(line);
  draft.line(layout.plans);
  return {
    ...draft,
    add(plan) {
      const { operations, written, skipped, ...said } = plan;
      if (plans > 0) draft.line(",");
      plans += 1;
      for (const line of headLines({ ...said, skipped: [...skipped] })) draft.line(line);
      draft.line(layout.operations);
      let last: string | undefined;
      for (const planned of operations()) {
        if (last !== undefined) draft.line(`${last},`);
        last = JSON.stringify(written(planned));
      }
      if (last !== undefined) draft.line(last);
      draft.line(layout.endOfPlan);
    },
    commit() {
      draft.line(layout.endOfPlans);
      draft.commit();
    },
  };
}

/** The same, line by line, for who has them already. */
export function beginPlanFile(file: string): Omit<PlanFileDraft, "add"> {
  const place = placeOf(file);
  const beside = `${place}.${randomUUID()}.new`;
  const descriptor = failing(file, () => openSync(beside, "wx", 0o600));
  const hash = createHash("sha256");
  let text = "";
  let isOpen = true;
  function flush(): void {
    failing(file, () => writeAll(descriptor, text));
    text = "";
  }
  function line(one: string): void {
    hash.update(one).update("\n");
    text += `${one}\n`;
    if (text.length > chunk) flush();
  }
  function close(): void {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  }
  return {
    line,
    commit() {
      text += `${layout.digest}sha256-${hash.digest("base64url")}"}\n`;
      flush();
      failing(file, () => {
        fsyncSync(descriptor);
        close();
        renameSync(beside, place);
        syncFolder(dirname(place));
      });
    },
    discard() {
      close();
      rmSync(beside, { force: true });
    },
  };
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** Where the file goes: a link stays a link. Nobody's data is overwritten by a slip of the hand. */
function placeOf(file: string): string {
  const found = failing(file, () => statSync(file, { throwIfNoEntry: false }));
  if (found === undefined) return file;
  if (!found.isFile() || (found.size > 0 && !isPlanFile(file)))
    throw new UsageError(`${file}: is there already and is no plan file; name another file`);
  return realpathSync(file);
}

function isPlanFile(file: string): boolean {
  const descriptor = failing(file, () => openSync(file, "r"));
  try {
    const start = Buffer.alloc(layout.first.length);
    readSync(descriptor, start);
    return start.toString() === layout.first;
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function failing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: cannot be written (${(error as Error).message})`, { cause: error });
  }
}
