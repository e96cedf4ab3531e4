import type { Json } from "../../canonical.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import type { MappingUpdates } from "../../store/journal-store.ts";

const EXAMPLES = 3;

/** What a changed mapping means for users whose records did not change. */
export interface MappingChange {
  /** Users whose account would differ. */
  readonly users: number;
  /** Users who have an account. */
  readonly outOf: number;
  /** How many users each attribute would differ for, most first. */
  readonly attributes: readonly { readonly path: string; readonly users: number }[];
  readonly examples: readonly MappingExample[];
}

export interface MappingExample {
  readonly key: string;
  readonly name: string;
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
}

/** Counts by attribute, in one pass over the updates, with the first three as examples. */
export function summarizeMappingChange({ users, operations }: MappingUpdates, outOf: number): MappingChange {
  const counts = new Map<string, number>();
  const examples: MappingExample[] = [];
  for (const { operation } of operations()) {
    for (const { path, before = null, after = null } of operation.changes) {
      counts.set(path, (counts.get(path) ?? 0) + 1);
      const [first] = operation.changes;
      if (examples.length < EXAMPLES && path === first?.path) {
        examples.push(hideSealsIn({ key: operation.key, name: operation.name, path, before, after }));
      }
    }
  }
  const attributes = [...counts].map(([path, users]) => ({ path, users }));
  return { users, outOf, attributes: attributes.toSorted((one, other) => other.users - one.users), examples };
}

/** `mapping changed: 412 of 9830 users would differ (title 400, department 12)`. */
export function describeMappingChange({ users, outOf, attributes }: MappingChange): string {
  const most = attributes.slice(0, 8).map(({ path, users }) => `${path} ${users}`);
  const rest = attributes.length > most.length ? `, and ${attributes.length - most.length} more` : "";
  return `mapping changed: ${users} of ${outOf} users would differ (${most.join(", ")}${rest})`;
}
