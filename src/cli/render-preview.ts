import type { Problem } from "../errors.ts";
import type { OperationKind } from "../plan/operation.ts";
import type { EntryKind } from "../store/directory-store.ts";
import type { Preview } from "../sync/map-preview.ts";
import type { PreviewRow } from "../sync/preview-rows.ts";
import type { ReadAside } from "../sync/read-aside.ts";
import { count } from "./numbers.ts";
import { attributePath, resourceValue } from "./render-resource-value.ts";
import { describeReading, describeUnmet, readingJson } from "./render-source-counts.ts";
import { tableLines } from "./render-source-table.ts";
import { plain } from "./render-source-text.ts";
import type { Colour, Terminal } from "./terminal.ts";

const INDENT = "  ";
const DEEPER = "    ";

/** What the mapping of one target makes of some records. */
export interface TargetPreviews {
  readonly target: string;
  readonly previews: Iterable<Preview>;
  /** Set when these are the first ones in scope. */
  readonly first?: { readonly kind: EntryKind; readonly limit: number; readonly outOf: number };
}

export interface PreviewWriter {
  begin(unmet?: readonly Problem[]): Promise<void>;
  target(previews: TargetPreviews): Promise<void>;
  /** `aside` is what the records come from, unless somebody wrote one down. */
  end(aside: ReadAside | undefined): Promise<void>;
}

/** Writes previews one by one, as text or as one JSON document. */
export function createPreviewWriter(terminal: Terminal, json: boolean): PreviewWriter {
  return json ? jsonWriter(terminal) : textWriter(terminal);
}

function textWriter(terminal: Terminal): PreviewWriter {
  return {
    begin: (unmet = []) => terminal.out(describeUnmet(unmet, terminal)),
    async target({ target, previews, first }) {
      await terminal.out(`${target}\n`);
      let shown = 0;
      for (const preview of previews) {
        await terminal.out(
          `${previewLines(preview, terminal)
            .map((line) => INDENT + line)
            .join("\n")}\n`,
        );
        shown += 1;
      }
      if (first !== undefined) await terminal.out(`${INDENT}${closingLine(first, shown)}\n`);
    },
    end: (aside) => terminal.out(aside === undefined ? "" : `${describeReading(aside.reading)}\n`),
  };
}

function closingLine({ kind, limit, outOf }: NonNullable<TargetPreviews["first"]>, shown: number): string {
  const of = `${count(outOf)} ${kind}s`;
  if (shown === 0) return `none of ${of} is in scope; \`scimsync map KEY\` tells why`;
  return shown < limit
    ? `all that are in scope, of ${of}`
    : `the first in scope, of ${of} (--limit, or KEYs)`;
}

function jsonWriter(terminal: Terminal): PreviewWriter {
  let targets = 0;
  return {
    begin: () => terminal.out('{"version":1,"targets":['),
    async target({ target, previews }) {
      await terminal.out(`${targets > 0 ? "," : ""}{"target":${JSON.stringify(target)},"records":[`);
      targets += 1;
      let separator = "";
      for (const preview of previews) {
        await terminal.out(separator + JSON.stringify(previewJson(preview)));
        separator = ",";
      }
      await terminal.out("]}");
    },
    end(aside) {
      const source = aside === undefined ? {} : { source: readingJson(aside.reading), unmet: aside.unmet };
      const rest = JSON.stringify(source).slice(1, -1);
      return terminal.out(`]${rest === "" ? "" : `,${rest}`}}\n`);
    },
  };
}

/** A preview as a part of a JSON document. */
export function previewJson({
  kind,
  key,
  name,
  outcome,
  account,
  does: operations,
  skipped,
}: Preview): object {
  const shared = { kind, key, name: name ?? null, outcome: outcome.kind };
  const does = { account: account ?? null, does: operations, ...(skipped !== undefined && { skipped }) };
  if (outcome.kind === "rejected") return { ...shared, reason: outcome.reason, ...does };
  if (outcome.kind === "outOfScope") return { ...shared, clause: outcome.clause, ...does };
  const { clause, resource, rows } = outcome;
  return { ...shared, clause, ...does, resource, attributes: rows };
}

