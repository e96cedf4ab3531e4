import { z } from "zod";

/** A value for all causes of leaving, or one for each that is named. */
export function perCause<T extends z.ZodType>(value: T) {
  return z.union([
    value,
    z.strictObject({
      absent: value.meta({ description: "Gone from the source." }).optional(),
      mapped: value.meta({ description: "For a reason that users.leavesWhen gives." }).optional(),
      unassigned: value.meta({ description: "In the source, and not assigned any more." }).optional(),
      disabled: value
        .meta({ description: "Switched off in the source: attributes.active is false." })
        .optional(),
    }),
  ]);
}
