import type { Reading } from "../store/directory-store.ts";
import type { AttributeStats } from "../sync/inspect/attribute-stats.ts";
import type { SourceStats } from "../sync/inspect/source-stats.ts";
import { count, plural } from "../numbers.ts";
import { type Column, tableLines } from "./render-source-table.ts";
import { danglingLines, groupLines } from "./render-source-groups.ts";
import { cut, plain, wrapped } from "./render-source-text.ts";
import { listItem } from "./render-source-value.ts";
import type { Terminal } from "./terminal.ts";

const LONGEST_EXAMPLE = 40;
const FEW_EMPTY = 8;
const INDENT = "  ";

/** Everything that `source stats` tells of a read, as paragraphs with an empty line between. */
export function statsText(reading: Reading, stats: SourceStats, terminal: Terminal): string {
  const paragraphs = [
    sourceLines(reading, terminal),
    attributeLines(reading, stats, terminal),
    repeatedLines(stats, terminal),
    groupLines(reading, stats, terminal),
    danglingLines(reading, stats, terminal),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join("\n")}\n`)
    .join("");
}

function sourceLines({ sources }: Reading, terminal: Terminal): readonly string[] {
  if (sources.length < 2) return [];
  const columns: readonly Column[] = [
    { title: "source" },
    { title: "users", align: "right" },
    { title: "groups", align: "right" },
  ];
  const rows = sources.map(({ name, users, groups }) => [plain(name), count(users), count(groups)]);
  return tableLines(columns, rows, terminal.columns);
}

function attributeLines(
  { users }: Reading,
  { attributes, moreAttributes }: SourceStats,
  terminal: Terminal,
): readonly string[] {
  if (attributes.length === 0) return [];
  const empty = attributes.filter(({ filled }) => filled === 0);
  const isCrowded = empty.length > FEW_EMPTY;
  const shown = isCrowded ? attributes.filter(({ filled }) => filled > 0) : attributes;
  const typed = attributes.some(({ shapes }) => Object.keys(shapes).some((shape) => shape !== "text"));
  const columns: readonly Column[] = [
    { title: "attribute of users", keep: "end" },
    { title: "filled", align: "right" },
    { title: "different", align: "right" },
    ...(typed ? [{ title: "type" }] : []),
    { title: "examples" },
  ];
  const rows = shown.map((attribute) => {
    const { name, filled, different, exact } = attribute;
    return [
      plain(name),
      percent(filled, users),
      filled === 0 ? "" : `${exact ? "" : "> "}${count(different)}`,
      ...(typed ? [shapesOf(attribute)] : []),
      examplesOf(attribute),
    ];
  });
  const [title = "", ...lines] = tableLines(columns, rows, terminal.columns);
  const painted = lines.map((line, at) => (shown[at]?.filled === 0 ? terminal.paint("yellow", line) : line));
  return [
    title,
    ...painted,
    ...(moreAttributes ? ["… and more; these are the first"] : []),
    ...(isCrowded ? emptyLines(empty, terminal) : []),
  ];
}

/** Many columns that nobody fills would hide the others. */
function emptyLines(empty: readonly AttributeStats[], terminal: Terminal): readonly string[] {
  const names = empty.map(({ name }) => plain(name));
  const lines =
    terminal.columns === undefined ? [names.join(", ")] : wrapped(names, terminal.columns - INDENT.length);
  return [
    terminal.paint("yellow", `${count(empty.length)} attributes that nobody has a value of:`),
    ...lines.map((line) => INDENT + line),
  ];
}

/** `100 %` and `0 %` mean all and nobody. */
function percent(part: number, all: number): string {
  const share = all === 0 ? 0 : (part * 100) / all;
  if (share > 99 && part < all) return "> 99 %";
  if (share < 1 && part > 0) return "< 1 %";
  return `${Math.round(share)} %`;
}

/** Nothing for plain text; `list`, or `number 90 %, text 10 %`. */
function shapesOf({ shapes, filled }: AttributeStats): string {
  const mix = Object.entries(shapes).toSorted(([, a], [, b]) => b - a);
  if (mix.length === 1) return mix[0]?.[0] === "text" ? "" : (mix[0]?.[0] ?? "");
  return mix.map(([shape, users]) => `${shape} ${percent(users, filled)}`).join(", ");
}

function examplesOf({ examples, different }: AttributeStats): string {
  const shown = examples.map(({ value, users = 1 }) => {
    const text = exampleText(value);
    return users > 1 ? `${text} (${count(users)})` : text;
  });
  return [...shown, ...(different > examples.length ? ["…"] : [])].join(", ");
}

/** One that could be taken for several stands in quotes. */
function exampleText(value: string): string {
  const text = cut(plain(value), LONGEST_EXAMPLE);
  return text.includes(",") ? `"${text}"` : text;
}

function repeatedLines({ repeated }: SourceStats, terminal: Terminal): readonly string[] {
  if (repeated.length === 0) return [];
  const rows = repeated.flatMap(({ attribute, values, examples }) => [
    ...examples.map(({ value, users, keys }, at) => {
      const more = users > keys.length ? [`… ${count(users)} in all`] : [];
      const who = [...keys.map((key) => listItem(key)), ...more].join(", ");
      return [at === 0 ? plain(attribute) : "", cut(plain(value), LONGEST_EXAMPLE), who];
    }),
    ...(values > examples.length ? [["", `… ${plural(values - examples.length, "other value")}`, ""]] : []),
  ]);
  const title = terminal.paint("yellow", "repeated values, where nearly everybody has their own");
  return [
    title,
    ...tableLines([{ keep: "end" }, {}, {}], rows, widthLeft(terminal)).map((line) => INDENT + line),
  ];
}

function widthLeft({ columns }: Terminal): number | undefined {
  return columns === undefined ? undefined : columns - INDENT.length;
}
