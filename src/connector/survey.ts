import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { Problem } from "../errors.ts";
import { formatPath } from "../yaml/position.ts";
import { type Fact, readFacts } from "./facts.ts";
import { type Knob, knobList, settingIn } from "./knob-list.ts";
import type { ConnectorFiles } from "./load.ts";
import { BASE_PROFILE } from "./profile-file.ts";
import { confidences, type Confidence, type Source } from "./source-line.ts";

/** What a profile, or one that it extends, says of a service. */
export interface Statement {
  /** Dotted, such as `users.putOmission` or `guide.before[0]`. */
  readonly name: string;
  readonly value: Json;
  /** What the profile says of it besides. */
  readonly prose: string;
  readonly sources: readonly Source[];
  /** The setting it is about, if it is about one. */
  readonly knob: Knob | undefined;
}

/** All that is known of a kind of service, and how well. */
export interface Survey {
  readonly name: string;
  readonly title: string;
  /** Profiles that it extends, but generic. */
  readonly extends: readonly string[];
  /** How many settings it states, without those that it calls unknown. */
  readonly coverage: { readonly stated: number; readonly of: number };
  /** How many facts are known how surely, each counted by its best source. */
  readonly confidence: Readonly<Partial<Record<Confidence, number>>>;
  readonly statements: readonly Statement[];
  /** Sources that cannot be read, or belong to nothing. */
  readonly problems: readonly Problem[];
  /** Facts without a source. */
  readonly unsourced: readonly Problem[];
}

/** What a profile and those it extends say, nearest first; generic says nothing about a service. */
export function surveyOf({ profile, files }: ConnectorFiles): Survey {
  const knobs = knobList();
  const own = files.filter(({ name }) => name !== BASE_PROFILE);
  const read = own.map((file) => readFacts(file));
  const settings = profile as unknown as JsonObject;
  const statements = nearestFacts(read.map(({ facts }) => facts)).map((fact) =>
    statementOf(fact, knobs, settings),
  );
  const known = statements.flatMap(({ knob, value }) =>
    knob === undefined || value === "unknown" ? [] : [knob.name],
  );
  return {
    name: profile.name,
    title: profile.title,
    extends: own.slice(1).map(({ name }) => name),
    coverage: { stated: new Set(known).size, of: knobs.length },
    confidence: countConfidence(statements),
    statements,
    problems: read.flatMap(({ problems }) => problems),
    unsourced: read.flatMap(({ unsourced }) => unsourced),
  };
}

/** Lists and mappings are replaced whole by a nearer profile; other maps are merged. */
const WHOLE = /^(?:guide\.\w+|deactivate\.refusals|defaults\.(?:users|groups)\.attributes)\b/;

function nearestFacts(files: readonly (readonly Fact[])[]): readonly Fact[] {
  const kept = new Map<string, Fact>();
  const taken = new Set<string>();
  for (const facts of files) {
    for (const fact of facts) {
      const name = formatPath(fact.path);
      if (taken.has(WHOLE.exec(name)?.[0] ?? "")) continue;
      const nearer = kept.get(name);
      if (nearer === undefined) kept.set(name, fact);
      else if (isJsonObject(nearer.value) && isJsonObject(fact.value))
        kept.set(name, { ...nearer, sources: [...nearer.sources, ...fact.sources] });
    }
    for (const name of facts.map(({ path }) => WHOLE.exec(formatPath(path))?.[0] ?? ""))
      if (name !== "") taken.add(name);
  }
  return [...kept.values()].filter(({ path }) => !/^(?:version|extends|title)$/.test(formatPath(path)));
}

function statementOf({ path, value, prose, sources }: Fact, knobs: readonly Knob[], settings: JsonObject) {
  const name = formatPath(path);
  const knob = knobs.find((one) => isAt(name, one.name));
  const merged = knob?.name === name ? settingIn(settings, name) : undefined;
  return { name, value: merged ?? value, prose, sources, knob };
}

/** Whether a path is a place, or lies in it. */
function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);
}

function countConfidence(statements: readonly Statement[]): Survey["confidence"] {
  const order = Object.keys(confidences) as Confidence[];
  const best = statements.flatMap(({ sources }) =>
    order.filter((word) => sources.some(({ confidence }) => confidence === word)).slice(0, 1),
  );
  const counts = order.map((word) => [word, best.filter((one) => one === word).length] as const);
  return Object.fromEntries(counts.filter(([, n]) => n > 0));
}
