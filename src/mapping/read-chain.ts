import type { Chain } from "./chain.ts";
import type { ExpressionInput } from "./expression-input.ts";
import { foldName } from "../fold-name.ts";
import { readerOf } from "./steps.ts";

/** What reads an attribute written out. */
export function readChain({ variable, steps }: Chain): (input: ExpressionInput) => unknown {
  const [first = "", ...rest] = steps.map(({ step }) => (typeof step === "string" ? foldName(step) : step));
  const read = readerOf(String(first), rest);
  return (input) => read(input[variable] ?? {});
}
