import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { throwProblems } from "../yaml/problem-order.ts";
import type { ConnectorFiles } from "./load.ts";
import { knobList, meaningOf, settingIn } from "./knob-list.ts";
import { BASE_PROFILE } from "./profile-file.ts";
import type { Source } from "./source-line.ts";
import { starterConfig } from "./starter.ts";
import { type Statement, type Survey, surveyOf } from "./survey.ts";

/** A sentence for people, and where it is known from. */
export interface Said {
  readonly text: string;
  readonly sources: readonly Source[];
}

/** A setting with its value, in sentences. */
export interface Setting {
  readonly name: string;
  readonly value: Json;
  /** What holds where no profile says anything; undefined where there is no such value. */
  readonly default: Json | undefined;
  /** What the value means. */
  readonly meaning: string;
  /** What the profile says of it besides. */
  readonly prose: string;
  readonly sources: readonly Source[];
}

/** Where the service is, and how a client shows who it is. */
export interface Access {
  /** With {names} for what differs from one customer to the next; undefined when the profile does not say. */
  readonly baseUrl: Setting | undefined;
  /** What the names stand for. */
  readonly vars: readonly (Said & { readonly name: string })[];
  /** `auth.type` and what else the profile says of credentials. */
  readonly auth: readonly Setting[];
}

/** What nobody says of a service, although it matters. */
export interface Unknown {
  readonly name: string;
  readonly meaning: string;
  /** Whether the profile says itself that it is unknown. */
  readonly said: boolean;
}

/** Everything that an administrator should know of a kind of service before its first run. */
export interface ConnectorPage {
  readonly name: string;
  readonly title: string;
  readonly extends: readonly string[];
  readonly plan: Said | undefined;
  readonly docs: readonly string[];
  readonly coverage: Survey["coverage"];
  readonly confidence: Survey["confidence"];
  readonly before: readonly Said[];
  readonly access: Access;
  /** SCIM attributes with expressions, as the profile brings them. */
  readonly mapping: JsonObject | undefined;
  readonly mappingSources: readonly Source[];
  /** Attributes of the source that the mapping reads. */
  readonly reads: readonly string[];
  /** Other defaults of a target. */
  readonly defaults: readonly Setting[];
  /** Settings that are not as in generic. */
  readonly differences: readonly Setting[];
  /** Settings that are as in generic, and known to be. */
  readonly asUsual: readonly Setting[];
  readonly limits: readonly Said[];
  readonly warnings: readonly Said[];
  readonly notes: readonly Said[];
  readonly unknown: readonly Unknown[];
  /** Paths of facts without a source. */
  readonly unsourced: readonly string[];
  /** A first scimsync.yaml. */
  readonly config: string;
}

/** What a profile must say itself, since a wrong belief does harm; the RFCs leave it open. */
export const mustSay = ["deactivate.effect", "users.putOmission", "groups.membersReadable"] as const;

/**
 * The page of a connector; `reference` is how a config names it. Throws `ConfigError` when it is not clear where something is
 * known from.
 */
export function pageOf(files: ConnectorFiles, reference: string): ConnectorPage {
  const survey = surveyOf(files);
  throwProblems(survey.problems);
  const { profile } = files;
  const usual = files.files.find(({ name }) => name === BASE_PROFILE)?.written ?? {};
  const settings = survey.statements.flatMap((one) => settingOf(one, usual));
  const known = settings.filter((one) => !isAccess(one) && one.value !== "unknown");
  const attributes = settingIn(profile.defaults, "users.attributes");
  return {
    name: survey.name,
    title: survey.title,
    extends: survey.extends,
    plan: saidIn(survey, "guide.plan")[0],
    docs: profile.guide.docs,
    coverage: survey.coverage,
    confidence: survey.confidence,
    before: saidIn(survey, "guide.before"),
    access: accessOf(survey, settings, files),
    mapping: isJsonObject(attributes) ? attributes : undefined,
    mappingSources: distinctSources(survey.statements.filter(({ name }) => isMapping(name))),
    reads: namesRead(attributes),
    defaults: survey.statements.flatMap(targetDefault),
    differences: known.filter((one) => !isUsual(one)),
    asUsual: known.filter(isUsual),
    limits: saidIn(survey, "guide.limits"),
    warnings: saidIn(survey, "guide.warnings"),
    notes: saidIn(survey, "guide.notes"),
    unknown: unknownOf(survey, files),
    unsourced: survey.unsourced.map(({ path = "" }) => path),
    config: starterConfig(profile, reference),
  };
}

