import type { JsonObject } from "../canonical.ts";
import type { YamlFile } from "../yaml/file.ts";

/** What every profile builds on. */
export const BASE_PROFILE = "generic";

/** A profile file and what it says itself, without what it extends. */
export interface ProfileFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly yaml: YamlFile;
  readonly written: JsonObject;
}
