import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { Problem } from "../errors.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import type { Layer, Place } from "./locate.ts";
import { nestAttributes, type SpellingFinding } from "./nested-attributes.ts";
import {
  readWrittenTemplate,
  type SectionText,
  shown,
  type WrittenTemplate,
  writtenIn,
} from "./written-template.ts";

/** A layer whose `attributes` and `addAttributes` of users and groups are nested maps and lists, however they were spelt. */
export interface NestedLayer {
  readonly layer: Layer;
  readonly problems: readonly Problem[];
  /** What was taken out as wrong: what other rules say of these places is only its consequence. */
  readonly broken: readonly YamlPath[];
}

/** Makes a layer of settings as they are written; `text.path` is where they begin in the file. */
export async function nestLayer(
  origin: Layer["origin"],
  settings: JsonObject,
  text: SectionText,
): Promise<NestedLayer> {
  const sections: NestedSection[] = [];
  const changed: Record<string, Json> = { ...settings };
  for (const name of ["users", "groups"]) {
    for (const nest of [nestSection, nestAdded]) {
      const section = await nest(name, changed, text);
      if (section === undefined) continue;
      changed[name] = section.settings;
      sections.push(section);
    }
  }
  function place(path: YamlPath, inside?: number): Place {
    const [name, key, ...inner] = path;
    const section = sections.find((section) => section.name === name && section.key === key);
    if (section !== undefined) return section.place(inner, inside);
    const full = [...text.path, ...path];
    return { file: text.yaml.shownAs, ...text.yaml.position(full, inside), path: formatPath(full) };
  }
  return {
    layer: { origin, settings: changed, place },
    problems: sections.flatMap(({ problems }) => problems),
    broken: sections.flatMap(({ broken }) => broken),
  };
}

interface NestedSection extends Omit<NestedLayer, "layer"> {
  readonly name: string;
  readonly key: "attributes" | "addAttributes";
  readonly settings: JsonObject;
  place(path: YamlPath, inside?: number): Place;
}

async function nestSection(
  name: string,
  settings: JsonObject,
  text: SectionText,
): Promise<NestedSection | undefined> {
  const section = settings[name];
  if (!isJsonObject(section)) return undefined;
  const written = await readWrittenTemplate(section, { ...text, path: [...text.path, name] });
  if (written === undefined) return undefined;
  const { template: _, attributes: __, ...others } = section;
  const nested = nestAttributes(written.attributes ?? {});
  const problems = [...written.problems, ...nested.findings.map((finding) => problemOf(finding, written))];
  return {
    name,
    key: "attributes",
    settings: written.attributes === undefined ? others : { ...others, attributes: nested.attributes },
    problems,
    // A key that was taken out leaves its neighbours to be judged, but not whether there are enough of them.
    broken: [...written.broken, ...nested.findings.map(({ path }) => path)].map((path) => [
      name,
      "attributes",
      ...path,
    ]),
    place: (path, inside) => written.place(nested.writtenAt(path), inside),
  };
}

/** What is added is spelt as attributes are. */
function nestAdded(name: string, settings: JsonObject, text: SectionText): NestedSection | undefined {
  const section = settings[name];
  const added = isJsonObject(section) ? section["addAttributes"] : undefined;
  if (!isJsonObject(section) || !isJsonObject(added)) return undefined;
  const written = writtenIn({ ...text, path: [...text.path, name] }, "addAttributes", added);
  const nested = nestAttributes(added);
  return {
    name,
    key: "addAttributes",
    settings: { ...section, addAttributes: nested.attributes },
    problems: nested.findings.map((finding) => problemOf(finding, written)),
    broken: nested.findings.map(({ path }) => [name, "attributes", ...path]),
    place: (path, inside) => written.place(nested.writtenAt(path), inside),
  };
}

function problemOf({ path, message, other }: SpellingFinding, { place }: WrittenTemplate): Problem {
  if (other === undefined) return { ...place(path), message };
  return { ...place(path), message: `${message} ${shown(place(other))}, too; keep one of the two` };
}
