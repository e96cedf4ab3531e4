import { isJsonObject, type Json } from "../canonical.ts";
import type { YamlPath } from "../yaml/position.ts";
import type { LaidAttributes, MappedSection } from "./inherited-attributes.ts";
import type { Layer, Place, Stated } from "./locate.ts";

/** Who says what a target's users or groups shall be like. */
export interface MappingOrigin {
  /** Where the values stand, the uppermost first; those that scimsync brings stand nowhere. */
  readonly parts: readonly MappingPart[];
  /** Values that a connector states, by their paths under `attributes`. */
  readonly brought: readonly YamlPath[];
}

export interface MappingPart {
  readonly by: Layer["origin"] | "scimsync";
  /** Where the attributes begin of which these are. */
  readonly place?: Place;
  /** How many there are. */
  readonly values: number;
}

/** Sorts the values of attributes by who states them. */
export function originOf(
  section: MappedSection,
  { attributes }: LaidAttributes,
  layers: readonly Layer[],
  find: (path: YamlPath) => Stated | undefined,
): MappingOrigin {
  const values = leafPaths(attributes ?? {}).map((path) => ({
    path,
    stated: find([section, "attributes", ...path]),
  }));
  const ofLayers = layers.flatMap((layer): readonly MappingPart[] => {
    const own = values.flatMap(({ stated }) => (stated?.layer === layer ? [stated] : []));
    const [first] = own;
    const by = layer.origin;
    return first === undefined
      ? []
      : [{ by, place: layer.place(first.path.slice(0, 2)), values: own.length }];
  });
  const builtIn = values.filter(({ stated }) => stated === undefined).length;
  return {
    parts: builtIn === 0 ? ofLayers : [...ofLayers, { by: "scimsync", values: builtIn }],
    brought: values.flatMap(({ path, stated }) => (stated?.layer.origin === "profile" ? [path] : [])),
  };
}

function leafPaths(value: Json, at: YamlPath = []): readonly YamlPath[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => leafPaths(item, [...at, index]));
  if (!isJsonObject(value)) return [at];
  return Object.entries(value).flatMap(([name, item]) => leafPaths(item, [...at, name]));
}
