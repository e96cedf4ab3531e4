import { type ExplainedRecord, findRecords } from "./explained-record.ts";
import { type ExplainedTarget, explainTarget } from "./explain-target.ts";
import { hideAttributes, secretAttributes } from "../inspect/secret-attributes.ts";
import { type SyncOptions, withDirectory } from "../sync.ts";

/** Everything that is known of a record, and what becomes of it at each target. */
export interface Explanation {
  /** Attributes from which secrets are made are hidden. */
  readonly record: ExplainedRecord;
  readonly targets: readonly ExplainedTarget[];
}

export interface ExplainOptions extends Omit<SyncOptions, "mode" | "keys"> {
  readonly key: string;
  /** How many past operations are told for each target; 5 when undefined. */
  readonly history?: number;
}

/**
 * Explains the user and the group with a key, most often one of them; none when there is nothing to say. Reads the
 * sources as `plan` does, and keeps nothing of what it plans. Throws as `plan` does.
 */
export async function explain({
  key,
  history = 5,
  ...options
}: ExplainOptions): Promise<readonly Explanation[]> {
  return withDirectory({ ...options, mode: "sync", keys: [] }, "explain", async (context, targets) => {
    const found = findRecords(context.store, key, targets);
    const targetsOf = new Map(found.map(({ entry }) => [entry, [] as ExplainedTarget[]]));
    for (const target of targets) {
      const { locate } = options.loaded;
      const explanations = await explainTarget(context, target, found, { locate, history });
      for (const [entry, explained] of explanations) {
        targetsOf.get(entry)?.push(explained);
      }
    }
    const secret = secretAttributes(options.loaded.config);
    return found.map(({ entry, ...record }) => ({
      record: { ...record, attributes: record.attributes && hideAttributes(record.attributes, secret) },
      targets: targetsOf.get(entry) ?? [],
    }));
  });
}
