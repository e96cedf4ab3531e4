import { isoTime } from "../clock.ts";
import { type Attention, never } from "../plan/attention.ts";
import type { Link } from "../plan/link.ts";
import { hideSealsIn } from "../plan/secret-values.ts";
import type { ExplainedMembers, Some } from "../sync/explain/explain-members.ts";
import type { MappedPath } from "../sync/explain/explain-mapping.ts";
import type { ScopeClause } from "../sync/explain/explain-scope.ts";
import type { ExplainedTarget } from "../sync/explain/explain-target.ts";
import type { Explanation } from "../sync/explain/explain.ts";
import type { ExplainedRecord } from "../sync/explain/explained-record.ts";
import { resourceRows } from "../sync/preview/resource-rows.ts";
import { ago, count, plural } from "../numbers.ts";
import { fitted } from "./fit-lines.ts";
import { answerOf } from "./render-answer.ts";
import { describeJournaled } from "./render-journaled.ts";
import { describeOperation } from "./render-plan.ts";
import { rowLines } from "./render-preview.ts";
import { attributePath, resourceValue } from "./render-resource-value.ts";
import { tableLines } from "./render-source-table.ts";
import { plain } from "./render-source-text.ts";
import { attributeRows, listItem } from "./render-source-value.ts";
import type { Terminal } from "./terminal.ts";

const INDENT = "  ";
const DEEPER = "    ";

/** An explanation as people read it, from the record to what would be done. `now` in milliseconds since the epoch. */
export function explanationText({ record, targets }: Explanation, terminal: Terminal, now: number): string {
  const [who = "", ...about] = recordLines(record, terminal);
  const lines = [
    who,
    ...targets.map((one) => `${INDENT}${one.target}: ${plain(answerOf(one, record.kind, now))}`),
    ...about,
    ...targets.flatMap((one) => targetLines(one, terminal, now)),
  ];
  return `${fitted(lines.join("\n"), terminal)}\n`;
}

function recordLines(record: ExplainedRecord, terminal: Terminal): readonly string[] {
  const { kind, key, name, place, attributes, groups } = record;
  const who = name === undefined ? `${kind} ${plain(key)}` : `${kind} ${plain(name)} [${plain(key)}]`;
  if (attributes === undefined) return [`${who}: ${terminal.paint("yellow", "not in the source any more")}`];
  const rows = attributeRows(attributes);
  return [
    place === undefined ? who : `${who} (${plain(place.file)}:${place.line})`,
    ...tableLines([{ keep: "end" }, {}], rows, undefined).map((line) => INDENT + line),
    ...(kind === "user" ? [`${INDENT}${groupsText(groups)}`] : []),
  ];
}

function groupsText(groups: readonly string[]): string {
  if (groups.length === 0) return "in no group";
  return `in ${plural(groups.length, "group")}: ${groups.map((name) => listItem(name)).join(", ")}`;
}

function targetLines(explained: ExplainedTarget, terminal: Terminal, now: number): readonly string[] {
  const { target, scope, mapping, preview, link, attention, members } = explained;
  return [
    "",
    target,
    ...section("scope", [...outcomeLines(explained, terminal), ...clauseLines(scope)]),
    ...section("mapping", mappingLines(mapping, terminal)),
    ...section("account", link === undefined ? ["none"] : [accountText(link, now), ...remarkLines(link)]),
    ...(preview?.outcome.kind === "desired" && link !== undefined
      ? rowLines(preview, preview.outcome.rows, terminal)
      : lastSentLines(explained, terminal)),
    ...(members === undefined ? [] : section("members", memberLines(members))),
    ...section("attention", attention === undefined ? [] : [attentionText(attention, now)]),
    ...planLines(explained, terminal),
    ...section("history", historyLines(explained)),
    ...section("then noted", notedLines(explained)),
  ];
}

/** What was sent before, the latest first, each with its run. */
function historyLines({ history }: ExplainedTarget): readonly string[] {
  return history.flatMap((one) => {
    const [head = "", ...rest] = describeJournaled(one).split("\n");
    return [`${head.trim()}, in ${one.run}`, ...rest.map((line) => line.slice(4))];
  });
}

