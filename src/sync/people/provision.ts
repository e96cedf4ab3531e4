import type { SourceKey } from "../../source/record.ts";
import { findRecords, type FoundRecord } from "../explain/explained-record.ts";
import { createPreviewer, type Preview } from "../preview/map-preview.ts";
import { type ProvisionedPerson, stepsOf } from "./provision-steps.ts";
import type { RunReport } from "../report.ts";
import type { RunContext } from "../run-context.ts";
import { runTarget } from "../run-target.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";
import type { Target } from "../target.ts";
import { UsageError } from "../../errors.ts";

/** What to run on; without keys, everybody in scope who has no account. */
export type ProvisionOptions = Omit<SyncOptions, "mode">;

export interface Provisioned {
  readonly runs: readonly RunReport[];
  /** Those who were named, at each target. */
  readonly people: readonly ProvisionedPerson[];
}

/**
 * Makes or links accounts of users in scope who have none, whenever their next try would be, and adds them to the groups
 * that are there. Whatever else is to be done is left to the next `sync`, which sees it as if this run had not been.
 * Throws as `sync` does, and `UsageError` for a key that is no user.
 */
export async function provision(options: ProvisionOptions): Promise<Provisioned> {
  return withDirectory({ ...options, mode: "provision" }, "provision", async (context, targets) => {
    const runs: RunReport[] = [];
    const people: ProvisionedPerson[] = [];
    for (const target of targets) {
      if (context.stop.aborted) break;
      const named = context.keys.map((key) => before(context, target, key));
      const report = await runTarget(context, target);
      runs.push(report);
      people.push(...named.map((one) => after(context, target, one, report)));
    }
    return { runs, people };
  });
}

interface Before {
  readonly record: FoundRecord | undefined;
  readonly key: string;
  readonly preview: Preview | undefined;
}

/** What is known of somebody before the run. */
function before({ store, clock }: RunContext, target: Target, key: string): Before {
  const found = findRecords(store, key, [target]);
  const record = found.find(({ kind }) => kind === "user");
  if (record === undefined && found.length > 0)
    throw new UsageError(`${key} is a group; provision is about people, and sync --only about groups`);
  if (record?.attributes === undefined) return { key, record, preview: undefined };
  const preview = createPreviewer({ target, now: clock.now(), state: store, directory: store });
  const { attributes, groups } = record;
  return { key, record, preview: preview({ kind: "user", key, attributes, groups }) };
}

function after(
  { store }: RunContext,
  target: Target,
  { key, record, preview }: Before,
  { runId }: RunReport,
): ProvisionedPerson {
  const { id, users } = target.config;
  const entry = store.directory.find("user", [key as SourceKey]).get(key as SourceKey)?.id;
  const past = entry === undefined ? [] : store.journal.history(id, entry, 10);
  const steps = stepsOf({
    place: record?.place,
    preview,
    match: users.policy.match,
    operations: past.filter(({ run }) => run === runId),
    link: entry === undefined ? undefined : store.targets.link(id, entry),
    attention: entry === undefined ? undefined : store.targets.attention(id, entry),
  });
  return { key, target: id, steps };
}
