import { canonicalJson, type Json, type JsonObject } from "../canonical.ts";
import { knobList, settingIn } from "../connector/knob-list.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { CheckReport } from "./check.ts";
import type { Suggestion } from "./probe.ts";

/** What every profile says, be it that nobody knows. */
const mustSay = ["deactivate.effect", "users.putOmission", "groups.membersReadable"] as const;

/** How requests are worded: seen to be right by each request that was answered. */
const wording =
  /^endpoint\.(?:paths\.\w+|contentType|accept|headers|writeQuery|operationCase|booleans)$|^auth\.(?:type|header)$/;

/** All that was seen of a service where it differs from the RFC, in the order of the schema, and what a profile must say. */
export function wholeProfile(
  { suggestions, findings, probes }: Pick<CheckReport, "suggestions" | "findings" | "probes">,
  inForce: ConnectorProfile,
  generic: ConnectorProfile,
): readonly Suggestion[] {
  const worked = probes.flatMap(({ knob, verdict, what, seen }): Suggestion[] =>
    knob === undefined || verdict !== "ok"
      ? []
      : [{ knob: knob.name, value: knob.value, because: `${what}: ${seen}` }],
  );
  const names = knobList().map(({ name }) => name);
  const worded = names.filter((name) => wording.test(name)).map((name) => sayWording(name, inForce));
  const said = new Map<string, Suggestion>();
  for (const one of [...suggestions, ...findings, ...worked, ...worded])
    if (!said.has(one.knob)) said.set(one.knob, one);
  const isTold = ({ knob, value }: Suggestion): boolean =>
    mustSay.some((name) => name === knob) || !isSame(value, valueIn(generic, knob));
  const told = [...said.values()].filter(isTold);
  const unknown = mustSay
    .filter((name) => !said.has(name))
    .map((knob) => ({ knob, value: "unknown", because: "" }));
  const places = [...names, "defaults"];
  const place = ({ knob }: Suggestion): number =>
    places.findIndex((name) => knob === name || knob.startsWith(`${name}.`));
  return [...told, ...unknown].toSorted((one, other) => place(one) - place(other));
}

function sayWording(knob: string, inForce: ConnectorProfile): Suggestion {
  return { knob, value: valueIn(inForce, knob), because: "requests that say so are answered" };
}

function valueIn(profile: ConnectorProfile, name: string): Json {
  return settingIn(profile as unknown as JsonObject, name) ?? null;
}

function isSame(one: Json, other: Json): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
