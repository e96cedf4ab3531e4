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
      description: "How an account is switched off.",
      values: {
        active: "By active: false.",
        delete: "By DELETE, which does no more than switch off there.",
      },
    }),
    effect: z.enum(["unknown", "suspend", "removesMembership", "hardDelete", "idInvalidated"]).meta({
      description: "What switching off does.",
      values: {
        unknown: "Nobody says what switching off does there.",
        suspend: "The account is suspended, and stays with all it has.",
        removesMembership: "The account leaves the organisation, and can come back under its id.",
        hardDelete: "The account is deleted with its data.",
        idInvalidated: "The id of the account ends, so that who returns is made anew.",
      },
    }),
    delete: z.enum(["unknown", "deletes", "deactivates", "unsupported"]).meta({
      description: "What DELETE of an account does.",
      values: {
        unknown: "Nobody says what DELETE does there.",
        deletes: "DELETE ends the account.",
        deactivates: "DELETE only switches the account off.",
        unsupported: "DELETE is refused.",
      },
    }),
    return: z.enum(["active", "create", "byHand"]).meta({
      description: "How somebody comes back who was switched off.",
      values: {
        active: "By active: true.",
        create: "By POST, as a new account.",
        byHand: "Only by the hand of an administrator there.",
      },
    }),
    inactive: z.enum(["writable", "readOnly", "hidden"]).meta({
      description: "What can be done with an account that is switched off.",
      values: {
        writable: "It can be read and changed.",
        readOnly: "It can be read, and switched on; nothing else of it can be changed.",
        hidden: "It answers 404.",
      },
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
