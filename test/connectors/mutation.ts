import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../../src/canonical.ts";
import { ConfigError } from "../../src/errors.ts";
import { play, type Played, StepFailed } from "./play.ts";
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

/** Every target says for itself where the service is. */
const ofAddress: ReadonlySet<string> = new Set(["endpoint.baseUrl", "endpoint.vars"]);

/** Knobs of which a client has no use: they say how a service behaves whose answers are taken in any form. */
const ofServiceAlone: ReadonlySet<string> = new Set([
  "endpoint.ids",
  "endpoint.patchAnswers",
  "matching.otherFilters",
  "users.drops",
  "users.lowerCases",
]);

/** Knobs that a profile states otherwise than generic does, as dotted paths. */
export function knobsOf(settings: JsonObject, defaults: JsonObject): readonly string[] {
  const own = sections.flatMap((section) => keysAt(settings, section));
  const knobs = own.flatMap((knob) => (nested.has(knob) ? keysAt(settings, knob) : [knob]));
  return [...knobs, ...keysAt(settings, "defaults.limits")].filter(
    (knob) =>
      !ofAddress.has(knob) &&
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

/** Drops knobs one at a time, first on the client's side, and gives who noticed, and where. */
export async function dropEach(
  theatre: Theatre,
  stated: JsonObject,
  knobs: readonly string[],
): Promise<Readonly<Record<string, Effect>>> {
  const whole = forFewPeople(stated);
  const healthy = new Map<string, Played>();
  const effects: Record<string, Effect> = {};
  for (const knob of knobs) {
    const steps = stepsFor(knob);
    const names = steps.map(({ name }) => name).join();
    const known =
      healthy.get(names) ?? (await play(theatre, { profile: whole, client: whole, service: whole }, steps));
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

/** The first step, and those that tell something of the section of the knob. */
function stepsFor(knob: string): readonly Step[] {
  const [section = ""] = knob.replace("defaults.limits", "limits").split(".");
  return life.filter(({ tells }, at) => at === 0 || tells.includes(section));
}

/** Where the play differs from one in which both sides know the profile. */
async function difference(
  theatre: Theatre,
  sides: Parameters<typeof play>[1],
  steps: readonly Step[],
  known: Played,
): Promise<string | undefined> {
  try {
    const played = await play(theatre, sides, steps, (name, record) => {
      if (JSON.stringify(record) !== JSON.stringify(known.steps[name]))
        throw new StepFailed(name, ["it made other requests"]);
    });
    return played.headers.join() === known.headers.join() ? undefined : "headers";
  } catch (error) {
    // A setting that cannot be used without this knob is told before anything is sent.
    if (error instanceof ConfigError) return "config";
    if (error instanceof StepFailed) return error.step;
    throw error;
  }
}
