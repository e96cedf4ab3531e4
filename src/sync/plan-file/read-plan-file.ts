import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { StalePlanError, UsageError } from "../../errors.ts";
import {
  layout,
  parseHead,
  type PlanFile,
  type PlanFileHead,
  planFileVersion,
  type SavedPlan,
  type WrittenOperation,
} from "./plan-file.ts";

/**
 * Reads a plan file but for its operations, and makes sure that it is as it was written. Throws `UsageError` when it is no
 * plan file, and `StalePlanError` when it was edited, cut short, or written by another version.
 */
export function readPlanFile(file: string): PlanFile {
  const hash = createHash("sha256");
  const plans: SavedPlan[] = [];
  let head: PlanFileHead | undefined;
  let digest: string | undefined;
  let pending: string[] | undefined = [];
  let at = 0;
  for (const line of linesOf(file)) {
    at += 1;
    if (at === 1) refuseOthers(file, line);
    // Nothing but an empty line may follow.
    if (digest !== undefined) throw edited(file);
    digest = digestIn(line);
    if (digest !== undefined) continue;
    hash.update(line).update("\n");
    if (pending === undefined) {
      if (line === layout.endOfPlan) pending = [];
    } else if (line === layout.plans) {
      head = parsed(file, pending) as PlanFileHead;
      pending = [];
    } else if (line === layout.operations) {
      plans.push(parsed(file, pending) as SavedPlan);
      pending = undefined;
    } else if (line !== "," && line !== layout.endOfPlans) pending.push(line);
  }
  if (digest !== `sha256-${hash.digest("base64url")}` || head === undefined) throw edited(file);
  return { ...head, file, plans };
}

/** The operations of one of the plans in the file, one at a time. */
export function* operationsIn(file: string, target: string): Generator<WrittenOperation> {
  const name = `"target":${JSON.stringify(target)},`;
  let isHere = false;
  let isInside = false;
  for (const line of linesOf(file)) {
    if (!isInside) {
      isHere ||= line === name;
      isInside = line === layout.operations;
    } else if (line === layout.endOfPlan) {
      if (isHere) return;
      isInside = false;
    } else if (isHere) yield JSON.parse(line.replace(/,$/, "")) as WrittenOperation;
  }
}

const chunk = 65_536;

/** Lines without their ends, whichever these are. Throws `UsageError` when the file cannot be read. */
export function* linesOf(file: string): Generator<string> {
  const descriptor = readable(file, () => openSync(file, "r"));
  try {
    const decoder = new StringDecoder("utf8");
    const bytes = Buffer.alloc(chunk);
    let rest = "";
    for (;;) {
      const read = readable(file, () => readSync(descriptor, bytes));
      if (read === 0) break;
      const lines = (rest + decoder.write(bytes.subarray(0, read))).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    }
    if (rest !== "") yield rest;
  } finally {
    closeSync(descriptor);
  }
}

function refuseOthers(file: string, first: string): void {
  const version = new RegExp(`^\\${layout.first}(\\d+),$`).exec(first)?.[1];
  if (version === undefined)
    throw new UsageError(`${file} is no plan file; \`scimsync plan --out FILE\` writes one`);
  if (version !== String(planFileVersion))
    throw new StalePlanError(
      `${file} was written by another version of scimsync (plan files of version ${version}, and this one writes ${planFileVersion}); nothing was sent: make it anew with \`scimsync plan --out ${file}\``,
    );
}

function digestIn(line: string): string | undefined {
  return line.startsWith(layout.digest) ? line.slice(layout.digest.length, -2) : undefined;
}

function parsed(file: string, lines: readonly string[]): unknown {
  try {
    return parseHead(lines);
  } catch {
    throw edited(file);
  }
}

function edited(file: string): StalePlanError {
  return new StalePlanError(
    `${file} is not as it was written: it was edited, or cut short; nothing was sent: make it anew with \`scimsync plan --out ${file}\`. To let only a part of it go, use \`scimsync plan approve\``,
  );
}

function readable<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as Error).message})`, { cause: error });
  }
}
