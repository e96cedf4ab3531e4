import type { Json } from "../../canonical.ts";
import type { ApprovalKind } from "../../plan/approval-kind.ts";
import type { Check } from "../../source/expect.ts";
import type { OperationJson } from "./operation-json.ts";
import type { PlanBasis } from "./plan-basis.ts";
import type { TargetPlan } from "../planning/plan-only.ts";
import type { Mode } from "../planning/planning.ts";

/**
 * Of the form of the file, and of what its operations mean: when the same source, mapping and state come to be planned
 * another way, it goes up.
 */
export const planFileVersion = 1;

/** What a plan file says before its plans: how they were made, and how they are made again. */
export interface PlanFileHead {
  readonly version: typeof planFileVersion;
  /** ISO 8601, the moment that is planned for. */
  readonly madeAt: string;
  readonly mode: Mode;
  /** With mode `reapply`: all that is wanted is sent, also what was last sent the same. */
  readonly force: boolean;
  /** With mode `only`. */
  readonly keys: readonly string[];
  /** Held removals that were let through. */
  readonly allowRemovals: number;
  /** Expectations of the sources that were waived. */
  readonly accepted: readonly Check[];
  /** What of it may go; null for all. */
  readonly approved: readonly ApprovalKind[] | null;
}

/** A plan of one target as the file has it, apart from its operations. */
export interface SavedPlan extends Omit<TargetPlan, "basis" | "operations" | "written" | "skipped" | "mode"> {
  readonly mode: Mode;
  readonly basis: PlanBasis;
  readonly skipped: readonly (readonly [reason: string, count: number])[];
}

/** A plan file that was found to be whole and unedited. */
export interface PlanFile extends PlanFileHead {
  /** As it was named. */
  readonly file: string;
  readonly plans: readonly SavedPlan[];
}

/**
 * An operation as a plan file has it. Accounts and groups that the plan makes have no id yet, and are called
 * `new:User:KEY` and `new:Group:KEY`; people who have an account are called `User:KEY` where others name them.
 */
export interface WrittenOperation extends OperationJson {
  readonly phase: number;
  /** The kind under which it is approved. */
  readonly approve: ApprovalKind;
  /** Why somebody or something goes. */
  readonly cause?: string;
}

/** Lines of the file. One operation is one line, so that two plans can be compared line by line. */
export const layout = {
  first: '{"version":',
  plans: '"plans":[',
  operations: '"operations":[',
  endOfPlan: "]}",
  endOfPlans: "],",
  digest: '"digest":"',
} as const;

/** The members of an object, each on a line of its own; the first begins the object, none ends it. */
export function headLines(head: object): readonly string[] {
  return Object.entries(head).map(
    ([name, value], at) => `${at === 0 ? "{" : ""}${JSON.stringify(name)}:${JSON.stringify(value as Json)},`,
  );
}

/** The object whose lines `headLines` gave. Throws `SyntaxError`. */
export function parseHead(lines: readonly string[]): unknown {
  return JSON.parse(`${lines.join("").replace(/,$/, "")}}`);
}

/** How the plans of the file are made anew. */
export function commandFor({ file, mode, force, keys, allowRemovals, plans }: PlanFile): string {
  const flags = [
    ...(mode === "reapply" || mode === "reconcile" ? [`--${mode}`] : []),
    ...(force ? ["--force"] : []),
    ...(mode === "only" ? [`--only ${keys.map(quoted).join(" ")}`] : []),
    ...(allowRemovals > 0 ? [`--allow-removals ${allowRemovals}`] : []),
  ];
  return ["scimsync plan", ...plans.map(({ target }) => target), ...flags, `--out ${quoted(file)}`].join(" ");
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@.,:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
