import type { JsonObject } from "../canonical.ts";
import { type AttributeRules, layRules, type PlacedRule } from "../connector/attribute-rule.ts";
import { nearest } from "../nearest.ts";
import { givesAttribute } from "./attribute-presence.ts";
import { errorAt, type Finding, noticeAt } from "./finding.ts";
import type { TargetView } from "./target-rules.ts";

type Section = "users" | "groups";

/** The rules for values that hold: the config's own over those of the connector. */
export function toRules(view: TargetView, section: Section): readonly PlacedRule[] {
  // What attributes does not give can be neither checked nor mended for a single record.
  return laidRules(view, section).filter(
    ({ path, off }) => off || givesAttribute(attributesOf(view, section), path),
  );
}

function laidRules({ settings, profile }: TargetView, section: Section): readonly PlacedRule[] {
  const { rules } = settings[section];
  return layRules([
    { by: `${section}.rules`, rules: rules as AttributeRules },
    { by: `the connector ${profile?.name ?? ""}`, rules: profile?.[section].rules ?? {} },
  ]);
}

function attributesOf({ settings }: TargetView, section: Section): JsonObject {
  return (settings[section].attributes ?? {}) as JsonObject;
}

/** Rules for attributes that the target's template does not give. */
export function ruleFindings(view: TargetView, section: Section): readonly Finding[] {
  if (view.settings[section].attributes === undefined) return [];
  const attributes = attributesOf(view, section);
  const idle = laidRules(view, section).filter(({ path, off }) => !off && !givesAttribute(attributes, path));
  return idle.flatMap((rule) => idleFinding(view, section, rule));
}

/** What the target's own part says of an attribute it does not give is a slip; others speak for many targets. */
function idleFinding(view: TargetView, section: Section, rule: PlacedRule): readonly Finding[] {
  const place = [section, "rules", rule.path];
  const reads = [[section, "attributes"], ["connector"]];
  if (view.origin(place) === "target") {
    const meant = nearest(rule.path, Object.keys(attributesOf(view, section)));
    const advice = meant === undefined ? "add it there, or take it out here" : `did you mean ${meant}?`;
    return [errorAt(place, `${rule.path} is not in attributes; ${advice}`, reads)];
  }
  if (rule.required !== true) return [];
  const message = `${rule.path} must have a value (${rule.by}), and attributes does not give it`;
  return [noticeAt([section, "attributes"], message, reads)];
}
