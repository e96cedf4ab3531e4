import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import type { Suggestion } from "./probe.ts";

/** `users.update` and the like as the nested settings of a connector file. */
export function settingsOf(suggestions: readonly Suggestion[]): JsonObject {
  return suggestions.reduce<JsonObject>(
    (settings, { knob, value }) => withSetting(settings, knob.split("."), value),
    {},
  );
}

function withSetting(settings: JsonObject, [step = "", ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...settings, [step]: value };
  const under = settings[step];
  return { ...settings, [step]: withSetting(isJsonObject(under) ? under : {}, rest, value) };
}
