import { z } from "zod";
import { attributePath, attributes } from "./value-schemas.ts";

/** What a target makes otherwise of the attributes that it inherits. */
export const addAttributes = attributes
  .meta({
    description:
      "Laid over the attributes that the connector or defaults bring: some more, or others in their place.",
    examples: [{ title: "${user.title}" }],
  })
  .optional();

export const omitAttributes = z
  .array(attributePath)
  .max(100)
  .meta({
    description: "Taken out of the attributes that the connector or defaults bring.",
    examples: [["displayName", "name.middleName"]],
  })
  .optional();
