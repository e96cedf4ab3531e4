import type { OperationKind } from "../plan/operation.ts";
import type { Preview } from "../sync/preview/map-preview.ts";
import type { PreviewRow } from "../sync/preview/preview-rows.ts";
import { attributePath, resourceValue } from "./render-resource-value.ts";
import { tableLines } from "./render-source-table.ts";
import { plain } from "./render-source-text.ts";
import type { Colour, Terminal } from "./terminal.ts";

const INDENT = "  ";
const DEEPER = "    ";

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
  link: { sign: "+", colour: "green" },
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
