import type { Json } from "../canonical.ts";
import type { AttributeChange } from "../plan/change.ts";
import { finishesRenames, type OperationKind, phases } from "../plan/operation.ts";
import type { Span } from "../sync/forecast/forecast.ts";
import { bareValue, operationJson, referenceInText } from "../sync/plan-file/operation-json.ts";
import type { PlannedOperation, TargetPlan } from "../sync/planning/plan-only.ts";
import { causeText } from "./cause-text.ts";
import { backText, switchingOffText } from "./switching-text.ts";
import { describeDrift } from "./render-drift.ts";
import { fitted } from "./fit-lines.ts";
import { count, duration, plural } from "../numbers.ts";
import { attributePath } from "./render-resource-value.ts";
import { plain } from "./render-source-text.ts";
import type { Colour, Terminal } from "./terminal.ts";

interface Sign {
  readonly sign: string;
  readonly colour: Colour;
}

const comes: Sign = { sign: "+", colour: "green" };
const changes: Sign = { sign: "~", colour: "yellow" };
const goes: Sign = { sign: "-", colour: "red" };

const signs: Readonly<Record<OperationKind, Sign>> = {
  create: comes,
  link: comes,
  update: changes,
  deactivate: goes,
  reactivate: comes,
  delete: goes,
  unlink: goes,
  addMembers: comes,
  removeMembers: goes,
};
const shownMembers = 5;
const fewestNotes = 5;

/** A plan as people read it: counts first, then operations, then what is held and what it will cost. */
export async function renderPlan(plan: TargetPlan, terminal: Terminal, limit: number): Promise<void> {
  const total = countOf(plan);
  await terminal.out(`${fitted(`${plan.target}: ${summaryOf(plan)}`, terminal)}\n`);
  let shown = 0;
  for (const planned of plan.operations()) {
    if (shown === limit) break;
    await terminal.out(`${fitted(describeOperation(planned, terminal), terminal)}\n`);
    shown += 1;
  }
  const notes = [
    ...(total > limit ? [`… and ${count(total - limit)} more (--limit, or --json for all)`] : []),
    ...notesOf(plan, terminal, Math.max(limit, fewestNotes)),
  ];
  if (notes.length > 0)
    await terminal.out(`${fitted(notes.map((line) => `  ${line}`).join("\n"), terminal)}\n`);
}

/** How many operations it has. */
export function countOf({ tally }: TargetPlan): number {
  return tally.reduce((sum, row) => sum + row.count, 0);
}

/**
 * What stands beside the operations, a line each: what was seen, what is held and left alone, and what it will cost. Of
 * records that are left alone there are no more than `most`.
 */
export function notesOf(
  plan: TargetPlan,
  terminal: Pick<Terminal, "paint">,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  return [
    ...(plan.drift === undefined ? [] : describeDrift(plan.drift)),
    ...mappingChangeOf(plan),
    ...plan.guard.map(({ message }) => `${terminal.paint("red", "HELD:")} ${plain(message)}`),
    ...firstOf(
      plan.rejected,
      most,
      ({ key, detail }) =>
        `${terminal.paint("red", "NOT MAPPABLE:")} ${plain(key)}: ${plain(detail)}; the account stays as it is`,
    ),
    ...firstOf(
      plan.protected,
      most,
      ({ key, detail }) =>
        `${terminal.paint("red", "PROTECTED:")} ${plain(key)}: ${plain(detail)}; nothing is done`,
    ),
    ...plan.notices.map((notice) => `notice: ${plain(notice)}`),
    ...[...plan.skipped].map(([reason, n]) => `skipped: ${count(n)} (${reason})`),
    ...(plan.tally.some(({ kind }) => kind === "create")
      ? ["each create looks first, and links what is there already"]
      : []),
    // What is held costs nothing.
    ...(plan.forecast.requests === 0 ? [] : [costOf(plan)]),
    ...(countOf(plan) === 0 ? [] : [`plan ${plan.planId}`]),
  ];
}

function firstOf<One>(all: readonly One[], most: number, line: (one: One) => string): readonly string[] {
  const more = all.length > most ? [`  … and ${count(all.length - most)} more like these`] : [];
  return [...all.slice(0, most).map(line), ...more];
}

/** What an edit of the mapping does: in numbers, by attribute, and for three people. */
function mappingChangeOf({ mappingChange }: TargetPlan): readonly string[] {
  if (mappingChange === undefined) return [];
  const { users, outOf, attributes, examples } = mappingChange;
  return [
    `mapping changed: ${count(users)} of ${plural(outOf, "user")} would differ`,
    ...attributes.map(({ path, users }) => `  ${attributePath(path)}: ${plural(users, "user")}`),
    ...examples.map(
      ({ name, key, path, before, after }) =>
        `  for example ${plain(name)} [${plain(key)}] ${attributePath(path)}: ${shown(before ?? undefined)} → ${shown(after ?? undefined)}`,
    ),
  ];
}

/** All of it in numbers: `3 users to create, 1 user to deactivate (held)`. */
export function summaryOf(plan: TargetPlan): string {
  const sums = sumsOf(plan);
  if (sums.length === 0) return "nothing to do";
  return sums
    .map(({ what, todo, n, isHeld }) => `${plural(n, what)} ${todo}${isHeld ? " (held)" : ""}`)
    .join(", ");
}

