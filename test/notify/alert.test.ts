import { expect, test } from "vitest";
import { dueTo, type Told } from "../../src/notify/alert.ts";
import type { Occasion } from "../../src/config/notify-schema.ts";
import { type Standing, standingAfterFault, type Trouble } from "../../src/notify/trouble.ts";

const all = new Set<Occasion>(["guard", "failure", "recovered", "missing", "expiring"]);
const looked = ["guard", "failure", "missing", "expiring"] as const;

function trouble(occasion: Trouble["occasion"], reason: string): Trouble {
  return { occasion, reason, summary: `${occasion} ${reason}`, remedies: [] };
}

/** What a channel hears of standings one after the other, and when. */
function hears(
  on: ReadonlySet<Occasion>,
  ...standings: readonly Omit<Standing, "target">[]
): readonly string[] {
  let told: Told = {};
  return standings.flatMap((standing, day) => {
    const due = dueTo(on, told, { target: "app", ...standing }, `day ${day}`);
    told = due.told;
    return due.alerts.map(({ summary, since }) => `${day}: ${summary} (${since})`);
  });
}

const well = { troubles: [], lookedAt: looked };
const held = { troubles: [trouble("guard", "users")], lookedAt: looked };
const refused = { troubles: [trouble("failure", "refused")], lookedAt: looked };

test("a trouble is told once, another one again, and its end once", () => {
  const other = { troubles: [trouble("failure", "conflict")], lookedAt: looked };
  expect(hears(all, well, refused, refused, other, other, well, well, refused)).toEqual([
    "1: failure refused (day 1)",
    "3: failure conflict (day 3)",
    "5: app: all is well again; there was trouble since day 3 (day 3)",
    "7: failure refused (day 7)",
  ]);
});

test("two troubles are over when both are", () => {
  const both = { troubles: [...held.troubles, ...refused.troubles], lookedAt: looked };
  expect(hears(all, held, both, refused, well)).toEqual([
    "0: guard users (day 0)",
    "1: failure refused (day 1)",
    "3: app: all is well again; there was trouble since day 1 (day 1)",
  ]);
});

test("who does not want to hear of failures hears of no end of them", () => {
  expect(hears(new Set<Occasion>(["guard", "recovered"]), refused, well, held, well)).toEqual([
    "2: guard users (day 2)",
    "3: app: all is well again; there was trouble since day 2 (day 2)",
  ]);
  expect(hears(new Set<Occasion>(["failure"]), refused, well, refused)).toEqual([
    "0: failure refused (day 0)",
    "2: failure refused (day 2)",
  ]);
});

test("credentials that end for weeks are a matter of their own", () => {
  const soon = trouble("expiring", "auth.token soon");
  const ends = { troubles: [soon], lookedAt: looked };
  const fails = { troubles: [...refused.troubles, soon], lookedAt: looked };
  const ended = { troubles: [trouble("expiring", "auth.token expired")], lookedAt: looked };
  expect(hears(all, ends, fails, ends, ended, ended, well, well)).toEqual([
    "0: expiring auth.token soon (day 0)",
    "1: failure refused (day 1)",
    "2: app: all is well again; there was trouble since day 1 (day 1)",
    "3: expiring auth.token expired (day 3)",
    "5: app: the credentials are good for a while again; they were not since day 3 (day 3)",
  ]);
});

test("a look at one thing says nothing of the others", () => {
  const missing = { troubles: [trouble("missing", "missing")], lookedAt: ["missing"] as const };
  const ran = { troubles: [], lookedAt: ["missing"] as const };
  expect(hears(all, refused, missing, ran, refused, well)).toEqual([
    "0: failure refused (day 0)",
    "1: missing missing (day 1)",
    "4: app: all is well again; there was trouble since day 0 (day 0)",
  ]);
});

test.each([
  ["source", "mend what is named; `scimsync validate` looks again"],
  ["state", "`scimsync state verify` looks at the state file"],
])("a run that came to no target because of the %s says what looks again", (reason, remedy) => {
  const [trouble] = standingAfterFault(reason, "people.csv:3: an unclosed quote").troubles;
  expect(trouble).toMatchObject({
    summary: "no run: people.csv:3: an unclosed quote",
    remedies: [`${remedy}; nothing was sent, and the next run tries anew`],
  });
});
