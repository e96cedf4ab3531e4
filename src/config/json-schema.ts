import { z } from "zod";
import { profileSchema } from "../connector/profile-schema.ts";
import { configSchema } from "./schema.ts";

/** The JSON Schema (draft 2020-12) of scimsync.yaml, as shipped in schema/config.schema.json. */
export function configJsonSchema(): string {
  return render(configSchema);
}

/** The JSON Schema of a connector profile, as shipped in schema/connector.schema.json. */
export function connectorJsonSchema(): string {
  return render(profileSchema);
}

function render(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema }) => describeValues(jsonSchema),
  });
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** What each value means, where editors look for it. JSON Schema has no word of its own for that. */
function describeValues(schema: z.core.JSONSchema.BaseSchema): void {
  const meanings = schema["values"] as Readonly<Record<string, string>> | undefined;
  if (meanings === undefined) return;
  delete schema["values"];
  if (schema.enum === undefined) schema.description = [schema.description, ...listed(meanings)].join(" ");
  else schema["enumDescriptions"] = schema.enum.map((value) => meanings[String(value)]);
}

function listed(meanings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(meanings).map(([value, meaning]) => `${value}: ${meaning}`);
}
