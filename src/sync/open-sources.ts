import { relative } from "node:path";
import type { Config, SourceConfig } from "../config/config.ts";
import { createCsvSource } from "../source/csv/csv-source.ts";
import type { DirectorySource, SourceShape } from "../source/source.ts";

/** A source of the config, ready to be read. */
export interface OpenSource {
  readonly source: DirectorySource;
  readonly config: SourceConfig;
}

/** Opens the sources of a config; nothing is read yet. */
export function openSources(config: Config): readonly OpenSource[] {
  return config.sources.map((source) => ({
    source: createCsvSource(source.options, shownPath),
    config: source,
  }));
}

/** Paths are shown as the user would type them from where they stand. */
function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith("..") || shown === "" ? path : shown;
}

/** Attribute names that records of any of the sources can have. */
export async function shapeOf(sources: readonly OpenSource[]): Promise<SourceShape> {
  const shapes = await Promise.all(sources.map(({ source }) => source.shape()));
  const union = (kind: keyof SourceShape) => [...new Set(shapes.flatMap((shape) => shape[kind]))];
  return { users: union("users"), groups: union("groups") };
}
