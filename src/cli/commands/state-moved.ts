import type { Check } from "../../source/expect.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { moveTarget } from "../../sync/linking/move-target.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plural } from "../../numbers.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";

/** `scimsync state moved TARGET`: the accounts are the same, only their address is another. */
export async function acceptMoved(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  target: string,
  flags: { readonly accept?: readonly Check[] },
): Promise<number> {
  const moved = await withEngine(options, terminal, { ...flags, targets: [target] }, moveTarget);
  const { from, to, checked } = moved;
  const seen = `${plural(checked, "account")} read there by id, all as they were`;
  await tellDone({ options, terminal }, moved, `${target} was at ${from} and is at ${to}: ${seen}\n`);
  return exitCodes.done;
}
