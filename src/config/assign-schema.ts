import { z } from "zod";
import { expression, wildcard } from "./value-schemas.ts";

const names = z.array(wildcard).max(10_000);

/** `assign`: who gets an account. */
export const assign = z
  .strictObject({
    groups: names
      .meta({
        description: "Members of these groups, by name; * stands for any text.",
        examples: [["engineering", "support-*"]],
      })
      .optional(),
    where: expression
      .meta({
        description: "Users for whom this expression is true, besides those of groups.",
        examples: ['user.department == "R&D"'],
      })
      .optional(),
    everyone: z
      .boolean()
      .meta({ description: "Everybody in the source.", examples: [true] })
      .optional(),
    exclude: z
      .strictObject({
        groups: names
          .meta({
            description: "Members of these groups, by name; * stands for any text.",
            examples: [["contractors"]],
          })
          .optional(),
        where: expression
          .meta({
            description: "Users for whom this expression is true.",
            examples: ["adExpired(user)"],
          })
          .optional(),
      })
      .meta({
        description: "Who gets no account, whatever else is said.",
        examples: [{ groups: ["contractors"] }],
      })
      .optional(),
  })
  .meta({
    description:
      "Who gets an account: of groups, or where, or everyone, but not of exclude. Nothing stated means nobody.",
    examples: [{ groups: ["engineering"] }],
  });
