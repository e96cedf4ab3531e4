import { resolve } from "node:path";
import { UsageError } from "../../errors.ts";
import type { Check } from "../../source/expect.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Some } from "../../store/rekey-store.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { type Anchors, reanchor, type Reanchored } from "../../sync/linking/reanchor.ts";
import { readPairs } from "../../sync/linking/read-pairs.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count, plural } from "../../numbers.ts";
import { plain } from "../render-source-text.ts";
import type { Terminal } from "../terminal.ts";
import { withEngine } from "../workplace.ts";

export interface ReanchorFlags {
  readonly map?: string;
  readonly by?: string;
  readonly resource: EntryKind;
  readonly dryRun?: boolean;
  readonly accept?: readonly Check[];
}

/** `scimsync state reanchor`: the source calls the same people otherwise. */
export async function reanchorState(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  { map, by, resource, dryRun, ...flags }: ReanchorFlags,
): Promise<number> {
  const isShownOnly = dryRun === true;
  const anchors = await anchorsOf(map, by);
  const done = await withEngine(options, terminal, { ...flags, targets: [] }, async (engine) => {
    const lock = engine.store.lock(() => engine.clock.now(), "state reanchor");
    try {
      return await reanchor({ ...engine, anchors, resource, isShownOnly });
    } finally {
      lock.release();
    }
  });
  if (options.json)
    await terminal.out(`${JSON.stringify({ version: 1, dryRun: isShownOnly, resource, ...done })}\n`);
  else if (!options.quiet || isShownOnly || done.unknown.count + done.uncovered.count > 0)
    await terminal.out(textOf(done, resource, isShownOnly));
  return exitCodes.done;
}

async function anchorsOf(map: string | undefined, by: string | undefined): Promise<Anchors> {
  if (map !== undefined && by === undefined) {
    const columns = { from: "old", to: "new", setting: "state reanchor --map" };
    return { kind: "pairs", pairs: await readPairs(resolve(map), columns) };
  }
  if (by !== undefined && map === undefined) return { kind: "expression", source: by };
  throw new UsageError(
    "say how the old keys are known: --map FILE with the columns old and new, or --by EXPRESSION, which gives the old key of a record as it is read now, such as --by user.employee_id",
  );
}

function textOf(
  { renamed, merged, absent, unknown, uncovered }: Reanchored,
  resource: EntryKind,
  isShownOnly: boolean,
): string {
  const lines = [
    `${plural(renamed, resource)} ${isShownOnly ? "would get" : "got"} ${renamed === 1 ? "another key" : "other keys"}`,
    ...(merged === 0
      ? []
      : [`  of them ${count(merged)} had been read under the new key already; that is theirs now`]),
    ...(absent === 0 ? [] : [`  ${count(absent)} of the new keys are not in the source as it is read now`]),
    ...someLine("old keys are nobody's", unknown),
    ...someLine(`linked ${resource}s are not covered, and keep the key they have`, uncovered),
    isShownOnly
      ? "nothing was changed; the same without --dry-run does it"
      : "`scimsync plan` shows what a sync would do now",
  ];
  return `${lines.join("\n")}\n`;
}

function someLine(what: string, { count: all, first }: Some): readonly string[] {
  if (all === 0) return [];
  const more = all > first.length ? ", …" : "";
  return [`  ${count(all)} ${what}: ${first.map((one) => plain(one)).join(", ")}${more}`];
}
