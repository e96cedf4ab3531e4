import { readdir } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { isJsonObject, type JsonObject } from "../canonical.ts";
import { ConfigError, type Problem } from "../errors.ts";
import { suggest } from "../nearest.ts";
import { mergeSettings } from "./merge.ts";
import { throwProblems } from "../yaml/problem-order.ts";
import { profileSchema } from "./profile-schema.ts";
import type { ConnectorProfile } from "./profile.ts";
import { BASE_PROFILE, type ProfileFile } from "./profile-file.ts";
import { checkShape } from "../yaml/shape.ts";
import { readYamlFile } from "../yaml/file.ts";
import { formatPath } from "../yaml/position.ts";

const SHIPPED_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const MAX_CHAIN = 8;

export interface ConnectorFiles {
  readonly profile: ConnectorProfile;
  /** The profile first, then what it extends. */
  readonly files: readonly ProfileFile[];
}

/** Names of the shipped profiles, sorted. Throws `ConfigError` when `folder` cannot be read. */
export async function listConnectors(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => {
    throw new ConfigError([{ file: folder, message: "the folder of connector profiles cannot be read" }]);
  });
  const names = entries.filter((entry) => entry.endsWith(".yaml")).map((entry) => entry.slice(0, -5));
  return names.filter((name) => SHIPPED_NAME.test(name)).sort();
}

/**
 * The profile `connector` names: one of those in `folder`, or a path such as `./my-app.yaml`, relative to
 * `base`. Throws `ConfigError` with all problems of the file.
 */
export async function loadConnector(
  connector: string,
  folder: string,
  base: string = process.cwd(),
): Promise<ConnectorProfile> {
  return (await readConnector(connector, folder, base)).profile;
}

/** All shipped profiles, by name. Throws `ConfigError` with all problems of the first that has some. */
export async function readConnectors(folder: string): Promise<readonly ConnectorFiles[]> {
  const names = await listConnectors(folder);
  const shipped: ShippedFiles = { names, read: new Map() };
  return Promise.all(names.map((name) => readConnector(name, folder, folder, shipped)));
}

/** Shipped profiles that are read once, however many build on them. */
interface ShippedFiles {
  readonly names: readonly string[];
  readonly read: Map<string, Promise<ProfileFile>>;
}

/** The same, with the files the profile is made of, for messages that point into them. */
export async function readConnector(
  connector: string,
  folder: string,
  base: string,
  shipped?: ShippedFiles,
): Promise<ConnectorFiles> {
  const files = await readChain(connector, folder, base, shipped);
  const merged = files
    .toReversed()
    .reduce<JsonObject>((under, { written }) => mergeSettings(under, written), {});
  const name = files[0]?.name ?? connector;
  // Complete because every chain ends in generic.yaml, which a test holds to state every knob.
  const profile = { defaults: {}, ...merged, name, title: files[0]?.written["title"] ?? name };
  return { profile: withoutExtends(profile) as unknown as ConnectorProfile, files };
}

function withoutExtends(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "extends"));
}

async function readChain(
  connector: string,
  folder: string,
  base: string,
  shipped?: ShippedFiles,
): Promise<readonly ProfileFile[]> {
  const files: ProfileFile[] = [];
  const seen = new Set<string>();
  let next: { name: string; base: string; from?: ProfileFile } | undefined = { name: connector, base };
  while (next !== undefined) {
    const path = await locateProfile(next.name, folder, next.base, next.from, shipped?.names);
    if (seen.has(path) || seen.size >= MAX_CHAIN) throw chainError(next.from);
    seen.add(path);
    const file = await (shipped === undefined
      ? readProfile(path, next.name)
      : readOnce(path, next.name, shipped));
    files.push(file);
    next = nextInChain(file, path, folder);
  }
  return files;
}

function readOnce(path: string, name: string, { read }: ShippedFiles): Promise<ProfileFile> {
  const file = read.get(path) ?? readProfile(path, name);
  read.set(path, file);
  return file;
}

function nextInChain(
  file: ProfileFile,
  path: string,
  folder: string,
): { name: string; base: string; from: ProfileFile } | undefined {
  const stated = file.written["extends"];
  if (typeof stated === "string") return { name: stated, base: dirname(path), from: file };
  const isBase = path === join(resolve(folder), `${BASE_PROFILE}.yaml`);
  return isBase ? undefined : { name: BASE_PROFILE, base: dirname(path), from: file };
}

function chainError(from: ProfileFile | undefined): ConfigError {
  const message = `profiles extend each other in a circle, or more than ${MAX_CHAIN} deep`;
  return new ConfigError([problemAt(from, message)]);
}

async function locateProfile(
  name: string,
  folder: string,
  base: string,
  from: ProfileFile | undefined,
  names?: readonly string[],
): Promise<string> {
  if (isPath(name)) return isAbsolute(name) ? name : resolve(base, name);
  const shipped = names ?? (await listConnectors(folder));
  if (shipped.includes(name)) return join(resolve(folder), `${name}.yaml`);
  const advice = `${suggest(name, shipped)} A profile of your own is written as a path: ./my-app.yaml`;
  throw new ConfigError([problemAt(from, `there is no connector "${name}"; ${advice}`)]);
}

function isPath(name: string): boolean {
  return /[/\\]|\.ya?ml$/i.test(name);
}

function problemAt(file: ProfileFile | undefined, message: string): Problem {
  if (file === undefined) return { message };
  return { file: file.yaml.shownAs, ...file.yaml.position(["extends"]), path: "extends", message };
}

async function readProfile(path: string, name: string): Promise<ProfileFile> {
  const yaml = await readYamlFile(path, isPath(name) ? name : `${name}.yaml`);
  const checked = checkShape(profileSchema, profileSchema, yaml.value ?? {});
  const problems = checked.findings.map((finding) => ({
    file: yaml.shownAs,
    ...yaml.position(finding.path),
    path: formatPath(finding.path),
    message: finding.message,
  }));
  throwProblems([...yaml.problems, ...problems]);
  const short = path.replace(/^.*[/\\]/, "").replace(/\.ya?ml$/i, "");
  return { name: short, path, yaml, written: isJsonObject(checked.value) ? checked.value : {} };
}
