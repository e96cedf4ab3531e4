import { shownName } from "../source/alias.ts";
import type { GroupMember } from "../store/group-view.ts";
import type { SeenGroup, SeenRecord, SeenUser } from "../sync/read/seen-records.ts";
import { count, plural } from "../numbers.ts";
import { tableLines } from "./render-source-table.ts";
import { plain, wrapped } from "./render-source-text.ts";
import { attributeRows, listItem } from "./render-source-value.ts";
import type { Terminal } from "./terminal.ts";

const FIRST = 10;
const INDENT = "  ";
/** Where there is no terminal, lists are still not one endless line. */
const USUAL_WIDTH = 100;

/**
 * A record as people read it: its key, its attributes below each other, and where it belongs. In full: nothing is cut
 * short, and members stand on lines of their own.
 */
export async function renderRecord(record: SeenRecord, terminal: Terminal, inFull: boolean): Promise<void> {
  const width = terminal.columns === undefined ? undefined : terminal.columns - INDENT.length;
  const rows = attributeRows(record.attributes, inFull ? Infinity : FIRST);
  const lines = tableLines([{ keep: "end" }, {}], rows, inFull ? undefined : width).map(
    (line) => INDENT + line,
  );
  await terminal.out([titleOf(record), ...lines, ""].join("\n"));
  if (record.kind === "user") await terminal.out(groupLines(record, terminal, inFull));
  else if (inFull) await renderMembers(record, terminal);
  else await terminal.out(memberLines(record, terminal));
}

function titleOf(record: SeenRecord): string {
  if (record.kind === "user") return `user ${plain(record.key)}`;
  return `group ${plain(record.name)} [${plain(record.key)}]`;
}

function groupLines({ groups }: SeenUser, terminal: Terminal, inFull: boolean): string {
  if (groups.length === 0) return `${INDENT}in no group\n`;
  const shown = (inFull ? groups : groups.slice(0, FIRST)).map((name) => listItem(name));
  return listed(`in ${plural(groups.length, "group")}:`, shown, groups.length, terminal);
}

function memberLines(group: SeenGroup, terminal: Terminal): string {
  const first: string[] = [];
  for (const member of group.listMembers()) {
    if (first.length === FIRST) break;
    first.push(memberText(member, terminal));
  }
  if (first.length === 0) return `${INDENT}no members\n`;
  return listed(`${sizeOf(group)}:`, first, group.members, terminal);
}

async function renderMembers(group: SeenGroup, terminal: Terminal): Promise<void> {
  await terminal.out(`${INDENT}${group.members === 0 ? "no members" : `${sizeOf(group)}:`}\n`);
  for (const member of group.listMembers()) {
    await terminal.out(`${INDENT}${INDENT}${memberText(member, terminal)}\n`);
  }
}

function sizeOf({ members, dangling }: SeenGroup): string {
  return `${plural(members, "member")}${dangling === 0 ? "" : ` (${count(dangling)} dangling)`}`;
}

/** `e00001`, `group Ops [g2]`, `"dn cn=ann,ou=people" (dangling)`. */
function memberText({ kind, key, name, dangling }: GroupMember, terminal: Terminal): string {
  const own = name === undefined ? listItem(shownName(key)) : `${listItem(name)} [${plain(key)}]`;
  const text = kind === "group" ? `group ${own}` : own;
  return dangling ? `${text} ${terminal.paint("yellow", "(dangling)")}` : text;
}

function listed(label: string, shown: readonly string[], all: number, terminal: Terminal): string {
  const more = all > shown.length ? [`… ${count(all - shown.length)} more`] : [];
  const width = (terminal.columns ?? USUAL_WIDTH) - 2 * INDENT.length;
  const [first = "", ...rest] = wrapped([`${label} ${shown[0] ?? ""}`, ...shown.slice(1), ...more], width);
  return [INDENT + first, ...rest.map((line) => INDENT + INDENT + line), ""].join("\n");
}

/** A record as a part of a JSON document; all members only in full. */
export function* recordJson(record: SeenRecord, inFull: boolean): Generator<string> {
  if (record.kind === "user") {
    const { kind, key, attributes, groups } = record;
    yield JSON.stringify({ kind, key, attributes, groups });
    return;
  }
  const { kind, key, name, attributes, members, dangling } = record;
  yield `${JSON.stringify({ kind, key, name, attributes, members, dangling }).slice(0, -1)},"listed":[`;
  let listed = 0;
  for (const member of record.listMembers()) {
    if (!inFull && listed === FIRST) break;
    const { kind, name, dangling } = member;
    const said = { kind, key: shownName(member.key), ...(name !== undefined && { name }), dangling };
    yield (listed === 0 ? "" : ",") + JSON.stringify(said);
    listed += 1;
  }
  yield "]}";
}
