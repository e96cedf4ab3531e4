import { longestText, type Run, spend } from "../bounds.ts";
import { ExpressionError } from "../expression-error.ts";
import { isPresent, onText, textOf } from "../present-values.ts";
import { asList } from "../steps.ts";
import type { PreparedFunction, Preparation } from "./mapping-function.ts";
import { compilePattern, PatternError, type Pattern } from "./pattern.ts";
import { compileReplacement } from "./replacement.ts";

export const patternFunctions: readonly PreparedFunction[] = [
  {
    signature: "matches(dyn, string): bool",
    description:
      'matches(user.email, "@example[.]com$") — whether the pattern is found in the text, or in one of several; false when absent. Also user.email.matches("…")',
    usage: 'matches(value, "pattern")',
    arguments: { least: 2, most: 2 },
    isWritten: (argument) => argument === 1,
    returns: "bool",
    isMethod: true,
    usesGroups: false,
    prepare: ([, source = ""], context) => {
      const pattern = placed(1, context, () => compilePattern(source));
      return (run, value: unknown) =>
        asList(value).some((item) => isPresent(item) && found(run, pattern, textOf(item)));
    },
  },
  {
    signature: "replaceRegex(dyn, string, string): dyn",
    description:
      'replaceRegex(user.phone, "[^0-9+]", "") — each match replaced; $1 is the first group of the match, $0 all of it, $$ a dollar sign',
    usage: 'replaceRegex(value, "pattern", "replacement")',
    arguments: { least: 3, most: 3 },
    isWritten: (argument) => argument > 0,
    returns: "dyn",
    isMethod: false,
    usesGroups: false,
    prepare: ([, source = "", target = ""], context) => {
      const pattern = placed(1, context, () => compilePattern(source));
      const replacement = placed(2, context, () => compileReplacement(target, pattern));
      return (run, value: unknown) =>
        onText(value, (text) => {
          spend(run, pattern.stepsFor(text.length));
          let length = text.length;
          return pattern.replaceAll(text, (groups, at) => {
            // The rest of the text may have been read to find this.
            spend(run, pattern.stepsFor(text.length - at));
            const made = replacement(groups);
            length += made.length - (groups[0] ?? "").length;
            if (length > longestText) throw new ExpressionError(`gives more than ${longestText} characters`);
            return made;
          });
        });
    },
  },
];

function found(run: Run, pattern: Pattern, text: string): boolean {
  spend(run, pattern.stepsFor(text.length));
  return pattern.test(text);
}

function placed<T>(argument: number, { refuse }: Preparation, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return refuse(argument, error.message, error.at);
  }
}
