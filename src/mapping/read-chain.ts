import type { Chain } from "./chain.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { foldName } from "../fold-name.ts";
import type { NameIndex } from "./known-names.ts";

/** What reads an attribute written out. */
export function readChain({ steps }: Chain, names: NameIndex): (input: ExpressionInput) => unknown {
  const [first = "", ...rest] = steps.map(({ step }) => (typeof step === "string" ? foldName(step) : step));
  return names.reader(String(first), rest);
}