/** What a run would note that is neither known yet nor said above. */
function notedLines({ noted, attention, preview }: ExplainedTarget): readonly string[] {
  if (noted === undefined || preview?.outcome.kind === "rejected") return [];
  const isKnown = noted.reason === attention?.reason && noted.detail === attention.detail;
  return isKnown ? [] : [`${noted.reason}: ${plain(noted.detail)}`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${INDENT}${title}`, ...lines.map((line) => DEEPER + line)];
}

function outcomeLines({ preview }: ExplainedTarget, terminal: Terminal): readonly string[] {
  if (preview === undefined) return ["out of scope: not in the source any more"];
  const { outcome } = preview;
  switch (outcome.kind) {
    case "desired":
      return [`in scope: ${plain(outcome.clause)}`];
    case "outOfScope":
      return [`out of scope: ${plain(outcome.clause)}`];
    case "rejected":
      return [
        `${terminal.paint("red", "not mappable:")} ${plain(outcome.reason)}; the account stays as it is`,
      ];
  }
}

function clauseLines(scope: readonly ScopeClause[]): readonly string[] {
  return scope.map(({ clause, holds, excludes, failed, via }) => {
    const answer = failed === undefined ? (holds ? "yes" : "no ") : "?  ";
    const way =
      via === undefined
        ? ""
        : ` (through ${via
            .slice(0, -1)
            .map((name) => listItem(name))
            .join(" in ")})`;
    const trouble = failed === undefined ? "" : ` (${plain(failed)})`;
    return `${answer}  ${excludes ? "excluded by " : ""}${plain(clause)}${way}${trouble}`;
  });
}

function mappingLines(mapping: readonly MappedPath[], terminal: Terminal): readonly string[] {
  const isBrought = mapping.some(({ by }) => by !== undefined);
  const rows = mapping.map(({ path, stated, value, failed, leftOut, place, by }) => [
    attributePath(path),
    typeof stated === "string" ? plain(stated) : plain(JSON.stringify(stated)),
    leftOut !== undefined
      ? `not sent: ${plain(leftOut)}`
      : failed === undefined
        ? resourceValue(value)
        : `${terminal.paint("red", "fails:")} ${plain(failed)}${place === undefined ? "" : ` (${plain(place)})`}`,
    ...(isBrought ? [by === undefined ? "" : plain(`${by}${place === undefined ? "" : `, ${place}`}`)] : []),
  ]);
  const columns = [{ keep: "end" as const }, {}, {}, ...(isBrought ? [{}] : [])];
  return tableLines(columns, rows, widthWithin(terminal, DEEPER));
}

/** What is left of a line behind an indent. */
function widthWithin({ columns }: Terminal, indent: string): number | undefined {
  return columns === undefined ? undefined : columns - indent.length;
}

const origins: Readonly<Record<Link["origin"], string>> = {
  created: "made by scimsync",
  adopted: "was there already",
  borrowed: "the target's own, of which only the members are written",
};

function accountText({ scimId, origin, state, since, leavingSince }: Link, now: number): string {
  const leaving = leavingSince === undefined ? "" : `, leaving since ${isoTime(leavingSince)}`;
  return `${plain(scimId)}, ${origins[origin]}, ${state} since ${isoTime(since)} (${ago(now - since)})${leaving}`;
}

/** What the target did with what was sent. */
function remarkLines({ remarks = [] }: Link): readonly string[] {
  return remarks.flatMap((remark) => {
    if (remark.kind !== "notKept") return [];
    const { path, sent, found, times } = hideSealsIn(remark);
    const values = `sent ${resourceValue(sent ?? undefined)}, found ${resourceValue(found ?? undefined)}`;
    return [`did not keep ${attributePath(path)}: ${values}, in ${plural(times, "run")}`];
  });
}

/** Where nothing is wanted, what was last sent stands alone. */
function lastSentLines({ lastSent }: ExplainedTarget, terminal: Terminal): readonly string[] {
  if (lastSent === undefined) return [];
  const rows = resourceRows(lastSent).map(({ path, value }) => [attributePath(path), resourceValue(value)]);
  const columns = [{ title: "attribute", keep: "end" as const }, { title: "last sent" }];
  const lines = tableLines(columns, rows, widthWithin(terminal, DEEPER + INDENT));
  return lines.map((line) => DEEPER + INDENT + line);
}

function memberLines({ users, nested, written, without, dangling }: ExplainedMembers): readonly string[] {
  const through = nested === 0 ? "" : `, ${plural(nested, "nested group")} counted through`;
  return [
    `${plural(users, "user")} in the source${through}; ${count(written)} in the group as last sent`,
    ...someLine("without an account here", without),
    ...someLine("named, but not in the source", dangling),
  ];
}

function someLine(what: string, { count: all, first }: Some): readonly string[] {
  if (all === 0) return [];
  const more = all > first.length ? [`… ${count(all - first.length)} more`] : [];
  return [`${count(all)} ${what}: ${[...first.map((key) => listItem(key)), ...more].join(", ")}`];
}

function attentionText(attention: Attention, now: number): string {
  const { reason, detail, code, since, due, attempts, lastTry } = attention;
  const what = code === undefined ? reason : `${reason}, ${code}`;
  const operation = lastTry === undefined || code === undefined ? "" : `${lastTry.operation}: `;
  const tried = attempts === 0 ? "" : `, tried ${plural(attempts, "time")}`;
  const next =
    due <= now ? "in the next run" : due >= never ? "when its record changes" : `not before ${isoTime(due)}`;
  return `${what}: ${operation}${plain(detail)}; since ${isoTime(since)}${tried}; thought about again ${next}`;
}

function planLines(
  { operations, requests, guard, skipped }: ExplainedTarget,
  terminal: Terminal,
): readonly string[] {
  const cost = operations.length === 0 ? "nothing to do" : `about ${plural(requests, "request")}`;
  return [
    `${INDENT}sync would do: ${cost}`,
    ...operations.flatMap((one) =>
      describeOperation(one, terminal)
        .split("\n")
        .map((line) => INDENT + line),
    ),
    ...guard.map(({ message }) => `${DEEPER}${terminal.paint("red", "HELD:")} ${plain(message)}`),
    ...skipped.map((reason) => `${DEEPER}skipped: ${plain(reason)}`),
  ];
}
