import { checkAge, checkCounts } from "../directory/completeness.ts";
import { type Problem, SourceError } from "../errors.ts";
import type { SourceBatch, SourceKey } from "../source/record.ts";
import type { OpenSource } from "./open-sources.ts";

export interface ValidatedCounts {
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
}

type Seen = Map<SourceKey, { readonly file: string; readonly line: number }>;

/** Reads the sources from end to end and keeps nothing. Throws `SourceError` with what is wrong in them. */
export async function validateRecords(sources: readonly OpenSource[], now: number): Promise<ValidatedCounts> {
  const seen: Record<"users" | "groups", Seen> = { users: new Map(), groups: new Map() };
  const problems: Problem[] = [];
  let memberships = 0;
  for (const { source, config } of sources) {
    problems.push(...checkAge(await source.files(), config.expect, now));
    try {
      for await (const batch of source.read()) {
        if (batch.kind === "memberships") memberships += batch.memberships.length;
        else problems.push(...duplicates(batch, seen[batch.kind]));
      }
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problems.unshift(...error.problems);
    }
  }
  const counts = { users: seen.users.size, groups: seen.groups.size };
  for (const { config } of sources) {
    problems.push(...checkCounts({ ...counts, usersGone: 0, usersBefore: 0 }, config.expect));
  }
  if (problems.length > 0) throw new SourceError(problems);
  return { ...counts, memberships };
}

function duplicates(batch: Exclude<SourceBatch, { kind: "memberships" }>, seen: Seen): readonly Problem[] {
  const { file, kind } = batch;
  return batch.records.flatMap(({ key, line }) => {
    const first = seen.get(key);
    seen.set(key, { file, line });
    if (first === undefined) return [];
    const message = `${kind.slice(0, -1)} key "${key}" is already in ${first.file}:${first.line}; keys must be unique`;
    return [{ file, line, message }];
  });
}
