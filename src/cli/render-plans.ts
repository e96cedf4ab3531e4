import type { TargetPlan } from "../sync/planning/plan-only.ts";
import type { GlobalOptions } from "./global-options.ts";
import { openMarkdown } from "./render-plan-markdown.ts";
import { renderPlan, writePlansJson } from "./render-plan.ts";
import type { Terminal } from "./terminal.ts";

export type Format = "text" | "json" | "markdown";

/** Shows plans one after another, in one of the formats. */
export interface Rendering {
  begin(): Promise<void>;
  plan(plan: TargetPlan): Promise<void>;
  end(): Promise<void>;
}

export interface RenderingParts {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  readonly flags: { readonly limit?: number; readonly format?: Format };
  /** How many are to come. */
  readonly plans: number;
}

/** Operations of a plan as text, when nothing else is said. */
const shownAsText = 50;

export function openRendering({ options, terminal, flags, plans }: RenderingParts): Rendering {
  const format = flags.format ?? (options.json ? "json" : "text");
  if (format === "json") return writePlansJson(terminal);
  if (format === "markdown") return openMarkdown(terminal, plans, flags.limit);
  return {
    begin: nothing,
    plan: (plan) => renderPlan(plan, terminal, flags.limit ?? shownAsText),
    end: nothing,
  };
}

async function nothing(): Promise<void> {}
