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
  const [own] = layers;
  if (own === undefined) return undefined;
  const exact = layerOf(layers, path);
  if (exact !== undefined) return exact.place(path, inside);
  for (let length = path.length - 1; length > 0; length--) {
    const layer = layerOf(layers, path.slice(0, length));
    if (layer !== undefined) return layer.place(path);
  }
  return own.place(path);
}

function hasPath(value: unknown, path: YamlPath): boolean {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return false;
    current = (current as Record<string | number, unknown>)[part];
  }
  return true;
}
