import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { typeOf } from "../plan/typed-values.ts";
import type { YamlPath } from "../yaml/position.ts";
import { type MappedSection, memberName, sameType, sectionOf } from "./inherited-attributes.ts";
import type { Layer, Stated } from "./locate.ts";

/** Which layer states what stands at `path` of the laid attributes: the uppermost that has it. */
export function statementOf(
  layers: readonly Layer[],
  section: MappedSection,
  attributes: JsonObject,
  path: YamlPath,
): Stated | undefined {
  for (const layer of layers) {
    const stated = sectionOf(layer, section);
    for (const key of path.length === 0 ? ["attributes"] : ["addAttributes", "attributes"]) {
      const at = key in stated ? sameIn(attributes, stated[key] ?? null, path) : undefined;
      if (at !== undefined) return { layer, path: [section, key, ...at] };
    }
    if ("attributes" in stated) return undefined;
  }
  return undefined;
}

/** Where in `stated` that is which stands at `path` of `laid`; places in lists may differ. */
function sameIn(laid: Json, stated: Json, path: YamlPath): YamlPath | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return [];
  if (typeof part === "number") {
    if (!Array.isArray(laid) || !Array.isArray(stated)) return undefined;
    const [from, to]: readonly (readonly Json[])[] = [laid, stated];
    const type = typeOf(from?.[part] ?? null);
    const index =
      type === undefined ? part : (to?.findIndex((item) => sameType(item, from?.[part] ?? null)) ?? -1);
    return below(index, from?.[part], to?.[index], rest);
  }
  if (!isJsonObject(laid) || !isJsonObject(stated)) return undefined;
  const own = memberName(stated, part);
  return own === undefined ? undefined : below(own, laid[part], stated[own], rest);
}

function below(
  at: string | number,
  laid: Json | undefined,
  stated: Json | undefined,
  rest: YamlPath,
): YamlPath | undefined {
  const inner = laid === undefined || stated === undefined ? undefined : sameIn(laid, stated, rest);
  return inner === undefined ? undefined : [at, ...inner];
}
