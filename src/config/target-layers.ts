import { dirname } from "node:path";
import { isJsonObject, type JsonObject } from "../canonical.ts";
import { readConnector } from "../connector/load.ts";
import { BASE_PROFILE, type ProfileFile } from "../connector/profile-file.ts";
import { mergeSettings } from "../connector/merge.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { checkShape } from "../yaml/shape.ts";
import type { YamlFile } from "../yaml/file.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import { ConfigError, type Problem } from "../errors.ts";
import { shownPath } from "./auth-rules.ts";
import { statementOf } from "./attribute-statement.ts";
import { type LaidAttributes, layAttributes, type MappedSection } from "./inherited-attributes.ts";
import { layerOf, placeIn, placeOf, type Layer, type Place, type Stated } from "./locate.ts";
import { type MappingOrigin, originOf } from "./mapping-origin.ts";
import { type NestedLayer, nestLayer } from "./nested-layer.ts";
import { withinProfile } from "./profile-limits.ts";
import type { ConfigWritten } from "./schema.ts";
import { targetDefaults, WHOLE_STATEMENTS, type EffectiveTarget } from "./target-defaults.ts";
import type { TargetView } from "./target-rules.ts";
import { target as targetSchema } from "./target-schema.ts";
import type { SectionText } from "./written-template.ts";

export interface LayeredTarget {
  readonly id: string;
  readonly layers: readonly Layer[];
  readonly view: TargetView;
  readonly origins: Readonly<Record<MappedSection, MappingOrigin>>;
  /**
   * Where to look for what stands at `path`, whichever layer says it, and at which of its characters. For something
   * missing, the nearest parent that is stated.
   */
  place(path: YamlPath, inside?: number): Place | undefined;
  /** What is wrong with the connector profile, and with the spelling of templates. */
  readonly problems: readonly Problem[];
  /** Places whose statements were taken out as wrong. */
  readonly broken: readonly YamlPath[];
}

export interface LayerSurroundings {
  readonly yaml: YamlFile;
  readonly folder: string;
  readonly connectorFolder: string;
}

/** Lays target, `defaults`, profiles and built-in values over each other. */
export async function layTarget(
  id: string,
  written: ConfigWritten,
  { yaml, folder, connectorFolder }: LayerSurroundings,
): Promise<LayeredTarget> {
  const own = await layerFrom("target", written.targets?.[id], { yaml, path: ["targets", id], folder });
  const defaults = await layerFrom("defaults", written.defaults, { yaml, path: ["defaults"], folder });
  const stated = own.layer.settings["connector"] ?? defaults.layer.settings["connector"];
  const connector = typeof stated === "string" ? stated : targetDefaults.connector;
  const read = await readProfile(connector, folder, connectorFolder);
  const nested = [own, defaults, ...read.layers];
  const layers = nested.map(({ layer }) => layer);
  const profileProblems = read.problems.map((problem) =>
    problem.file === undefined ? { ...placeOf(layers, ["connector"]), ...problem } : problem,
  );
  const laid = {
    users: layAttributes(layers, "users", undefined),
    groups: layAttributes(layers, "groups", targetDefaults.groups.attributes as JsonObject),
  };
  const find = (path: YamlPath) => statedAt(layers, laid, path);
  const view: TargetView = {
    settings: withAttributes(mergeLayers(layers), laid),
    profile: read.profile,
    ...(read.asksForSignIn && read.profile !== undefined && { signIn: read.profile.auth }),
    origin: (path) => find(path)?.layer.origin,
  };
  return {
    id,
    layers,
    view,
    origins: {
      users: originOf("users", laid.users, layers, find),
      groups: originOf("groups", laid.groups, layers, find),
    },
    place: (path, inside) => placeIn(layers, find, path, inside),
    problems: [
      ...profileProblems,
      ...nested.flatMap(({ problems }) => problems),
      ...laid.users.problems,
      ...laid.groups.problems,
    ],
    broken: nested.flatMap(({ broken }) => broken),
  };
}

type Laid = Readonly<Record<MappedSection, LaidAttributes>>;

