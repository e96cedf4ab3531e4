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
  return `${JSON.stringify(z.toJSONSchema(schema, { io: "input" }), null, 2)}\n`;
}
