import { dirname, resolve } from "node:path";
import type { MergeRule } from "../directory/merge-parts.ts";
import { throwProblems } from "../yaml/problem-order.ts";
import { checkShape, type CheckedShape } from "../yaml/shape.ts";
import { readYamlFile, type YamlFile } from "../yaml/file.ts";
import { formatPath, type YamlPath } from "../yaml/position.ts";
import { formatProblem, type Problem } from "../errors.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type AuthSurroundings, shownPath } from "./auth-rules.ts";
import { addressOf } from "./address-rules.ts";
import { readBaseUrl } from "./base-url.ts";
import type { Config, TargetConfig } from "./config.ts";
import { shippedFolder } from "../connector/shipped-folder.ts";
import { parseDuration } from "./duration.ts";
import { createStateKey } from "./encryption.ts";
import { expiriesOf } from "./expiry.ts";
import { writableByAll } from "./file-mode.ts";
import { overlaps, type Finding } from "./finding.ts";
import type { Place } from "./locate.ts";
import { proxyFindings } from "./proxy-rules.ts";
import { secretFindings } from "./secret-rules.ts";
import { configSchema, partialConfigSchema, type ConfigWritten } from "./schema.ts";
import { signInFindings } from "./sign-in.ts";
import { toSourceConfigs } from "./source-config.ts";
import { mergeNames, sourceFindings, sourcePath } from "./source-rules.ts";
import { toTargetConfig } from "./target-config.ts";
import { layTarget, type LayeredTarget } from "./target-layers.ts";
import { targetFindings } from "./target-rules.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A config that may be used, and where its parts stand. */
export interface LoadedConfig {
  readonly config: Config;
  /**
   * Where `path`, such as `["targets", "my-app", "users", "attributes", "userName"]`, is stated: in the config
   * file, under `defaults`, or in a profile. With `inside`, the place of that character of the text there. Made to
   * be spread into a `Problem`.
   */
  readonly locate: (path: YamlPath, inside?: number) => Place | undefined;
}

/** Keys about how a target is reached. */
const ofConnection: ReadonlySet<string> = new Set(["baseUrl", "vars", "auth", "allowHttp", "proxy"]);

const STATE_FILE = "scimsync.db";

/**
 * What a config is loaded for: to look at the `source`, nobody need say where targets are and how to log in there; to
 * look at a `target`, nobody need have the secrets of the source.
 */
export type Purpose = "run" | "source" | "target";

/**
 * Reads a config file. Secrets are looked for but not kept: each run fetches them anew from `environment`, files and commands.
 * `connectorFolder` is where profiles are looked for by name, those that come with the package when left out.
 *
 * Throws `ConfigError` with every problem of the file, its profiles and the environment at once.
 */
export async function loadConfig(
  file: string,
  environment: Environment,
  connectorFolder: string = shippedFolder(),
  purpose: Purpose = "run",
  clock: Clock = systemClock,
): Promise<LoadedConfig> {
  const path = resolve(file);
  const folder = dirname(path);
  const yaml = await readYamlFile(path, file);
  const checked = checkShape(configSchema, partialConfigSchema, yaml.value ?? {});
  const written = checked.value ?? {};
  const ids = Object.keys(written.targets ?? {});
  const targets = await Promise.all(
    ids.map((id) => layTarget(id, written, { yaml, folder, connectorFolder })),
  );
  const surroundings = { folder, environment, now: clock.now() };
  const judged = await Promise.all(targets.map((target) => judge(target, checked, surroundings, purpose)));
  // Most configs tell nobody.
  const isTold = written.notify !== undefined || written.metrics !== undefined;
  const told = isTold ? await import("./told-after.ts") : undefined;
  throwProblems([
    ...shapeProblems(yaml, checked),
    ...(purpose === "target" ? [] : sourceFindings(written, environment)).map(({ path, message }) =>
      problemAt(yaml, path, message),
    ),
    ...(await encryptionProblems(written, { folder, environment, yaml })),
    ...judged.flatMap(({ problems }) => problems),
    ...(purpose === "run" && told !== undefined
      ? await told.toldAfterFindings(written, surroundings)
      : []
    ).map(({ path, message }) => problemAt(yaml, path, message)),
  ]);
  const config: Config = {
    file: path,
    state: resolve(folder, written.state ?? STATE_FILE),
    ...(written.retention !== undefined && { retention: parseDuration(written.retention) }),
    ...encryptionConfig(written, { folder, environment, yaml }),
    ...directoryConfig(written, { folder, environment, yaml }),
    targets: (await Promise.all(targets.map((target) => toTarget(target, surroundings)))).flat(),
    notify: [],
    ...told?.toToldAfter(written, { folder, environment, yaml }),
    notices: unique(
      [...(await fileNotices(path, yaml)), ...judged.flatMap(({ notices }) => notices)].map(formatProblem),
    ),
  };
  return { config, locate: (path, inside) => locate(yaml, targets, path, inside) };
}

interface Reading {
  readonly folder: string;
  readonly environment: Environment;
  readonly yaml: YamlFile;
}

const keyPath: YamlPath = ["encryption", "key"];

async function encryptionProblems(
  { encryption }: ConfigWritten,
  { yaml, ...surroundings }: Reading,
): Promise<readonly Problem[]> {
  const findings = await secretFindings(keyPath, encryption?.key, surroundings);
  return findings.map(({ path, message }) => problemAt(yaml, path, message));
}

