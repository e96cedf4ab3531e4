import { isJsonObject, type JsonObject } from "../canonical.ts";
import type { Problem } from "../errors.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import type { Layer, Place } from "./locate.ts";
import { nestAttributes, type SpellingFinding } from "./nested-attributes.ts";
import { readWrittenTemplate, type SectionText, shown, type WrittenTemplate } from "./written-template.ts";

/** A layer whose `users.attributes` and `groups.attributes` are nested maps and lists, however they were spelt. */
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
  const users = await nestSection("users", settings, text);
  const groups = await nestSection("groups", settings, text);
  const sections = [users, groups].filter((section) => section !== undefined);
  const changed = sections.map(({ name, settings }) => [name, settings] as const);
  function place(path: YamlPath, inside?: number): Place {
    const [name, key, ...inner] = path;
    const section = key === "attributes" ? sections.find((section) => section.name === name) : undefined;
    if (section !== undefined) return section.place(inner, inside);
    const full = [...text.path, ...path];
    return { file: text.yaml.shownAs, ...text.yaml.position(full, inside), path: formatPath(full) };
  }
  return {
    layer: { origin, settings: { ...settings, ...Object.fromEntries(changed) }, place },
    problems: sections.flatMap(({ problems }) => problems),
    broken: sections.flatMap(({ broken }) => broken),
  };
}

interface NestedSection extends Omit<NestedLayer, "layer"> {
  readonly name: string;
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

function problemOf({ path, message, other }: SpellingFinding, { place }: WrittenTemplate): Problem {
  if (other === undefined) return { ...place(path), message };
  return { ...place(path), message: `${message} ${shown(place(other))}, too; keep one of the two` };
}
