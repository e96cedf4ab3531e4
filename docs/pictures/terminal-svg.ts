import type { Span } from "./screen.ts";

const size = 13;
/** Places are as wide as this whatever the font: each text is told its length. */
const place = 7.8;
const lineHeight = 18;
const padding = 16;
const bar = 30;

const style = `
  svg { --back: #ffffff; --line: #d0d7de; --text: #24292f; --dim: #6e7781; --red: #cf222e; --green: #116329; --yellow: #7d4e00; --blue: #0969da; --magenta: #8250df; --cyan: #1b7c83; }
  @media (prefers-color-scheme: dark) { svg { --back: #0d1117; --line: #30363d; --text: #d6dde5; --dim: #8b949e; --red: #ff7b72; --green: #56d364; --yellow: #e3b341; --blue: #79c0ff; --magenta: #d2a8ff; --cyan: #56d4dd; } }
  text { font: ${size}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; fill: var(--text); white-space: pre; }
  .bold { font-weight: bold; } .dim { fill: var(--dim); } .red { fill: var(--red); } .green { fill: var(--green); } .yellow { fill: var(--yellow); }
  .blue { fill: var(--blue); } .magenta { fill: var(--magenta); } .cyan { fill: var(--cyan); }
  .back { fill: var(--back); stroke: var(--line); } .dot { fill: var(--line); }`;

/** A screen as a picture: light or dark as the reader's system is. */
export function terminalSvg(lines: readonly (readonly Span[])[], columns: number): string {
  const width = Math.ceil(columns * place + 2 * padding);
  const height = bar + lines.length * lineHeight + padding;
  const dots = [0, 1, 2].map((at) => `<circle class="dot" cx="${padding + 4 + at * 16}" cy="17" r="5"/>`);
  const text = lines.flatMap((spans, at) =>
    spans.length === 0 ? [] : [lineOf(spans, bar + at * lineHeight + size)],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${style}\n</style>`,
    `<rect class="back" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    dots.join(""),
    ...text,
    "</svg>\n",
  ].join("\n");
}

function lineOf(spans: readonly Span[], y: number): string {
  const parts = spans.flatMap((span) => {
    const { text, at, width, look } = span;
    if (text.trim() === "") return [];
    const begin = text.length - text.trimStart().length;
    const kept = text.trim();
    const places = width - (text.length - kept.length);
    const x = round(padding + (at + begin) * place);
    const kind = look === undefined ? "" : ` class="${look}"`;
    return [`<tspan${kind} x="${x}" textLength="${round(places * place)}">${escaped(kept)}</tspan>`];
  });
  return `<text y="${y}" xml:space="preserve">${parts.join("")}</text>`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
