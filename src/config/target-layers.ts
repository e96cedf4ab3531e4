import { isJsonObject, type JsonObject } from "../canonical.ts";
import { readConnector } from "../connector/load.ts";
import { mergeSettings } from "../connector/merge.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import { checkShape } from "../yaml/shape.ts";
import type { YamlFile } from "../yaml/file.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import { ConfigError, type Problem } from "../errors.ts";
import { shownPath } from "./auth-rules.ts";
import { layerOf, placeOf, type Layer } from "./locate.ts";
import type { ConfigWritten } from "./schema.ts";
import { targetDefaults, WHOLE_STATEMENTS, type EffectiveTarget } from "./target-defaults.ts";
import type { TargetView } from "./target-rules.ts";
import { target as targetSchema } from "./target-schema.ts";

export interface LayeredTarget {
  readonly id: string;
  readonly layers: readonly Layer[];
  readonly view: TargetView;
  /** What is wrong with the connector profile. */
  readonly problems: readonly Problem[];
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
  const own = layerFrom(yaml, "target", ["targets", id], written.targets?.[id]);
  const defaults = layerFrom(yaml, "defaults", ["defaults"], written.defaults);
  const stated = own.settings["connector"] ?? defaults.settings["connector"];
  const connector = typeof stated === "string" ? stated : targetDefaults.connector;
  const read = await readProfile(connector, folder, connectorFolder);
  const layers = [own, defaults, ...read.layers];
  const problems = read.problems.map((problem) =>
    problem.file === undefined ? { ...placeOf(layers, ["connector"]), ...problem } : problem,
  );
  const view: TargetView = {
    settings: mergeLayers(layers),
    profile: read.profile,
    origin: (path) => layerOf(layers, path)?.origin,
  };
  return { id, layers, view, problems };
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

function layerFrom(yaml: YamlFile, origin: Layer["origin"], prefix: YamlPath, settings: unknown): Layer {
  return {
    origin,
    file: yaml.shownAs,
    prefix,
    settings: isJsonObject(settings) ? settings : {},
    position: (path, inside) => yaml.position(path, inside),
  };
}

interface ReadProfile {
  readonly profile: ConnectorProfile | undefined;
  readonly layers: readonly Layer[];
  readonly problems: readonly Problem[];
}

async function readProfile(connector: string, folder: string, connectorFolder: string): Promise<ReadProfile> {
  try {
    const { profile, files } = await readConnector(connector, connectorFolder, folder);
    const checked = files.map(({ yaml, written }) => checkDefaults(yaml, written["defaults"]));
    return {
      profile,
      layers: checked.map(({ layer }) => layer),
      problems: checked.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { profile: undefined, layers: [], problems: error.problems };
  }
}

/** `defaults` of a profile speak the language of targets, which the connector folder does not know. */
function checkDefaults(yaml: YamlFile, defaults: unknown): { layer: Layer; problems: readonly Problem[] } {
  const { value, findings } = checkShape(targetSchema, targetSchema, defaults ?? {});
  const problems = findings.map((finding) => {
    const path = ["defaults", ...finding.path];
    const shown = formatPath(shownPath({ ...finding, path }));
    return { file: yaml.shownAs, ...yaml.position(path), path: shown, message: finding.message };
  });
  return { layer: layerFrom(yaml, "profile", ["defaults"], value), problems };
}
