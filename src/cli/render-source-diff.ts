import type { Json } from "../canonical.ts";
import { shownName } from "../source/alias.ts";
import type { ChangedAttribute, DiffSummary } from "../sync/inspect/diff-summary.ts";
import type { AttributeChange, RecordChange } from "../sync/inspect/record-changes.ts";
import { count, plural } from "../numbers.ts";
import { tableLines } from "./render-source-table.ts";
import { cut, padded, plain, widthOf, wrapped } from "./render-source-text.ts";
import { attributeRows, listItem } from "./render-source-value.ts";
import type { Colour, Terminal } from "./terminal.ts";

const SHOWN_ATTRIBUTES = 20;
const SHOWN_MEMBERS = 10;
const WIDEST_NAME = 32;
const USUAL_WIDTH = 100;
const INDENT = "  ";
const DEEPER = "      ";

const signs: Readonly<Record<RecordChange["what"], { readonly sign: string; readonly colour: Colour }>> = {
  added: { sign: "+", colour: "green" },
  gone: { sign: "-", colour: "red" },
  changed: { sign: "~", colour: "yellow" },
};

/** What differs, after the line that counts it: attributes by how many changed, then records. */
export function diffText({ counts, attributes, first }: DiffSummary, terminal: Terminal): string {
  const { users, groups } = counts;
  const all = [users, groups].reduce((sum, { added, gone, changed }) => sum + added + gone + changed, 0);
  const more = all - first.length;
  return [
    ...summaryLines(attributes, terminal),
    ...(first.length === 0 ? [] : [""]),
    ...first.flatMap((change) => recordLines(change, terminal)),
    ...(more > 0 ? [`${INDENT}… and ${count(more)} more (--limit, or --json for all)`] : []),
    "",
  ].join("\n");
}

function summaryLines(attributes: readonly ChangedAttribute[], terminal: Terminal): readonly string[] {
  const rows = attributes
    .slice(0, SHOWN_ATTRIBUTES)
    .map(({ kind, name, records }) => [`${plain(name)}:`, plural(records, kind)]);
  const lines = tableLines([{}, {}], rows, terminal.columns).map((line) => INDENT + line);
  const more = attributes.length - rows.length;
  return more > 0 ? [...lines, `${INDENT}… and ${plural(more, "other attribute")}`] : lines;
}

function recordLines(change: RecordChange, terminal: Terminal): readonly string[] {
  const { sign, colour } = signs[change.what];
  const title = `${sign} ${titleOf(change)}`;
  const head = INDENT + terminal.paint(colour, title);
  const left =
    terminal.columns === undefined ? undefined : terminal.columns - INDENT.length - widthOf(title) - 2;
  if (change.kind === "user" && change.what !== "changed") {
    const known = outline(change);
    return [known === "" ? head : `${head}  ${left === undefined ? known : cut(known, Math.max(1, left))}`];
  }
  return [
    head,
    ...(change.what === "changed" ? attributeLines(change.attributes, terminal) : []),
    ...memberLines("+", change.membersAdded, terminal),
    ...memberLines("−", change.membersRemoved, terminal),
  ];
}

function titleOf({ kind, key, name }: RecordChange): string {
  return kind === "user" ? `user ${plain(key)}` : `group ${plain(name ?? key)} [${plain(key)}]`;
}

/** What is known of somebody who came or went, on one line. */
function outline({ attributes }: RecordChange): string {
  return attributes
    .flatMap(({ name, before, after }) => attributeRows({ [name]: after ?? before ?? null }))
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
}

function attributeLines(attributes: readonly AttributeChange[], terminal: Terminal): readonly string[] {
  const names = attributes.map(({ name }) => cut(`${plain(name)}:`, WIDEST_NAME));
  const width = Math.max(0, ...names.map((name) => widthOf(name)));
  return attributes.map(({ before, after }, at) => {
    const room = terminal.columns === undefined ? Infinity : terminal.columns - DEEPER.length - width - 1;
    return `${DEEPER}${padded(names[at] ?? "", width)} ${arrow(shown(before), shown(after), room)}`;
  });
}

/** Both sides are seen, however long one of them is. */
function arrow(before: string, after: string, room: number): string {
  const text = `${before} → ${after}`;
  if (widthOf(text) <= room) return text;
  const half = Math.max(8, Math.floor((room - 3) / 2));
  const spare = Math.max(0, half - Math.min(widthOf(before), widthOf(after)));
  return `${cut(before, half + spare)} → ${cut(after, half + spare)}`;
}

function shown(value: Json | undefined): string {
  return value === undefined ? "(none)" : plain(JSON.stringify(value));
}

function memberLines(sign: "+" | "−", members: readonly string[], terminal: Terminal): readonly string[] {
  if (members.length === 0) return [];
  const first = members.slice(0, SHOWN_MEMBERS).map((member) => listItem(shownName(member)));
  const more = members.length > first.length ? [`… ${count(members.length - first.length)} more`] : [];
  const width = (terminal.columns ?? USUAL_WIDTH) - DEEPER.length - 2;
  const label = `${sign} ${plural(members.length, "member")} ${sign === "+" ? "added" : "removed"}:`;
  const [head = "", ...lines] = wrapped([`${label} ${first[0] ?? ""}`, ...first.slice(1), ...more], width);
  return [DEEPER + head, ...lines.map((line) => `${DEEPER}  ${line}`)];
}
