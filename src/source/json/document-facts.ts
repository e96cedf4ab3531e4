import type { Json } from "../../canonical.ts";
import type { ListTarget } from "./judge.ts";
import type { TextPlace } from "./text/text-window.ts";

/** What has been seen of the document at hand, but for its records. */
export interface DocumentFacts {
  /** Where it begins; undefined before it does. */
  place: TextPlace | undefined;
  isList: boolean;
  /** The messages of SCIM that `schemas` at the top names, in lower case; undefined when it has not come so far. */
  schemas: Set<string> | undefined;
  /** `totalResults` at the top. */
  total: { readonly value: Json; readonly place: TextPlace } | undefined;
  /** Paths of lists that nobody wanted, the first of them. */
  readonly passed: string[];
  /** Lists whose elements were taken, by path. */
  readonly taken: Map<string, { readonly place: TextPlace; readonly target: ListTarget }>;
  /** What `Resources` holds. */
  readonly resources: { users: number; groups: number; others: number };
}

export function noFacts(): DocumentFacts {
  return {
    place: undefined,
    isList: false,
    schemas: undefined,
    total: undefined,
    passed: [],
    taken: new Map(),
    resources: { users: 0, groups: 0, others: 0 },
  };
}

const MESSAGES = "urn:ietf:params:scim:api:messages:2.0:";
export const LIST_RESPONSE = `${MESSAGES}ListResponse`;
export const BULK_REQUEST = `${MESSAGES}BulkRequest`;

/** Whether `schemas` names this message of SCIM (RFC 7644, 8.2). */
export function isMessage({ schemas }: DocumentFacts, message: string): boolean {
  return schemas?.has(message.toLowerCase()) === true;
}

/** Takes a value of `schemas` down. */
export function noteSchema(facts: DocumentFacts, value: Json): void {
  facts.schemas ??= new Set();
  const schema = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (schema.startsWith(MESSAGES.toLowerCase())) facts.schemas.add(schema);
}
