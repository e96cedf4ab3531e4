import type { Json } from "../canonical.ts";

/**
 * One attribute that differs. Paths are those of PATCH (RFC 7644 §3.5.2): `title`, `name.givenName`,
 * `emails[type eq "work"].value`, `urn:…:User:department`.
 */
export interface AttributeChange {
  readonly path: string;
  /** Absent when there was no value. */
  readonly before?: Json;
  /** Absent when the value is to be removed. */
  readonly after?: Json;
  /**
   * Set when what the target holds decides. `empty`: written only where there is nothing, or still what we wrote.
   * `filled`: removed only if something is there.
   */
  readonly when?: "empty" | "filled";
}
