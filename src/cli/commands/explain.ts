import { UsageError } from "../../errors.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { explain } from "../../sync/explain/explain.ts";
import { explanationText } from "../render-explanation.ts";
import { explanationJson } from "../render-explanation-json.ts";
import { withEngine } from "../workplace.ts";
import { keyHint } from "./source-key-hint.ts";
import type { SourceContext, SourceFlags } from "./source-reading.ts";

export interface ExplainFlags extends SourceFlags {
  readonly target: readonly string[];
  readonly history: number;
}

/** `scimsync explain`: everything about one user or group. Nothing is sent, and nothing of what is planned is kept. */
export async function explainKey(
  { options, terminal }: SourceContext,
  key: string,
  { target: targets, history, ...flags }: ExplainFlags,
): Promise<number> {
  return withEngine(options, terminal, { ...flags, targets }, async (engine) => {
    const explanations = await explain({ ...engine, key, history });
    if (explanations.length === 0) {
      const hint = keyHint(engine.store.directory, key);
      throw new UsageError(`the source has no user or group with the key ${key}${hint}`);
    }
    const text = options.json
      ? `${JSON.stringify({ version: 1, key, records: explanations.map((one) => explanationJson(one, engine.clock.now())) })}\n`
      : explanations.map((one) => explanationText(one, terminal, engine.clock.now())).join("\n");
    await terminal.out(text);
    return exitCodes.done;
  });
}
