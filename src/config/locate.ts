import type { JsonObject } from "../canonical.ts";
import type { Position, YamlPath } from "../yaml/position.ts";

/** A place in a file, in the words of `Problem`. */
export interface Place extends Position {
  readonly file: string;
  readonly path: string;
}

/** One of the texts a target is made of: its own part of the file, `defaults`, or a profile's `defaults`. */
export interface Layer {
  readonly origin: "target" | "defaults" | "profile";
  readonly settings: JsonObject;
  /** Where what stands at `path` of the settings was written, or its nearest parent. */
  place(path: YamlPath, inside?: number): Place;
}

/** The layer that says what stands at `path` of the target: the first that has it. */
export function layerOf(layers: readonly Layer[], path: YamlPath): Layer | undefined {
  return layers.find((layer) => hasPath(layer.settings, path));
}

/**
 * Where to look for what stands at `path` of a target, whichever layer says it. For something missing, the
 * nearest parent that is stated.
 */
export function placeOf(layers: readonly Layer[], path: YamlPath, inside?: number): Place | undefined {
  return placeIn(layers, (path) => statedAt(layers, path), path, inside);
}

function statedAt(layers: readonly Layer[], path: YamlPath): Stated | undefined {
  const layer = layerOf(layers, path);
  return layer && { layer, path };
}

/** A layer, and where in its settings something is stated. */
export interface Stated {
  readonly layer: Layer;
  readonly path: YamlPath;
}

/** The same where `find` knows who states what. */
export function placeIn(
  layers: readonly Layer[],
  find: (path: YamlPath) => Stated | undefined,
  path: YamlPath,
  inside?: number,
): Place | undefined {
  const exact = find(path);
  if (exact !== undefined) return exact.layer.place(exact.path, inside);
  for (let length = path.length - 1; length > 0; length--) {
    const found = find(path.slice(0, length));
    if (found !== undefined) return found.layer.place([...found.path, ...path.slice(length)]);
  }
  return layers[0]?.place(path);
}

function hasPath(value: unknown, path: YamlPath): boolean {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return false;
    current = (current as Record<string | number, unknown>)[part];
  }
  return true;
}
