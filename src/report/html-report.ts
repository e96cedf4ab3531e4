import { type Html, html } from "../html.ts";
import type { RunReport } from "../sync/report.ts";
import { changesPart } from "./html-changes.ts";
import { failuresPart, heldPart, noticesPart } from "./html-trouble.ts";
import { reportStyles } from "./report-styles.ts";
import { runStrip } from "./run-strip.ts";
import { changeCounts, type ToldRun } from "./told-run.ts";
import { endingOf, labelOf } from "./words.ts";

export interface PageFacts {
  /** ISO 8601. */
  readonly madeAt: string;
  readonly host: string;
  readonly version: string;
}

/** Runs as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function* htmlReport(
  runs: readonly ToldRun[],
  { madeAt, host, version }: PageFacts,
): Generator<string> {
  const title = `scimsync on ${host}`;
  yield html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${{ html: reportStyles }}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="dim">report of ${madeAt}, version ${version}</p>
        </header>
     `.html;
  for (const run of runs) yield section(run).html;
  yield "</body></html>\n";
}

function section(run: ToldRun): Html {
  const { report, past } = run;
  const { word, says } = endingOf(report);
  return html`<section class="run ${word}">
    <div class="top">
      <div>
        <h2>${report.target} <span class="says ${word}">${says}</span></h2>
        <div class="dim">
          ${report.mode}, ${report.startedAt}, ${(report.durationMs / 1000).toFixed(1)} s, run
          <code>${report.runId}</code>
        </div>
      </div>
      ${past.length < 2 ? [] : [runStrip(past)]}
    </div>
    ${cards(report)}${heldPart(report)}${failuresPart(report)}${noticesPart(report)}${changesPart(run)}${requestsPart(report)}
  </section>`;
}

function cards({ counts, source }: RunReport): Html {
  const said = changeCounts(counts).map(([name, n]) => [labelOf(name), n] as const);
  const rest = [
    ["held", counts.held],
    ["failed", counts.failed],
    ["quarantined", counts.quarantined],
    ["without an account", counts.pending],
  ] as const;
  const shown = [
    ...said,
    ...rest.filter(([, n]) => n > 0),
    ["unchanged", counts.unchanged],
    ["in scope", counts.inScope],
    ["users in the source", source.users],
  ] as const;
  return html`<ul class="cards">
    ${shown.map(([label, n]) => html`<li><b>${n}</b>${label}</li>`)}
  </ul>`;
}

function requestsPart({ requests }: RunReport): Html {
  const verbs = Object.entries(requests.byMethod).filter(([, n]) => n > 0);
  const parts = [
    ...verbs.map(([verb, n]) => `${n} ${verb}`),
    ...(requests.retried > 0 ? [`${requests.retried} repeated`] : []),
    ...(requests.throttledMs > 0
      ? [`${(requests.throttledMs / 1000).toFixed(1)} s of waiting as the service asked`]
      : []),
  ];
  return html`<h3>Requests</h3>
    <p>${parts.length === 0 ? "none" : parts.join(", ")}</p>`;
}
