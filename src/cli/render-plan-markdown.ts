import type { TargetPlan } from "../sync/planning/plan-only.ts";
import { count, plural } from "../numbers.ts";
import { countOf, describeOperation, notesOf, type Sum, summaryOf, sumsOf } from "./render-plan.ts";
import type { Rendering } from "./render-plans.ts";
import { cut } from "./render-source-text.ts";
import type { Terminal } from "./terminal.ts";

/** Characters that a comment on a pull request may have. */
const mostInComment = 65_536;
/** Characters of a line; a mapping may make a value of thousands. */
const longestLine = 400;
/** Of the room of a plan, what may be said beside its operations. */
const shareOfNotes = 0.4;
/** For the line that says how many targets are left out. */
const reserve = 120;

const colourless = { paint: (_colour: unknown, text: string) => text };

/**
 * Plans as Markdown for a comment on a pull request, as much of them as one holds. Whatever a directory holds stands in
 * code blocks, where neither Markdown nor HTML nor a mention means anything, behind fences longer than any in it.
 */
export function openMarkdown(terminal: Terminal, plans: number, limit?: number): Rendering {
  let left = mostInComment - reserve;
  let toCome = plans;
  let leftOut = 0;
  return {
    begin: async () => {},
    async plan(plan) {
      const text = `${planAsMarkdown(plan, Math.floor(left / Math.max(1, toCome)), limit)}\n`;
      toCome -= 1;
      if (text.length > left) {
        leftOut += 1;
        return;
      }
      left -= text.length;
      await terminal.out(text);
    },
    async end() {
      if (leftOut > 0)
        await terminal.out(`… and ${plural(leftOut, "target")} more, for which there is no room.\n`);
    },
  };
}

function planAsMarkdown(plan: TargetPlan, room: number, limit = Number.POSITIVE_INFINITY): string {
  const head = `### scimsync: \`${plan.target}\`: ${summaryOf(plan)}\n\n${tableOf(sumsOf(plan))}`;
  const notes = fit(notesOf(plan, colourless), (room - head.length) * shareOfNotes);
  const before =
    head + (notes.lines.length === 0 ? "" : `${fenced("text", [...notes.lines, ...moreOf(notes.left)])}\n`);
  const total = countOf(plan);
  if (total === 0) return before;
  const shown = fit(operationsOf(plan, limit), room - before.length - 300);
  const more = total > shown.lines.length ? `\n${moreLine(total - shown.lines.length)}\n` : "";
  const block = shown.lines.length === 0 ? "" : `${fenced("diff", shown.lines)}\n`;
  return `${before}<details><summary>${plural(total, "operation")}</summary>\n\n${block}${more}</details>\n`;
}

function tableOf(sums: readonly Sum[]): string {
  if (sums.length === 0) return "";
  const rows = sums.map(
    ({ what, todo, n, isHeld }) => `| ${what}s ${todo} | ${count(n)} | ${isHeld ? "held" : ""} |`,
  );
  return `| | | |\n| --- | ---: | --- |\n${rows.join("\n")}\n\n`;
}

/** With the sign in the first column, where a viewer of differences gives it a colour. */
function* operationsOf(plan: TargetPlan, limit: number): Generator<string> {
  let shown = 0;
  for (const planned of plan.operations()) {
    if (shown === limit) return;
    shown += 1;
    yield describeOperation(planned, colourless)
      .split("\n")
      .map((line) => cut(line.slice(2), longestLine))
      .join("\n");
  }
}

interface Fit {
  readonly lines: readonly string[];
  /** How many there was no room for; of what was not counted, 1. */
  readonly left: number;
}

/** As many of the texts as there is room for, each cut to what a line may have. */
function fit(texts: Iterable<string>, room: number): Fit {
  const lines: string[] = [];
  let left = room;
  let over = 0;
  for (const text of texts) {
    const line = text.includes("\n") ? text : cut(text, longestLine);
    left -= line.length + 1;
    if (left < 0) {
      over += 1;
      break;
    }
    lines.push(line);
  }
  return { lines, left: over };
}

function moreOf(left: number): readonly string[] {
  return left === 0 ? [] : ["…"];
}

function moreLine(left: number): string {
  return `… and ${plural(left, "operation")} more; \`scimsync plan --format json\` has them all.`;
}

/** A code block that nothing in it can end. */
export function fenced(language: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}\n`;
}
