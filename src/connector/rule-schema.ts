import { z } from "zod";
import { compilePattern, PatternError } from "../mapping/functions/pattern.ts";
import { parseAttributePath } from "../scim/attribute-path.ts";

const path = z
  .string()
  .max(300)
  .refine(isPath, 'write the path of an attribute, such as userName or emails[type eq "work"].value');

const pattern = z.string().min(1).max(1000).superRefine(checkPattern);

const rule = z
  .strictObject({
    required: z.boolean().meta({ description: "Whether there must be a value." }).optional(),
    maxLength: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({ description: "Characters at most.", examples: [64] })
      .optional(),
    pattern: pattern
      .meta({
        description: "A regular expression (RE2) that the whole value must match.",
        examples: ["[a-z0-9._-]+"],
      })
      .optional(),
    enum: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .max(1000)
      .meta({ description: "The values there are.", examples: [["Employee", "Contractor"]] })
      .optional(),
    single: z.boolean().meta({ description: "Whether one value at most is taken." }).optional(),
    reserved: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(1000)
      .meta({
        description: "Values that the service keeps for itself, in any letter case; * stands for anything.",
        examples: [["admin", "linear-*"]],
      })
      .optional(),
    sameAs: path
      .meta({
        description: "Of another attribute, of whose values it must be one, whatever the letter case.",
        examples: ["emails[primary eq true].value"],
      })
      .optional(),
    types: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(100)
      .meta({ description: "The types that values of a list may have.", examples: [["work", "home"]] })
      .optional(),
    primary: z
      .boolean()
      .meta({ description: "Whether exactly one value of a list must be primary." })
      .optional(),
  })
  .meta({ examples: [{ maxLength: 64 }] });

/** Rules for the values of attributes, by path. */
export const attributeRules = z.record(path, z.union([rule, z.literal("off")])).meta({
  description:
    "What is asked of the values of an attribute, by path. Who breaks a rule is not sent. off: nothing is asked.",
  examples: [{ userName: { maxLength: 64 } }],
});

function isPath(text: string): boolean {
  try {
    parseAttributePath(text);
    return true;
  } catch {
    return false;
  }
}

/** Checked at load, since a pattern that is wrong would let everybody pass, or nobody. */
function checkPattern(source: string, context: z.RefinementCtx): void {
  try {
    compilePattern(source);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
}
