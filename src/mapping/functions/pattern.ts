import { createRequire } from "node:module";
import type * as Engine from "re2js";

/** A pattern made ready; it takes time in proportion to the text, whatever the pattern. */
export interface Pattern {
  readonly groups: number;
  readonly groupNames: Readonly<Record<string, number>>;
  /** The steps of reading so many characters, at worst. */
  readonly stepsFor: (characters: number) => number;
  readonly test: (text: string) => boolean;
  /** Replaces each match; `make` is given the match and its groups, and where it begins. */
  readonly replaceAll: (text: string, make: (groups: readonly string[], at: number) => string) => string;
}

/** What is wrong with a pattern, and where in it. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  /** 0-based. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const longestPattern = 1_000;
/** States a pattern may have, each of which may be tried for each character. */
const mostStates = 1_000;

/** Makes a pattern in the syntax of RE2 ready. Throws `PatternError`. */
export function compilePattern(source: string): Pattern {
  if (source.length > longestPattern) {
    throw new PatternError(`the pattern is longer than ${longestPattern} characters`, longestPattern);
  }
  const compiled = compile(source);
  const states = compiled.programSize();
  if (states > mostStates) {
    throw new PatternError(`the pattern is too large: with its repetitions it has ${states} parts`, 0);
  }
  return {
    groups: compiled.groupCount(),
    groupNames: compiled.namedGroups(),
    stepsFor: (characters) => Math.ceil((characters * states) / 16),
    test: (text) => compiled.test(text),
    replaceAll: (text, make) =>
      compiled.matcher(text).replaceAll((...found: readonly unknown[]) => {
        const at = found.findIndex((part) => typeof part === "number");
        return make(found.slice(0, at) as readonly string[], found[at] as number);
      }),
  };
}

function compile(source: string): Engine.RE2JS {
  const { RE2JS, RE2JSException, RE2JSSyntaxException } = loadEngine();
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const what = error instanceof RE2JSSyntaxException ? error.error : error.message;
    const part = (error instanceof RE2JSSyntaxException ? error.input : undefined) ?? "";
    const shown = part === "" || part === source ? "" : `: ${part}`;
    throw new PatternError(
      `this pattern cannot be used: ${what}${shown}${hint(part)}`,
      Math.max(source.indexOf(part), 0),
    );
  }
}

/** Engines that go back and forth know more, and take for ever with some of it. */
function hint(part: string): string {
  const isUnknown = /^\\\d|^\(\?[=!<]/.test(part);
  return isUnknown ? "; looking around and \\1 are not offered, since they can take for ever" : "";
}

/** Only mappings with patterns need it, and it takes twenty milliseconds to load. */
function loadEngine(): typeof Engine {
  return createRequire(import.meta.url)("re2js") as typeof Engine;
}
