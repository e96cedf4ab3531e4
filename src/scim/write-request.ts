import type { Json } from "../canonical.ts";

/** One operation of a PATCH request (RFC 7644 §3.5.2). */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path?: string;
  readonly value?: Json;
}

/** Conditions of a write. */
export interface WriteOptions {
  /** The write is made only while the resource has this version (RFC 7644 §3.14), else refused with 412. */
  readonly ifMatch?: string;
}

/** Conditions of a PATCH. */
export interface PatchOptions extends WriteOptions {
  /** Applying the operations twice does what applying them once does, so that they may be repeated. */
  readonly idempotent?: boolean;
  /** What the answer shall not hold (RFC 7644 §3.9), such as the members of a large group. */
  readonly excludedAttributes?: readonly string[];
}
