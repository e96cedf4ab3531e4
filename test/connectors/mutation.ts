import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import { ConfigError } from "../../src/errors.ts";
import { play, StepFailed } from "./play.ts";
import type { Theatre } from "./stage.ts";
import { forFewPeople, settingAt, withoutSetting } from "./stated.ts";
import { life, type Step } from "./steps.ts";

const sections = [
  "endpoint",
  "auth",
  "users",
  "deactivate",
  "groups",
  "reads",
  "matching",
  "pacing",
  "bulk",
] as const;

/** Knobs that are maps of knobs. */
const nested: ReadonlySet<string> = new Set(["endpoint.paths", "pacing.retryAfter", "pacing.quota"]);

/** No run uses them: every target of the suite says for itself where its service is, and the others are words for people. */
const ofNoRun: ReadonlySet<string> = new Set([
  "endpoint.baseUrl",
  "endpoint.vars",
  "auth.tokenUrl",
  "auth.lifetime",
  "auth.variable",
]);

/** Knobs of which a client has no use: they say how a service behaves whose answers are taken in any form. */
const ofServiceAlone: ReadonlySet<string> = new Set([
  "endpoint.ids",
  "endpoint.patchAnswers",
  "matching.otherFilters",
]);

/** Knobs that a profile states otherwise than generic does, as dotted paths. */
export function knobsOf(settings: JsonObject, defaults: JsonObject): readonly string[] {
  const own = sections.flatMap((section) => keysAt(settings, section));
  const knobs = own.flatMap((knob) => (nested.has(knob) ? keysAt(settings, knob) : [knob]));
  return [...knobs, ...keysAt(settings, "defaults.limits")].filter(
    (knob) =>
      !ofNoRun.has(knob) &&
      canonicalJson(settingAt(settings, knob) ?? null) !== canonicalJson(settingAt(defaults, knob) ?? null),
  );
}

function keysAt(settings: JsonObject, path: string): readonly string[] {
  const value: Json = settingAt(settings, path) ?? null;
  return isJsonObject(value) ? Object.keys(value).map((key) => `${path}.${key}`) : [];
}

/**
 * Who has to know a knob for all to go well: `client: STEP` when a client without it fails in that step, or makes other
 * requests there; `service: STEP` when only a service that does not play it is noticed; `nobody` when neither is.
 */
export type Effect = string;

/**
 * Drops knobs one at a time, first on the client's side, and gives who noticed, and where. With `before`, by knob, nothing is
 * played after the step in which it was noticed then.
 */
export async function dropEach(
  theatre: Theatre,
  stated: JsonObject,
  knobs: readonly string[],
  before?: Readonly<Record<string, Effect>>,
): Promise<Readonly<Record<string, Effect>>> {
  const whole = forFewPeople(stated);
  const healthy = new Map<string, Known>();
  const effects: Record<string, Effect> = {};
  for (const knob of knobs) {
    const steps =
      before === undefined ? stepsFor(knob) : stepsUntil(stepsFor(knob), before[knob] ?? "nobody");
    const names = steps.map(({ name }) => name).join();
    const known = healthy.get(names) ?? (await playWhole(theatre, whole, steps));
    healthy.set(names, known);
    const less = withoutSetting(whole, knob);
    const found = ofServiceAlone.has(knob)
      ? undefined
      : await difference(theatre, { profile: whole, client: less, service: whole }, steps, known);
    if (found !== undefined) effects[knob] = `client: ${found}`;
    else {
      const seen = await difference(theatre, { profile: whole, client: whole, service: less }, steps, known);
      effects[knob] = seen === undefined ? "nobody" : `service: ${seen}`;
    }
  }
  return effects;
}

/** A play in which both sides know the profile. */
interface Known {
  /** By step, all that was to be seen of it. */
  readonly seen: ReadonlyMap<string, string>;
  readonly notices: readonly string[];
}

async function playWhole(theatre: Theatre, whole: JsonObject, steps: readonly Step[]): Promise<Known> {
  const seen = new Map<string, string>();
  const sides = { profile: whole, client: whole, service: whole };
  const { notices } = await play(theatre, sides, steps, (name, record, remarks) => {
    seen.set(name, JSON.stringify([record, remarks]));
  });
  return { seen, notices };
}

/** The first step, and those that tell something of the section of the knob. */
export function stepsFor(knob: string): readonly Step[] {
  const [section = ""] = knob.replace("defaults.limits", "limits").split(".");
  return life.filter(({ tells }, at) => at === 0 || tells.includes(section));
}

/** All steps up to the one in which something was noticed; the first, where it was noticed before any, and all where nowhere. */
export function stepsUntil(steps: readonly Step[], effect: Effect): readonly Step[] {
  if (effect === "nobody") return steps;
  const last = steps.findIndex(({ name }) => effect.endsWith(`: ${name}`));
  return steps.slice(0, Math.max(last, 0) + 1);
}

/** Where the play differs from one in which both sides know the profile. */
async function difference(
  theatre: Theatre,
  sides: Parameters<typeof play>[1],
  steps: readonly Step[],
  known: Known,
): Promise<string | undefined> {
  try {
    const played = await play(theatre, sides, steps, (name, record, remarks) => {
      if (JSON.stringify([record, remarks]) !== known.seen.get(name))
        throw new StepFailed(name, ["it made other requests, or said something else"]);
    });
    return played.notices.join() === known.notices.join() ? undefined : "config";
  } catch (error) {
    // A setting that cannot be used without this knob is told before anything is sent.
    if (error instanceof ConfigError) return "config";
    if (error instanceof StepFailed) return error.step;
    throw error;
  }
}
