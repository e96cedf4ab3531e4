import { expect, test } from "vitest";
import { canonicalJson, type JsonObject } from "../../src/canonical.ts";
import { expectGolden, goldenRecord, isWriting } from "./golden.ts";
import { dropEach, type Effect, knobsOf } from "./mutation.ts";
import { openTheatre } from "./stage.ts";
import { connectorNames, defaultSettings, settingAt, statedBy } from "./stated.ts";
import { foundOut, unnoticed } from "./without-effect.ts";

/** All knobs of all connectors, which takes minutes; else each knob once, at a connector that has it. */
const isWhole = isWriting || process.env["SCIMSYNC_MUTATE"] === "all";

interface Subject {
  readonly name: string;
  readonly stated: JsonObject;
  readonly knobs: readonly string[];
}

const defaults = await defaultSettings();
const subjects: readonly Subject[] = await Promise.all(
  (await connectorNames()).map(async (name) => {
    const stated = await statedBy(name);
    return { name, stated, knobs: knobsOf(stated, defaults) };
  }),
);
const tried = (isWhole ? subjects : sampleOf(subjects)).filter(({ knobs }) => knobs.length > 0);
const known = (goldenRecord("knobs") ?? {}) as Readonly<Record<string, Readonly<Record<string, Effect>>>>;
const written: Record<string, Readonly<Record<string, Effect>>> = {};

test.each(tried)(
  "$name without a knob",
  { timeout: isWhole ? 600_000 : 60_000 },
  async ({ name, stated, knobs }) => {
    const theatre = openTheatre();
    const effects = await theatre.time.during(dropEach(theatre, stated, knobs));
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

/** Whether another knob makes that this one has nothing to do. */
function isIdle(knob: string, stated: JsonObject): boolean {
  const at = (path: string) => settingAt(stated, path);
  const support = at("groups.support");
  if (knob.startsWith("groups.") && knob !== "groups.support" && (support === "none" || support === "read"))
    return true;
  return (
    (ofPatch.users.includes(knob) && at("users.update") === "put") ||
    (ofPatch.groups.includes(knob) && at("groups.update") === "put")
  );
}

/** Knobs of PATCH: with PUT everything is said at once. */
const ofPatch: Readonly<Record<"users" | "groups", readonly string[]>> = {
  users: [
    "users.alone",
    "users.extensionPath",
    "users.multiValued",
    "users.operationsPerRequest",
    "users.patchForm",
  ],
  groups: ["groups.operationsPerRequest", "groups.removeMembers"],
};

/** Each knob once: connectors with the rarest ones first, and of each what none before it had. */
function sampleOf(all: readonly Subject[]): readonly Subject[] {
  const counts = new Map<string, number>();
  for (const knob of all.flatMap(({ knobs }) => knobs)) counts.set(knob, (counts.get(knob) ?? 0) + 1);
  const rarity = ({ knobs }: Subject) => knobs.reduce((sum, knob) => sum + 1 / (counts.get(knob) ?? 1), 0);
  const seen = new Set<string>();
  return all
    .toSorted((one, other) => rarity(other) - rarity(one))
    .flatMap((subject) => {
      const knobs = subject.knobs.filter((knob) => !seen.has(knob));
      for (const knob of knobs) seen.add(knob);
      return knobs.length === 0 ? [] : [{ ...subject, knobs }];
    });
}
