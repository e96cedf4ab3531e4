import type { ShownVerdict } from "../store/matching-store.ts";
import type { EntryKind } from "../store/directory-store.ts";
import type { ImportCounts, ImportFailed, ImportFound } from "../sync/linking/import-target.ts";
import { csvLine } from "./csv-writer.ts";
import { count, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import { shellWords } from "./shell-words.ts";
import type { Terminal } from "./terminal.ts";

export interface ImportShowing {
  /** Nothing was linked. */
  readonly isShownOnly: boolean;
  /** Records that are listed of each target. */
  readonly limit: number;
}

const kinds = ["user", "group"] as const;

/** What was found at a target, as people read it. */
export async function renderImport(
  found: ImportFound,
  { isShownOnly, limit }: ImportShowing,
  terminal: Terminal,
): Promise<void> {
  const { target, users, groups } = found;
  await terminal.out(
    [
      target,
      ...sideLines("account", users, isShownOnly),
      ...(groups.listed + groups.alone === 0 ? [] : sideLines("group", groups, isShownOnly)),
      "",
    ].join("\n"),
  );
  let shown = 0;
  for (const verdict of toConfirm(found)) {
    if (shown === 0) await terminal.out("  to be confirmed by somebody who knows:\n");
    if (shown === limit) break;
    shown += 1;
    await terminal.out(confirmLines(target, verdict));
  }
  const left = users.toConfirm + groups.toConfirm - shown;
  if (left > 0) await terminal.out(`    … and ${count(left)} more (--limit, or --out FILE for all)\n`);
  await terminal.out(`  ${endingOf(found, isShownOnly)}\n`);
}

function sideLines(what: "account" | "group", counts: ImportCounts, isShownOnly: boolean): readonly string[] {
  const { listed, before, linked, differ, alone, strangers, toConfirm: asked, kept, incomplete } = counts;
  const differing = differ === 0 ? "" : ` (${count(differ)} of them not as wanted)`;
  const parts = [
    `${count(before)} linked before`,
    `${count(linked)} ${isShownOnly ? "would be linked" : "linked now"}${differing}`,
    `${count(strangers)} nobody's in scope`,
  ];
  const rest = [
    ...(asked === 0 ? [] : [`${count(asked)} to confirm`]),
    ...(kept === 0 ? [] : [`${count(kept)} left as they are`]),
    `${count(alone)} in scope without ${what === "account" ? "an account" : "one"}`,
  ];
  return [
    `  ${plural(listed, what)} there: ${parts.join(", ")}`,
    `    ${rest.join(", ")}`,
    ...(incomplete === undefined
      ? []
      : [`    the list is not whole (${plain(incomplete)}): who is not in it may be there all the same`]),
  ];
}

function endingOf({ target, users, groups }: ImportFound, isShownOnly: boolean): string {
  if (isShownOnly) return `nothing was linked; \`scimsync import ${target}\` does it`;
  const { differ } = users;
  const next =
    differ + groups.linked + users.alone > 0 ? `; \`scimsync plan ${target}\` shows what sync would do` : "";
  return `nothing was written to ${target}${next}`;
}

function confirmLines(target: string, { key, name, why, candidates }: ShownVerdict): string {
  const who = name === key ? plain(key) : `${plain(name)} [${plain(key)}]`;
  const commands = candidates.map(
    (one) => `      ${plain(setCommand(target, key, one.id))}   # ${plain(one.name)}`,
  );
  return `${[`    ${who}: ${plain(why)}`, ...commands].join("\n")}\n`;
}

/** What confirms a pair. */
function setCommand(target: string, key: string, id: string): string {
  return `scimsync links set ${shellWords([target, key, id])}`;
}

/** Those whom a person has to look at: what is ambiguous first, what is a guess after it. */
export function* toConfirm({
  matching,
}: ImportFound): Iterable<ShownVerdict & { readonly resource: EntryKind }> {
  for (const resource of kinds) {
    for (const verdict of ["confirm", "hint"] as const)
      for (const one of matching.verdicts(resource, verdict)) yield { ...one, resource };
  }
}

/** The header of the file of what was not linked. */
export const importCsvHeader = csvLine([
  "target",
  "resource",
  "finding",
  "key",
  "name",
  "targetId",
  "targetName",
  "why",
  "command",
]);

/** What was not linked, on both sides, a line each; a record with several candidates has a line for each of them. */
export function* importCsvLines(found: ImportFound): Iterable<string> {
  const { target, matching } = found;
  for (const { resource, key, name, why, candidates } of toConfirm(found)) {
    for (const one of candidates) {
      const command = setCommand(target, key, one.id);
      yield csvLine([target, resource, "to_confirm", key, name, one.id, one.name, why, command]);
    }
  }
  for (const resource of kinds) {
    for (const [verdict, finding] of [
      ["alone", "only_in_source"],
      ["kept", "left_as_it_is"],
    ] as const) {
      for (const { key, name, why } of matching.verdicts(resource, verdict))
        yield csvLine([target, resource, finding, key, name, "", "", why, ""]);
    }
    for (const { id, name } of matching.strangers(resource))
      yield csvLine([target, resource, "only_at_target", "", "", id, name, "nobody in scope has it", ""]);
  }
}

/** Writes one JSON document, list by list as they are read, however long they are. */
export function writeImportJson(terminal: Terminal, isShownOnly: boolean) {
  let comma = "";
  return {
    begin: () => terminal.out('{"version":1,"imports":['),
    async found(one: ImportFound): Promise<void> {
      const { target, users, groups, requests, matching } = one;
      const { total, byMethod } = requests;
      const head = { target, dryRun: isShownOnly, users, groups, requests: { total, byMethod } };
      await terminal.out(`${comma}${JSON.stringify(head).slice(0, -1)}`);
      comma = ",";
      await list("toConfirm", toConfirm(one));
      for (const [title, verdict] of [
        ["alone", "alone"],
        ["kept", "kept"],
      ] as const) {
        await list(
          title,
          both((resource) => matching.verdicts(resource, verdict)),
        );
      }
      await list(
        "strangers",
        both((resource) => matching.strangers(resource)),
      );
      await terminal.out("}");
    },
    end: (failures: readonly ImportFailed[]) => terminal.out(`],"failures":${JSON.stringify(failures)}}\n`),
  };
  async function list(name: string, items: Iterable<object>): Promise<void> {
    await terminal.out(`,${JSON.stringify(name)}:[`);
    let between = "";
    for (const item of items) {
      await terminal.out(between + JSON.stringify(shownOf(item as ShownItem)));
      between = ",";
    }
    await terminal.out("]");
  }
}

function* both<T extends object>(
  of: (resource: EntryKind) => Iterable<T>,
): Iterable<T & { resource: EntryKind }> {
  for (const resource of kinds) for (const one of of(resource)) yield { ...one, resource };
}

type ShownItem = Partial<ShownVerdict> & {
  readonly resource: EntryKind;
  readonly id?: string;
  readonly name: string;
};

function shownOf({ resource, key, id, name, why, candidates }: ShownItem): object {
  return key === undefined
    ? { resource, id, name }
    : { resource, key, name, why, ...(candidates !== undefined && candidates.length > 0 && { candidates }) };
}