/** The layer that says what stands at a path of the target, and where in its settings. */
function statedAt(layers: readonly Layer[], laid: Laid, path: YamlPath): Stated | undefined {
  const [section, key, ...inner] = path;
  const attributes = isMapped(section) && key === "attributes" ? laid[section].attributes : undefined;
  if (isMapped(section) && attributes !== undefined && inner.length > 0) {
    return statementOf(layers, section, attributes, inner);
  }
  const layer = layerOf(layers, path);
  return layer && { layer, path };
}

function isMapped(section: string | number | undefined): section is MappedSection {
  return section === "users" || section === "groups";
}

function withAttributes(settings: EffectiveTarget, laid: Laid): EffectiveTarget {
  const { addAttributes: _, omitAttributes: __, attributes: ___, ...users } = asObject(settings.users);
  const { addAttributes: ____, omitAttributes: _____, ...groups } = asObject(settings.groups);
  const { attributes } = laid.users;
  return {
    ...settings,
    users: { ...users, ...(attributes !== undefined && { attributes }) },
    groups: { ...groups, attributes: laid.groups.attributes },
  } as unknown as EffectiveTarget;
}

function asObject(value: unknown): JsonObject {
  return value as JsonObject;
}

function mergeLayers(layers: readonly Layer[]): EffectiveTarget {
  const merged = layers
    .toReversed()
    .reduce<JsonObject>(
      (under, layer) => mergeSettings(under, layer.settings, WHOLE_STATEMENTS),
      targetDefaults as unknown as JsonObject,
    );
  return merged as unknown as EffectiveTarget;
}

async function layerFrom(
  origin: Layer["origin"],
  settings: unknown,
  text: SectionText,
): Promise<NestedLayer> {
  return nestLayer(origin, isJsonObject(settings) ? settings : {}, text);
}

interface ReadProfile {
  /** Whether a file of the profile besides that of all says which credentials are asked for. */
  readonly asksForSignIn: boolean;
  readonly profile: ConnectorProfile | undefined;
  readonly layers: readonly NestedLayer[];
  readonly problems: readonly Problem[];
}

async function readProfile(connector: string, folder: string, connectorFolder: string): Promise<ReadProfile> {
  try {
    const { profile, files } = await readConnector(connector, connectorFolder, folder);
    const checked = await Promise.all(files.map(checkDefaults));
    return {
      profile,
      asksForSignIn: files.some((file) => file.name !== BASE_PROFILE && asksForSignIn(file)),
      layers: checked.map(({ layer }) => layer),
      problems: checked.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { profile: undefined, asksForSignIn: false, layers: [], problems: error.problems };
  }
}

function asksForSignIn({ written }: ProfileFile): boolean {
  const auth = written["auth"];
  return isJsonObject(auth) && auth["type"] !== undefined;
}

/** `defaults` of a profile speak the language of targets, which the connector folder does not know. */
async function checkDefaults({
  yaml,
  path,
  written,
}: ProfileFile): Promise<{ layer: NestedLayer; problems: readonly Problem[] }> {
  const shape = checkShape(targetSchema, targetSchema, written["defaults"] ?? {});
  const folder = dirname(path);
  const within = withinProfile(isJsonObject(shape.value) ? shape.value : {}, folder);
  const problems = [...shape.findings, ...within.findings].map((finding) => {
    const path = ["defaults", ...finding.path];
    const shown = formatPath(shownPath({ ...finding, path }));
    return { file: yaml.shownAs, ...yaml.position(path), path: shown, message: finding.message };
  });
  const layer = await layerFrom("profile", within.allowed, { yaml, path: ["defaults"], folder });
  return { layer: withAddress(layer, yaml, written), problems };
}

/** The address of a profile stands with its endpoint, and is what a target would say as `baseUrl`. */
function withAddress(nested: NestedLayer, yaml: YamlFile, { endpoint }: ProfileFile["written"]): NestedLayer {
  const baseUrl = isJsonObject(endpoint) ? endpoint["baseUrl"] : undefined;
  if (baseUrl === undefined) return nested;
  const { layer } = nested;
  function place(path: YamlPath, inside?: number): Place {
    if (path[0] !== "baseUrl") return layer.place(path, inside);
    const stated = ["endpoint", "baseUrl"];
    return { file: yaml.shownAs, ...yaml.position(stated, inside), path: formatPath(stated) };
  }
  return { ...nested, layer: { ...layer, settings: { ...layer.settings, baseUrl }, place } };
}
