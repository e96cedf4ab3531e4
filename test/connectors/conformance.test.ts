import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/canonical.ts";
import { expectGolden, goldenNames } from "./golden.ts";
import { play, type Played } from "./play.ts";
import { openTheatre } from "./stage.ts";
import { connectorNames, forFewPeople, statedBy } from "./stated.ts";
import { life } from "./steps.ts";

const names = await connectorNames();
const skipped = new Map<string, Readonly<Record<string, string>>>();

test.each(names)("%s", async (name) => {
  const theatre = openTheatre();
  const settings = forFewPeople(await statedBy(name));
  const played = await theatre.time.during(
    play(theatre, { profile: settings, client: settings, service: settings }, life),
  );
  skipped.set(name, played.skipped);
  expectGolden(name, recordOf(played));
});

test("nothing is skipped but what is known to be, each for its reason", () => {
  const table = tableOf(skipped);
  console.log(linesOf(table).join("\n"));
  if (skipped.size === names.length) expectGolden("skipped", table);
});

test("there is no golden record without a connector", () => {
  expect(
    goldenNames().filter((name) => !names.includes(name) && !["skipped", "knobs"].includes(name)),
  ).toEqual([]);
});

/** A line for each kind of request; what is looked at after a step stands there only where it differs from the step before. */
function recordOf({ steps, headers, skipped: why }: Played): Json {
  let before = "";
  const entries = Object.entries(steps).map(([name, { sent, refused, looked }]) => {
    const isNews = looked.join() !== before;
    before = looked.join();
    const record = { sent, ...(refused.length > 0 && { refused }), ...(isNews && { looked }) };
    return [name, record] as const;
  });
  return { headers, steps: Object.fromEntries(entries), skipped: why };
}

/** By change and reason, the connectors for which it is not played. */
function tableOf(all: ReadonlyMap<string, Readonly<Record<string, string>>>): JsonObject {
  const table: Record<string, Record<string, string[]>> = {};
  for (const [name, why] of [...all].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    for (const [change, reason] of Object.entries(why)) ((table[change] ??= {})[reason] ??= []).push(name);
  return table;
}

function linesOf(table: JsonObject): readonly string[] {
  return Object.entries(table).flatMap(([change, reasons]) =>
    Object.entries(reasons as Readonly<Record<string, readonly string[]>>).map(
      ([reason, of]) => `not played: ${change}, ${reason}: ${of.length} of ${names.length}`,
    ),
  );
}
