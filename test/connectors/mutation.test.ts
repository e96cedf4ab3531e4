import { expect, test } from "vitest";
import { canonicalJson, type JsonObject } from "../../src/canonical.ts";
import { expectGolden, goldenRecord, isWriting } from "./golden.ts";
import { isIdle } from "./idle.ts";
import { dropEach, type Effect, knobsOf } from "./mutation.ts";
import { type Effects, sampleOf, type Subject } from "./sample.ts";
import { openTheatre } from "./stage.ts";
import { connectorNames, defaultSettings, settingAt, statedBy } from "./stated.ts";
import { foundOut, unnoticed } from "./without-effect.ts";

/** All knobs of all connectors, which takes minutes; else each knob once, where that is cheap. */
const isWhole = isWriting || process.env["SCIMSYNC_MUTATE"] === "all";

const defaults = await defaultSettings();
const subjects: readonly Subject[] = await Promise.all(
  (await connectorNames()).map(async (name) => {
    const stated = await statedBy(name);
    return { name, stated, knobs: knobsOf(stated, defaults) };
  }),
);
const known = (goldenRecord("knobs") ?? {}) as Effects;
const tried = (isWhole ? subjects : sampleOf(subjects, known)).filter(({ knobs }) => knobs.length > 0);
const written: Record<string, Readonly<Record<string, Effect>>> = {};

test.each(tried)(
  "$name without a knob",
  { timeout: isWhole ? 600_000 : 60_000 },
  async ({ name, stated, knobs }) => {
    const theatre = openTheatre();
    const effects = await theatre.time.during(
      dropEach(theatre, stated, knobs, isWhole ? undefined : known[name]),
    );
    written[name] = effects;
    if (isWriting) return;
    const before = Object.fromEntries(knobs.map((knob) => [knob, known[name]?.[knob]]));
    expect(effects, "golden/knobs.json; SCIMSYNC_GOLDEN=write writes it anew").toEqual(before);
  },
);

test("what is known of knobs is of all that connectors state", () => {
  if (isWriting) expectGolden("knobs", written);
  const all = isWriting ? written : known;
  const stated = subjects.filter(({ knobs }) => knobs.length > 0);
  expect(Object.keys(all).toSorted()).toEqual(stated.map(({ name }) => name).toSorted());
  for (const { name, knobs } of stated)
    expect(Object.keys(all[name] ?? {}).toSorted()).toEqual(knobs.toSorted());
});

test("nothing can be dropped without notice, but for what has a reason", () => {
  const unseen = subjects.flatMap(({ name, stated, knobs }) =>
    knobs.flatMap((knob) => {
      const effect = (isWriting ? written : known)[name]?.[knob] ?? "nobody";
      if (effect.startsWith("client") || isExcused(name, knob, stated, effect)) return [];
      return [`${name} ${knob}: ${effect}`];
    }),
  );
  expect(unseen).toEqual([]);
});

function isExcused(name: string, knob: string, stated: JsonObject, effect: Effect): boolean {
  if (isIdle(knob, stated)) return true;
  const value = canonicalJson(settingAt(stated, knob) ?? null);
  return (effect === "nobody" ? unnoticed : [...unnoticed, ...foundOut]).some(
    (one) =>
      one.knob === knob &&
      (one.of?.includes(name) ?? true) &&
      (one.value === undefined || canonicalJson(one.value) === value),
  );
}
