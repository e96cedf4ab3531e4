import { dirname, isAbsolute, join, resolve } from "node:path";
import { isJsonObject, type JsonObject } from "../canonical.ts";
import { ConfigError, type Problem } from "../errors.ts";
import { readSettings, type YamlFile } from "../yaml/file.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import { type JsonTemplate, readJsonTemplate } from "./json-template.ts";
import type { Place } from "./locate.ts";

/** The attributes of a section as they are written, in YAML or in JSON. */
export interface WrittenTemplate {
  /** Undefined when they cannot be read. */
  readonly attributes: JsonObject | undefined;
  readonly problems: readonly Problem[];
  /** What was taken out as wrong. */
  readonly broken: readonly YamlPath[];
  /** Where something stands, by its path from the top of the attributes. */
  readonly place: (path: YamlPath, inside?: number) => Place;
}

/** A YAML file, and where in it the section begins that has `attributes` or `template`. */
export interface SectionText {
  readonly yaml: YamlFile;
  readonly path: YamlPath;
  /** What files are named from. */
  readonly folder: string;
}

/** Reads `attributes`, or else `template`, of a section. Undefined when it has neither. */
export async function readWrittenTemplate(
  section: JsonObject,
  text: SectionText,
): Promise<WrittenTemplate | undefined> {
  const { attributes, template } = section;
  if (attributes === undefined && template === undefined) return undefined;
  if (attributes === undefined) {
    const file = isJsonObject(template) ? template["file"] : undefined;
    return typeof file === "string"
      ? readFile(file, text)
      : readText(typeof template === "string" ? template : "", text);
  }
  const written = writtenIn(text, "attributes", isJsonObject(attributes) ? attributes : {});
  const beside = `stands beside attributes at ${shown(written.place([]))}; keep one of the two`;
  const problems = template === undefined ? [] : [{ ...placeIn(text, "template")([]), message: beside }];
  return { ...written, problems };
}

/** Attributes that stand in the YAML file itself, under a key. */
export function writtenIn(text: SectionText, key: string, attributes: JsonObject): WrittenTemplate {
  return { attributes, problems: [], broken: [], place: placeIn(text, key) };
}

/** `scimsync.yaml:12:9` */
export function shown({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function placeIn({ yaml, path }: SectionText, key: string): WrittenTemplate["place"] {
  return (inner, inside) => {
    const full = [...path, key, ...inner];
    return { file: yaml.shownAs, ...yaml.position(full, inside), path: formatPath(full) };
  };
}

/** JSON in the YAML file itself. It is read with the indentation it has there, so that places are those of the file. */
function readText(template: string, text: SectionText): WrittenTemplate {
  const { yaml, path } = text;
  const first = template.search(/\S/);
  const begin = template.lastIndexOf("\n", first) + 1;
  const { line, column } = yaml.position([...path, "template"], first === -1 ? undefined : first);
  const indentation = " ".repeat(Math.max(column - 1 - Math.max(first - begin, 0), 0));
  const indented = template.slice(begin).replaceAll(/^/gm, indentation);
  const json = readJsonTemplate(indented, line);
  return fromJson(json, yaml.shownAs, [...path, "template"]);
}

async function readFile(file: string, text: SectionText): Promise<WrittenTemplate> {
  const shownAs = isAbsolute(file) ? file : join(dirname(text.yaml.shownAs), file);
  try {
    return fromJson(readJsonTemplate(await readSettings(resolve(text.folder, file), shownAs)), shownAs, []);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const place = placeIn(text, "template");
    const problems = error.problems.map(({ message }) => ({
      ...place(["file"]),
      message: `the template ${file}: ${message}`,
    }));
    return { attributes: undefined, problems, broken: [[]], place };
  }
}

function fromJson(json: JsonTemplate, file: string, prefix: YamlPath): WrittenTemplate {
  return {
    attributes: json.attributes,
    problems: json.findings.map(({ path, position, message }) => {
      const shownPath = formatPath([...prefix, ...path]);
      return { file, ...position, ...(shownPath !== "" && { path: shownPath }), message };
    }),
    broken: json.findings.map(({ path }) => path),
    place: (path, inside) => ({
      file,
      ...json.position(path, inside),
      path: formatPath([...prefix, ...path]),
    }),
  };
}
