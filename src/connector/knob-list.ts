import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../canonical.ts";
import { profileSections } from "./profile-schema.ts";

/** One setting of a profile, as its schema has it. */
export interface Knob {
  /** Dotted, such as `users.putOmission`. */
  readonly name: string;
  readonly section: keyof typeof profileSections;
  /** One sentence: what it is about. */
  readonly description: string;
  /** What each of its values means, in a sentence each; where it has a few. */
  readonly values: Readonly<Record<string, string>>;
  readonly schema: z.ZodType;
}

/** Every setting there is, in the order of the schema; those of the guide, which are for people, left out. */
export function knobList(): readonly Knob[] {
  return Object.entries(profileSections).flatMap(([section, schema]) =>
    section === "guide" ? [] : knobsBelow(section as keyof typeof profileSections, schema, [section]),
  );
}

function knobsBelow(section: Knob["section"], schema: z.ZodObject, path: readonly string[]): readonly Knob[] {
  return Object.entries(schema.shape).flatMap(([key, inner]) => {
    const place = [...path, key];
    if (inner instanceof z.ZodObject) return knobsBelow(section, inner, place);
    const known = inner as z.ZodType;
    const { description = "", values } = known.meta() ?? {};
    const meanings = (values ?? {}) as Readonly<Record<string, string>>;
    return [{ name: place.join("."), section, description, values: meanings, schema: known }];
  });
}

/** What a profile, or a part of one, says of a setting; undefined when it says nothing. */
export function settingIn(settings: JsonObject, name: string): Json | undefined {
  return name
    .split(".")
    .reduce<Json | undefined>((value, step) => (isJsonObject(value) ? value[step] : undefined), settings);
}

/** What a value of a setting means; what the setting is about, where values have no sentence of their own. */
export function meaningOf({ values, description }: Knob, value: Json): string {
  return (typeof value === "object" ? undefined : values[`${value}`]) ?? description;
}
