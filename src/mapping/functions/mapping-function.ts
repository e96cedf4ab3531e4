import type { Run } from "../bounds.ts";
import type { LookupTables } from "../lookup-table.ts";

/** What a call of a function does; values are those of the language. */
export type Apply = (run: Run, ...values: never[]) => unknown;

/** A function of the mapping language, as docs and the language both need it. */
export interface MappingFunction {
  /** In the notation of CEL: `before(dyn, string): dyn`. */
  readonly signature: string;
  /** One sentence, with an example. */
  readonly description: string;
}

/** A function whose parameters can all be computed. */
export interface PlainFunction extends MappingFunction {
  /** Signatures of the forms it comes in, when `signature` does not say them all. */
  readonly forms?: readonly string[];
  readonly apply: Apply;
}

/** A function of which some arguments must be written out, because they are made ready before the first record. */
export interface PreparedFunction extends MappingFunction {
  /** How to write it, for people: `matches(value, "pattern")`. */
  readonly usage: string;
  readonly arguments: { readonly least: number; readonly most: number };
  /** Whether an argument, 0-based, must be written out. */
  readonly isWritten: (argument: number) => boolean;
  readonly returns: "bool" | "dyn";
  /** Whether it may stand behind its first argument: `value.matches("pattern")`. */
  readonly isMethod: boolean;
  /** Whether it looks at the groups of the user. */
  readonly usesGroups: boolean;
  /** Makes the function of one call. `texts` has a place for each argument, empty for one that is computed. */
  readonly prepare: (texts: readonly (string | undefined)[], context: Preparation) => Apply;
}

/** What functions are made ready with. */
export interface Preparation {
  readonly tables: LookupTables;
  /** Says what is wrong with an argument, from the character `at` of its text on. Throws `ExpressionError`. */
  readonly refuse: (argument: number, message: string, at?: number) => never;
}

/** One way to call a function. */
export interface Form {
  readonly signature: string;
  /** Their types. */
  readonly parameters: readonly string[];
}

export function formsOf({ signature, forms = [signature] }: PlainFunction): readonly Form[] {
  return forms.map((form) => ({ signature: form, parameters: parametersOf(form) }));
}

function parametersOf(signature: string): readonly string[] {
  const written = signature.slice(signature.indexOf("(") + 1, signature.lastIndexOf(")"));
  return written === "" ? [] : written.replaceAll(/<[^>]*>/g, "").split(", ");
}

/** The name a signature begins with. */
export function nameOf({ signature }: Pick<MappingFunction, "signature">): string {
  return signature.slice(0, signature.indexOf("("));
}
