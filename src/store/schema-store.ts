import type { EntryId } from "../plan/operation.ts";
import type { RuleBreak } from "../plan/rule-break.ts";
import type { ScimSchema } from "../scim/schema.ts";

/** What a target's `/Schemas` said when it was last asked. */
export interface SeenSchemas {
  /** Who was asked. */
  readonly baseUrl: string;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** Of the schemas. */
  readonly digest: string;
  /** Empty when the target has none that can be read. */
  readonly schemas: readonly ScimSchema[];
  /** The digest under which all records were last thought about. */
  readonly applied?: string;
  /** Rules of these schemas that are not applied, because too many would break them. */
  readonly suspect: readonly string[];
}

export interface BrokenEntry {
  readonly entry: EntryId;
  readonly breaks: readonly RuleBreak[];
}

/** What targets say of the attributes they take. */
export interface SchemaStore {
  /** Undefined when the target was never asked. */
  seen(target: string): SeenSchemas | undefined;
  put(target: string, seen: SeenSchemas): void;
  /** Collects, for the planning at hand, who breaks rules. */
  noteBreaks(entry: EntryId, breaks: readonly RuleBreak[]): void;
  /** What was collected, page by page. */
  broken(after: EntryId, limit: number): readonly BrokenEntry[];
  clearBreaks(): void;
}
