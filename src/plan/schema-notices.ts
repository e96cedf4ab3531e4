import type { ResourceType } from "../scim/resource.ts";

/** What a template as a whole meets in a schema, as paths. */
export interface SchemaNotes {
  readonly unknown: string[];
  readonly readOnly: string[];
  /** Required there, and not given. */
  readonly required: string[];
  /** Labels written out that the provider does not suggest, with their value. */
  readonly labels: string[];
}

const shown = 12;

/** One line for each kind of thing, not for each attribute: many providers publish half a schema. */
export function describeSchemaNotices(type: ResourceType, notes: SchemaNotes): readonly string[] {
  const section = type === "User" ? "users" : "groups";
  const lines = [
    [notes.unknown, "not in the target's /Schemas, so perhaps ignored or refused"],
    [notes.readOnly, "read-only by the target's /Schemas, so perhaps ignored or refused"],
    [notes.required, `required by the target's /Schemas, and not in ${section}.attributes`],
    [notes.labels, "none of the values that the target's /Schemas suggests"],
  ] as const;
  return lines.flatMap(([paths, what]) => {
    if (paths.length === 0) return [];
    const more = paths.length > shown ? `, and ${paths.length - shown} more` : "";
    return [`${section}.attributes: ${paths.slice(0, shown).join(", ")}${more}: ${what}`];
  });
}
