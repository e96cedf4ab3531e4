import { shownName } from "../source/alias.ts";
import type { Reading } from "../store/directory-store.ts";
import type { SourceStats } from "../sync/inspect/source-stats.ts";
import { count, plural } from "../numbers.ts";
import { tableLines } from "./render-source-table.ts";
import { plain } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

const INDENT = "  ";

/** Groups in numbers, and the largest of them. */
export function groupLines(
  { groups }: Reading,
  { largestGroups, groups: tally }: SourceStats,
  terminal: Terminal,
): readonly string[] {
  if (groups === 0) return [];
  const kinds = [
    [tally.empty, "empty"],
    [tally.nested, "in another group"],
    [tally.nesting, "with a group in it"],
  ] as const;
  const said = kinds.filter(([n]) => n > 0).map(([n, what]) => `${count(n)} ${what}`);
  const rows = largestGroups.map(({ key, name, members }) => [
    count(members),
    `${plain(name)} [${plain(key)}]`,
  ]);
  const title = plural(groups, "group") + (said.length > 0 ? `: ${said.join(", ")}` : "");
  if (rows.length === 0) return [title];
  const name = groups > rows.length ? "largest groups" : "group";
  const lines = tableLines(
    [{ title: "members", align: "right" }, { title: name }],
    rows,
    widthLeft(terminal),
  );
  return [title, ...lines.map((line) => INDENT + line)];
}

/** Memberships of nobody, and the first of them. */
export function danglingLines(
  { dangling }: Reading,
  stats: SourceStats,
  terminal: Terminal,
): readonly string[] {
  if (dangling === 0) return [];
  const { danglingMembers, membershipsOfNoGroup, danglingExamples } = stats;
  const title = terminal.paint("yellow", plural(dangling, "dangling membership"));
  const rows = danglingExamples.map(({ group, groupName, kind, key }) => [
    `${plain(groupName)} [${plain(group)}]`,
    `${kind === "group" ? "group " : ""}${plain(shownName(key))}`,
  ]);
  const more = danglingMembers - danglingExamples.length;
  return [
    `${title}: ${missing(danglingMembers, membershipsOfNoGroup)}`,
    ...tableLines([{}, {}], rows, widthLeft(terminal)).map((line) => INDENT + line),
    ...(more > 0 ? [`${INDENT}… ${count(more)} more`] : []),
  ];
}

function missing(members: number, groups: number): string {
  if (groups === 0) return "the source does not have the member";
  if (members === 0) return "the source does not have the group";
  return `of ${count(members)} the source does not have the member, of ${count(groups)} not the group`;
}

function widthLeft({ columns }: Terminal): number | undefined {
  return columns === undefined ? undefined : columns - INDENT.length;
}
