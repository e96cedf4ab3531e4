import { isJsonObject, type Json } from "../canonical.ts";
import type { ConnectorFiles } from "../connector/load.ts";
import { BASE_PROFILE } from "../connector/profile-file.ts";

/** Who states the setting at a dotted path of a connector: `default`, or `connector NAME`. */
export function originIn({ files }: ConnectorFiles, knob: string): string {
  const steps = knob.split(".");
  const file = files.find(({ written }) => has(written, steps));
  return file === undefined || file.name === BASE_PROFILE ? "default" : `connector ${file.name}`;
}

function has(value: Json, steps: readonly string[]): boolean {
  let current: Json | undefined = value;
  for (const step of steps) current = isJsonObject(current) ? current[step] : undefined;
  return current !== undefined;
}
