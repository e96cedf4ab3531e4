import { choiceFunctions } from "./functions/choice-functions.ts";
import { dateFunctions, formattedDates, timestamps } from "./functions/date-functions.ts";
import { directoryFunctions, reference } from "./functions/directory-functions.ts";
import type { MappingFunction, PlainFunction, PreparedFunction } from "./functions/mapping-function.ts";
import { patternFunctions } from "./functions/pattern-functions.ts";
import { textFunctions } from "./functions/text-functions.ts";
import { typedFunctions } from "./functions/typed-functions.ts";

/** Functions whose arguments can all be computed. An absent value (null) goes through them unharmed. */
export const plainFunctions: readonly PlainFunction[] = [
  ...textFunctions,
  ...choiceFunctions,
  ...typedFunctions,
  ...timestamps,
  ...dateFunctions,
  reference,
];

/** Functions that are made ready at each call, before the first record. */
export const preparedFunctions: readonly PreparedFunction[] = [
  ...patternFunctions,
  ...formattedDates,
  ...directoryFunctions,
];

/**
 * Functions beyond CEL's own. An absent value goes through all of them unharmed, so that a person without a middle name
 * needs no `if`.
 */
export const mappingFunctions: readonly MappingFunction[] = [
  ...textFunctions,
  ...patternFunctions,
  ...choiceFunctions,
  ...typedFunctions,
  ...formattedDates,
  ...dateFunctions,
  ...timestamps,
  ...directoryFunctions,
  reference,
];