/** How many users, groups or members there are of which the same is to be done. */
export interface Sum {
  /** `user`, `group` or `member`. */
  readonly what: string;
  /** `to create`, … */
  readonly todo: string;
  readonly isHeld: boolean;
  n: number;
}

/** In the order of a push. */
export function sumsOf({ tally }: TargetPlan): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const row of [...tally].sort((a, b) => a.phase - b.phase)) {
    const isMembers = row.kind === "addMembers" || row.kind === "removeMembers";
    const what = isMembers ? "member" : row.resource.toLowerCase();
    const verb = isMembers ? row.kind.replace("Members", "") : row.kind;
    const completes = row.phase === phases.references || finishesRenames(row.phase);
    const todo = `to ${completes ? "complete" : verb}`;
    const isHeld = row.state === "held";
    const label = `${what} ${todo} ${isHeld}`;
    const sum = sums.get(label) ?? { what, todo, isHeld, n: 0 };
    sum.n += isMembers ? row.plannedMembers : row.count;
    sums.set(label, sum);
  }
  return [...sums.values()];
}

/** An operation as a line, and what it is about on lines of their own. */
export function describeOperation(
  { operation, state, members }: PlannedOperation,
  terminal: Pick<Terminal, "paint">,
): string {
  const held = state === "held" ? `  ${terminal.paint("yellow", "HELD")}` : "";
  const { sign, colour } = signs[operation.kind];
  const what = `${sign} ${operation.kind} ${operation.resource} ${plain(operation.name)} [${plain(operation.key)}]`;
  const head = `  ${terminal.paint(colour, what)}${held}`;
  return [head, ...detailsOf(operation, members).map((line) => `      ${plain(line)}`)].join("\n");
}

function detailsOf(operation: PlannedOperation["operation"], members: readonly string[]): readonly string[] {
  switch (operation.kind) {
    case "create":
      return [];
    case "link":
      return [`to ${operation.to}, of which only the members are written`];
    case "update":
      return [
        ...(operation.phase === phases.references ? ["once the accounts it names are there:"] : []),
        ...(finishesRenames(operation.phase) ? ["once the others of the swap have moved on:"] : []),
        ...operation.changes.map(describeChange),
      ];
    case "reactivate":
      return [backText(operation)];
    case "deactivate":
      return [causeText(operation), ...switchingOffText(operation)];
    case "delete":
    case "unlink":
      return [causeText(operation)];
    case "addMembers":
    case "removeMembers": {
      const more = members.length > shownMembers ? `, … ${count(members.length)} in all` : "";
      return [members.slice(0, shownMembers).join(", ") + more];
    }
  }
}

function describeChange({ path, before, after, when }: AttributeChange): string {
  if (when === "filled") return `${attributePath(path)}: removed, if the target holds one`;
  const condition = when === "empty" ? ", if the target holds no other" : "";
  return `${attributePath(path)}: ${shown(before)} → ${shown(after)}${condition}`;
}

/** A value before or after a change; of a reference to another account the id alone. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return "(none)";
  return JSON.stringify(bareValue(value)).replaceAll(referenceInText, "(id of $1)");
}

function costOf({ forecast }: TargetPlan): string {
  const { requests, listed } = forecast;
  const asked = plural(requests, "request");
  if (listed === undefined) return `about ${asked}${atRate(forecast)}`;
  const byFilter = `at most ${asked}${atRate(forecast)} (look-ups by filter)`;
  return `${byFilter}, ${count(listed.requests)}${atRate(listed)} when one listing serves`;
}

function atRate({ seconds }: Span): string {
  return seconds === null ? "" : `, ${duration(seconds * 1000)} at the stated rate`;
}

export interface PlansJson {
  begin(): Promise<void>;
  plan(plan: TargetPlan): Promise<void>;
  end(): Promise<void>;
}

/** Plans as one JSON document, written piece by piece. */
export function writePlansJson(terminal: Terminal): PlansJson {
  let plans = 0;
  return {
    begin: () => terminal.out('{"version":1,"plans":['),
    async plan(plan) {
      const { planId, target, mode, guard, notices, forecast, mappingChange, drift } = plan;
      const kept = plan.protected.length === 0 ? "" : `,"protected":${JSON.stringify(plan.protected)}`;
      const basis = { source: plan.basis.source, mapping: plan.basis.mapping };
      const head = JSON.stringify({ planId, target, mode, basis }).slice(0, -1);
      await terminal.out(`${plans > 0 ? "," : ""}${head},"operations":[`);
      plans += 1;
      let operations = 0;
      for (const planned of plan.operations()) {
        await terminal.out(`${operations > 0 ? "," : ""}${JSON.stringify(operationJson(planned))}`);
        operations += 1;
      }
      const seen = drift === undefined ? "" : `,"drift":${JSON.stringify(drift)}`;
      const change = mappingChange === undefined ? "" : `,"mappingChange":${JSON.stringify(mappingChange)}`;
      await terminal.out(
        `],"guard":${JSON.stringify(guard)},"notices":${JSON.stringify(notices)},"forecast":${JSON.stringify(forecast)}${seen}${change}${kept}}`,
      );
    },
    end: () => terminal.out("]}\n"),
  };
}
