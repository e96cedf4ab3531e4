import { z } from "zod";
import { sentence } from "./values.ts";

const sentences = z.array(sentence).max(50);

/** What an administrator must know, for `connectors show` and its page in docs; nothing of it is used by a run. */
export const guide = z
  .strictObject({
    docs: z
      .array(z.string().regex(/^https?:\/\/\S+$/, "write an address"))
      .max(50)
      .meta({ description: "Pages of the service about provisioning." }),
    plan: sentence.meta({ description: "The plan or edition of the service that has SCIM." }),
    before: sentences.meta({ description: "What is to be done at the service first, step by step." }),
    limits: sentences.meta({ description: "What cannot be done, and how much of it." }),
    warnings: sentences.meta({ description: "What can do harm; shown by check and plan, too." }),
    notes: sentences.meta({ description: "What else is known." }),
  })
  .meta({ description: "What an administrator must know." });