const signs: Readonly<Record<OperationKind, { readonly sign: string; readonly colour: Colour }>> = {
  create: { sign: "+", colour: "green" },
  reactivate: { sign: "+", colour: "green" },
  update: { sign: "~", colour: "yellow" },
  deactivate: { sign: "-", colour: "red" },
  delete: { sign: "-", colour: "red" },
  unlink: { sign: "-", colour: "red" },
  addMembers: { sign: "+", colour: "green" },
  removeMembers: { sign: "-", colour: "red" },
};

/** A preview as people read it: who, what would be done, in or out of scope and why, and attribute by attribute. */
export function previewLines(preview: Preview, terminal: Terminal): readonly string[] {
  const { outcome, account, does } = preview;
  const [first] = does;
  const title = `${first === undefined ? " " : signs[first].sign} ${titleOf(preview)}`;
  const known = account === undefined ? [] : [`account ${plain(account.id)}, ${account.state}`];
  return [
    first === undefined ? title : terminal.paint(signs[first].colour, title),
    ...[outcomeText(preview, terminal), ...known].map((line) => DEEPER + line),
    ...(outcome.kind === "desired" ? rowLines(preview, outcome.rows, terminal) : []),
  ];
}

function titleOf({ kind, key, name, does, skipped, outcome }: Preview): string {
  const own = key === "" ? "row" : plain(key);
  const who = name === undefined || name === key ? `${kind} ${own}` : `${kind} ${own} (${plain(name)})`;
  if (skipped !== undefined) return `${who}: skipped, ${skipped}`;
  if (does.length > 0) return `${who}: ${[...new Set(does)].join(", then ")}`;
  return outcome.kind === "desired" ? `${who}: nothing to do` : who;
}

function outcomeText({ outcome }: Preview, terminal: Terminal): string {
  switch (outcome.kind) {
    case "desired":
      return `in scope: ${plain(outcome.clause)}`;
    case "outOfScope":
      return `out of scope: ${plain(outcome.clause)}`;
    case "rejected":
      return `${terminal.paint("red", "not mappable:")} ${plain(outcome.reason)}; the account stays as it is`;
  }
}

/** Old and new side by side; what stays as it is takes a back seat. */
export function rowLines(
  { account, does }: Pick<Preview, "account" | "does">,
  rows: readonly PreviewRow[],
  terminal: Terminal,
): readonly string[] {
  const width = terminal.columns === undefined ? undefined : terminal.columns - 2 * DEEPER.length;
  if (account === undefined) {
    const cells = rows.map(({ path, after }) => [attributePath(path), resourceValue(after)]);
    return tableLines([{ keep: "end" }, {}], cells, width).map((line) => `${DEEPER}${INDENT}${line}`);
  }
  const cells = rows.map((row) => [
    signOf(row),
    attributePath(row.path),
    resourceValue(row.before),
    newValue(row),
  ]);
  const columns = [
    {},
    { title: "attribute", keep: "end" as const },
    { title: "last sent" },
    { title: "now" },
  ];
  const [title = "", ...lines] = tableLines(columns, cells, width);
  const isQuiet = (at: number) => rows[at]?.isSent !== true;
  return [
    DEEPER + terminal.paint("dim", title),
    ...lines.map(
      (line, at) => DEEPER + (isQuiet(at) && does.length > 0 ? terminal.paint("dim", line) : line),
    ),
  ];
}

function signOf({ before, after, isSent }: PreviewRow): string {
  if (!isSent) return "";
  return before === undefined && after !== undefined ? "+" : after === undefined ? "-" : "~";
}

function newValue({ after, isSent, note }: PreviewRow): string {
  if (!isSent && note === undefined) return "";
  const value = resourceValue(after);
  return note === undefined ? value : `${value} (${note})`;
}
