import { z } from "zod";
import { sentence } from "./values.ts";

const refusal = z
  .strictObject({
    status: z.int().min(400).max(599).meta({ description: "The HTTP status of the answer." }),
    says: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: "What its body holds, whatever the letter case." })
      .optional(),
    remedy: sentence.meta({ description: "What is to be done, in one sentence." }),
  })
  .meta({ description: "An answer that a repetition does not change." });

/** How access ends, and comes back. */
export const deactivate = z
  .strictObject({
    by: z.enum(["active", "delete"]).meta({
      description:
        "How an account is switched off: active false, or DELETE where that does no more than switch off.",
    }),
    effect: z.enum(["unknown", "suspend", "removesMembership", "hardDelete", "idInvalidated"]).meta({
      description:
        "What switching off does: suspends the account; takes it out of the organisation, to which it can come back under its id; deletes it with its data; or ends its id, so that who returns is made anew.",
    }),
    delete: z.enum(["unknown", "deletes", "deactivates", "unsupported"]).meta({
      description: "What DELETE does: ends the account, switches it off only, or is refused.",
    }),
    return: z.enum(["active", "create", "byHand"]).meta({
      description:
        "How somebody comes back: by active true, by POST as a new account, or only by the hand of an administrator there.",
    }),
    inactive: z.enum(["writable", "readOnly", "hidden"]).meta({
      description:
        "What can be done with an account that is switched off: everything; nothing but switching it on; or it answers 404.",
    }),
    refusals: z
      .array(refusal)
      .max(50)
      .meta({
        description: "Answers to switching off or deleting that nothing but somebody's hand can change.",
        examples: [[{ status: 400, says: "last owner", remedy: "Name another owner there first." }]],
      }),
  })
  .meta({ description: "How access ends, and comes back." });