function encryptionConfig(
  { encryption }: ConfigWritten,
  { folder, environment, yaml }: Reading,
): Pick<Config, "stateKey"> {
  if (encryption === undefined) return {};
  const place = { file: yaml.shownAs, ...yaml.position(keyPath), path: formatPath(keyPath) };
  return { stateKey: createStateKey(encryption.key, { folder, environment, place }) };
}

/** The parts of a config that say where the directory comes from. */
function directoryConfig(
  written: Partial<ConfigWritten>,
  { folder, environment, yaml }: Reading,
): Pick<Config, "sources" | "merge" | "dynamicGroups"> {
  const listed = Array.isArray(written.source);
  function place(index: number, setting: YamlPath): Place {
    const path = sourcePath(index, setting, listed);
    return { file: yaml.shownAs, ...yaml.position(path), path: formatPath(path) };
  }
  const groups = Object.entries(written.dynamicGroups ?? {});
  return {
    sources: toSourceConfigs([written.source ?? []].flat(), { folder, environment, place }),
    ...(written.merge !== undefined && { merge: lowerNames(mergeNames(written.merge)) }),
    dynamicGroups: groups.map(([key, { name, where }]) => ({ key, name: name ?? key, where })),
  };
}

function lowerNames({ prefer, attributes }: MergeRule): MergeRule {
  const lowered = Object.entries(attributes).map(([name, source]) => [name.toLowerCase(), source]);
  return { prefer, attributes: Object.fromEntries(lowered) as Record<string, string> };
}

function shapeProblems(yaml: YamlFile, { findings, value }: CheckedShape<ConfigWritten>): readonly Problem[] {
  const problems = findings.map((finding) => ({
    ...problemAt(yaml, finding.path, finding.message),
    ...(finding.path.length > 0 && { path: formatPath(shownPath(finding)) }),
  }));
  const noTarget = value?.targets !== undefined && Object.keys(value.targets).length === 0;
  const broken = findings.some(({ path }) => path[0] === "targets");
  const message = "there is no target; write at least one, such as my-app: { baseUrl: …, auth: …, users: … }";
  if (noTarget && !broken) problems.push(problemAt(yaml, ["targets"], message));
  return [...yaml.problems, ...problems];
}

function problemAt(yaml: YamlFile, path: YamlPath, message: string): Problem {
  const shown = formatPath(path);
  return { file: yaml.shownAs, ...yaml.position(path), ...(shown !== "" && { path: shown }), message };
}

async function fileNotices(path: string, yaml: YamlFile): Promise<readonly Problem[]> {
  const open = await writableByAll(path, yaml.shownAs);
  return open === undefined ? [] : [{ file: yaml.shownAs, message: open }];
}

interface Judged {
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

async function judge(
  target: LayeredTarget,
  checked: CheckedShape<ConfigWritten>,
  surroundings: AuthSurroundings,
  purpose: Purpose,
): Promise<Judged> {
  const { settings } = target.view;
  const address = addressOf(target.view, surroundings.environment).text ?? "";
  const baseUrl = readBaseUrl(address, surroundings.environment, settings.allowHttp).url;
  const findings = [
    ...targetFindings(target.view, surroundings.environment),
    ...(await signInFindings(target.view, surroundings)),
    ...(await proxyFindings(settings.proxy, baseUrl, surroundings)),
  ].filter(({ path }) => purpose !== "source" || !ofConnection.has(String(path[0])));
  const broken = brokenPaths(target, checked);
  const own = findings.filter((finding) => !isConsequence(finding, broken));
  function placed(level: Finding["level"]): readonly Problem[] {
    return own
      .filter((finding) => finding.level === level)
      .map(({ path, message }) => ({ ...target.place(path), message }));
  }
  return { problems: [...target.problems, ...placed("error")], notices: placed("notice") };
}

/** Places of the target that were taken out as wrong, whether under the target or under `defaults`. */
function brokenPaths(target: LayeredTarget, { removed }: CheckedShape<ConfigWritten>): readonly YamlPath[] {
  const inTarget = removed
    .filter((path) => path[0] === "targets" && path[1] === target.id)
    .map((path) => path.slice(2));
  const inDefaults = removed.filter((path) => path[0] === "defaults").map((path) => path.slice(1));
  return [
    ...inTarget,
    ...inDefaults,
    ...target.broken,
    ...(target.view.profile === undefined ? [["connector"]] : []),
  ];
}

function isConsequence({ path, reads = [] }: Finding, broken: readonly YamlPath[]): boolean {
  return broken.some((wrong) => [path, ...reads].some((read) => overlaps(read, wrong)));
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

async function toTarget(
  target: LayeredTarget,
  surroundings: { readonly folder: string; readonly environment: Environment },
): Promise<readonly TargetConfig[]> {
  const { id, view, origins } = target;
  const { profile } = view;
  if (profile === undefined) return [];
  const place = (path: YamlPath) => target.place(path);
  const config = toTargetConfig(view, { ...surroundings, id, profile, origins, place });
  const expiries = await expiriesOf(view.settings.auth, profile.auth.lifetime, surroundings);
  return [expiries.length === 0 ? config : { ...config, expiries }];
}

function locate(
  yaml: YamlFile,
  targets: readonly LayeredTarget[],
  path: YamlPath,
  inside: number | undefined,
): Place | undefined {
  const [first, id, ...rest] = path;
  const target = first === "targets" ? targets.find((target) => target.id === id) : undefined;
  if (target !== undefined) return target.place(rest, inside);
  return { file: yaml.shownAs, ...yaml.position(path, inside), path: formatPath(path) };
}
