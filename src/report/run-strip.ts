import { type Html, html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import type { PastRun } from "./told-run.ts";
import { instantText } from "./words.ts";

const height = 64;
const step = 14;

/** The last runs as bars: how many changes each made, on a scale that shows small ones too, in the colour of its end. */
export function runStrip(past: readonly PastRun[]): Html {
  const most = Math.max(1, ...past.map(({ changes }) => scale(changes)));
  const bars = past.map((run, at) => bar(run, at, most));
  const width = Math.max(1, past.length) * step;
  return html`<figure>
    <svg
      class="strip"
      viewBox="0 0 ${width} ${height}"
      width="${width}"
      height="${height}"
      role="img"
      aria-label="changes in the last ${past.length} runs, latest on the right"
    >
      ${bars}
    </svg>
    <figcaption class="dim">changes in the last ${past.length} runs</figcaption>
  </figure>`;
}

function bar(run: PastRun, at: number, most: number): Html {
  const tall = Math.max(3, Math.round((scale(run.changes) / most) * (height - 4)));
  const end = run.exitCode === undefined ? "did not end" : `exit ${run.exitCode}`;
  const title = `${instantText(run.startedAt)}: ${plural(run.changes, "change")}, ${count(run.failed)} failed, ${end}`;
  return html`<rect
    class="${kindOf(run)}"
    x="${at * step}"
    y="${height - tall}"
    width="${step - 4}"
    height="${tall}"
    rx="2"
    ><title>${title}</title></rect
  >`;
}

function kindOf({ exitCode }: PastRun): string {
  if (exitCode === 0) return "good";
  return exitCode === 3 || exitCode === 4 ? "some" : "bad";
}

function scale(changes: number): number {
  return Math.log2(1 + changes);
}
