import type { JsonObject } from "../../src/canonical.ts";
import { type Effect, stepsFor, stepsUntil } from "./mutation.ts";

/** A connector, and knobs of it that are dropped. */
export interface Subject {
  readonly name: string;
  readonly stated: JsonObject;
  readonly knobs: readonly string[];
}

/** By connector and knob, who notices. */
export type Effects = Readonly<Record<string, Readonly<Record<string, Effect>>>>;

/**
 * Each knob once, of all that somebody notices: at a connector where that takes the fewest steps, and at as few connectors as
 * that allows.
 */
export function sampleOf(subjects: readonly Subject[], known: Effects): readonly Subject[] {
  const least = new Map<string, number>();
  for (const { name, knobs } of subjects)
    for (const knob of knobs) {
      const cost = costOf(knob, known[name]?.[knob]);
      least.set(knob, Math.min(least.get(knob) ?? Number.POSITIVE_INFINITY, cost));
    }
  const cheap = subjects.map((subject) => ({
    ...subject,
    knobs: subject.knobs.filter((knob) => costOf(knob, known[subject.name]?.[knob]) === least.get(knob)),
  }));
  const open = new Set([...least].flatMap(([knob, cost]) => (Number.isFinite(cost) ? [knob] : [])));
  const chosen: Subject[] = [];
  while (open.size > 0) {
    const [best] = cheap
      .map((subject) => ({ ...subject, knobs: subject.knobs.filter((knob) => open.has(knob)) }))
      .toSorted((one, other) => other.knobs.length - one.knobs.length);
    if (best === undefined || best.knobs.length === 0) break;
    for (const knob of best.knobs) open.delete(knob);
    chosen.push(best);
  }
  return chosen;
}

/** Steps that are played until it is noticed. */
function costOf(knob: string, effect: Effect = "nobody"): number {
  if (effect === "nobody") return Number.POSITIVE_INFINITY;
  const steps = stepsUntil(stepsFor(knob), effect).length;
  return effect.startsWith("service") ? 2 * steps : steps;
}
