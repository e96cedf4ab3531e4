import type { Check } from "../../source/expect.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { type SetLink, setLink } from "../../sync/linking/set-link.ts";
import type { GlobalOptions } from "../global-options.ts";
import { plain } from "../render-source-text.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface SetLinkFlags {
  readonly resource?: EntryKind;
  readonly accept?: readonly Check[];
}

/** `scimsync links set TARGET KEY ID`: a person says whose an account is. */
export async function setOne(
  { options, terminal }: Context,
  target: string,
  key: string,
  id: string,
  { resource, ...flags }: SetLinkFlags,
): Promise<number> {
  const stated = { key, id, ...(resource !== undefined && { kind: resource }) };
  const set = await withEngine(options, terminal, { ...flags, targets: [target] }, (engine) =>
    setLink(engine, stated),
  );
  await tellDone({ options, terminal }, set, `${describeSet(set)}\n`);
  return exitCodes.done;
}

function describeSet({ target, key, id, name, differs, inScope }: SetLink): string {
  const next = inScope
    ? differs
      ? `it is not as wanted; \`scimsync plan ${target}\` shows what sync would send`
      : "it is as wanted"
    : `it is wanted no more; \`scimsync plan ${target}\` shows what becomes of it`;
  return `${plain(key)} is linked to ${plain(id)} (${plain(name)}) at ${target}; ${next}`;
}
