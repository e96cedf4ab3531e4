import { isoTime } from "../../clock.ts";
import { UsageError } from "../../errors.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import type { SourceKey } from "../../source/record.ts";
import type { EntryKind } from "../../store/directory-store.ts";
import type { Store } from "../../store/store.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import { resourceRows } from "../../sync/preview/resource-rows.ts";
import type { GlobalOptions } from "../global-options.ts";
import { attributePath, resourceValue } from "../render-resource-value.ts";
import { plain } from "../render-source-text.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync links show TARGET KEY`: what is linked, and what was last written to it; from the state file alone. */
export async function showLink({ options, terminal }: Context, target: string, key: string): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const [id = target] = chooseTargets(loaded.config, [target]);
  const found = await withStore(loaded, (store) => linksOf(store, id, key));
  if (found.length === 0)
    throw new UsageError(`${key} is linked to nothing at ${id}; \`scimsync explain ${key}\` tells why`);
  if (options.json) await terminal.out(`${JSON.stringify({ version: 1, target: id, links: found })}\n`);
  else for (const one of found) await terminal.out(linkText(one));
  return exitCodes.done;
}

interface ShownLink {
  readonly resource: EntryKind;
  readonly key: string;
  readonly id: string;
  readonly origin: string;
  readonly state: string;
  readonly since: string;
  readonly asserted: object;
  readonly members?: number;
}

function linksOf(store: Store, target: string, key: string): readonly ShownLink[] {
  return (["user", "group"] as const).flatMap((kind) => {
    const entry = store.directory.find(kind, [key as SourceKey]).get(key as SourceKey)?.id;
    const link = entry === undefined ? undefined : store.targets.link(target, entry);
    if (entry === undefined || link === undefined) return [];
    const { scimId: id, origin, state, since, asserted } = link;
    const members = kind === "group" ? { members: store.targets.assertedMembers(target, entry).length } : {};
    return [
      {
        resource: kind,
        key,
        id,
        origin,
        state,
        since: isoTime(since),
        asserted: hideSealsIn(asserted),
        ...members,
      },
    ];
  });
}

function linkText({ resource, key, id, origin, state, since, asserted, members }: ShownLink): string {
  const rows = resourceRows(asserted as Parameters<typeof resourceRows>[0]);
  const lines = [
    `${resource} ${plain(key)} = ${plain(id)}: ${origin}, ${state} since ${since}`,
    "  last written, or found there when it was linked:",
    ...rows.map(({ path, value }) => `    ${attributePath(path)} ${resourceValue(value)}`),
    ...(members === undefined ? [] : [`  members that are ours: ${members}`]),
  ];
  return `${lines.join("\n")}\n`;
}