function saidIn({ statements }: Survey, place: string): readonly Said[] {
  return statements.flatMap(({ name, value, sources }) =>
    (name === place || name.startsWith(`${place}[`)) && typeof value === "string"
      ? [{ text: value, sources }]
      : [],
  );
}

/** Sentences above a setting, and what is said at its sources. */
function settingOf({ knob, name, value, prose, sources }: Statement, usual: JsonObject): readonly Setting[] {
  if (knob === undefined) return [];
  const meaning = meaningOf(knob, value);
  return [{ name, value, default: settingIn(usual, name), meaning, prose, sources }];
}

function isAccess({ name }: Setting): boolean {
  return /^(?:auth|endpoint\.(?:baseUrl|vars))\b/.test(name);
}

function isUsual(setting: Setting): boolean {
  return JSON.stringify(setting.value) === JSON.stringify(setting.default);
}

function isMapping(name: string): boolean {
  return /^defaults\.users\.attributes\b/.test(name);
}

function accessOf({ statements }: Survey, settings: readonly Setting[], { profile }: ConnectorFiles): Access {
  const own = statements.filter(({ name }) => name === "defaults.baseUrl").map(plainSetting);
  const type = knobList().find(({ name }) => name === "auth.type");
  const usual: Setting = {
    name: "auth.type",
    value: profile.auth.type,
    default: undefined,
    meaning: type === undefined ? "" : meaningOf(type, profile.auth.type),
    prose: "",
    sources: [],
  };
  const stated = settings.filter(({ name }) => name.startsWith("auth."));
  return {
    baseUrl: settings.find(({ name }) => name === "endpoint.baseUrl") ?? own[0],
    vars: statements.flatMap(({ name, value, sources }) =>
      name.startsWith(VARS) && typeof value === "string"
        ? [{ name: name.slice(VARS.length), text: value, sources }]
        : [],
    ),
    auth: stated.some(({ name }) => name === "auth.type") ? stated : [usual, ...stated],
  };
}

const VARS = "endpoint.vars.";

/** One that is no setting of a connector. */
function plainSetting({ name, value, prose, sources }: Statement): Setting {
  return { name: name.slice("defaults.".length), value, default: undefined, meaning: "", prose, sources };
}

function targetDefault(statement: Statement): readonly Setting[] {
  const { name } = statement;
  const isOther = name.startsWith("defaults.") && name !== "defaults.baseUrl" && !isMapping(name);
  return isOther ? [plainSetting(statement)] : [];
}

/** Names of attributes of `user` in the expressions of a mapping. */
function namesRead(mapping: Json | undefined): readonly string[] {
  const found = JSON.stringify(mapping ?? "").matchAll(/\buser\.([A-Za-z_]\w*)/g);
  return [...new Set([...found].map(([, name = ""]) => name))];
}

function unknownOf({ statements }: Survey, { profile }: ConnectorFiles): readonly Unknown[] {
  const settings = profile as unknown as JsonObject;
  const said = new Set(
    statements.flatMap(({ knob, value }) => (knob && value === "unknown" ? [knob.name] : [])),
  );
  return knobList()
    .filter(({ name }) => said.has(name) || mustSay.some((one) => one === name))
    .filter(({ name }) => settingIn(settings, name) === "unknown")
    .filter(({ name }) => name !== "groups.membersReadable" || profile.groups.support !== "none")
    .map(({ name, description, values }) => ({
      name,
      meaning: [description, values["unknown"] ?? ""].join(" ").trim(),
      said: said.has(name),
    }));
}

function distinctSources(statements: readonly Statement[]): readonly Source[] {
  const all = statements.flatMap(({ sources }) => sources);
  return [...new Map(all.map((source) => [JSON.stringify(source), source])).values()];
}
