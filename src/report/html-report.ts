import { type Html, html } from "../html.ts";
import { count, duration } from "../numbers.ts";
import type { RunReport } from "../sync/report.ts";
import { changesPart } from "./html-changes.ts";
import { failuresPart, heldPart, noticesPart } from "./html-trouble.ts";
import { reportStyles } from "./report-styles.ts";
import { runStrip } from "./run-strip.ts";
import { changeCounts, type ToldRun } from "./told-run.ts";
import { endingOf, instantText, labelOf, requestsText, timingsText } from "./words.ts";

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
          <p class="dim">report of ${instantText(madeAt)}, version ${version}</p>
        </header>
     `.html;
  if (runs.length === 0) yield html`<p>Nothing was to be done, so nothing was run.</p>`.html;
  for (const [at, run] of runs.entries()) yield section(run, at).html;
  yield "</body></html>\n";
}

/** `at` is the place of the run among those of the page. */
function section(run: ToldRun, at: number): Html {
  const { report, past } = run;
  const { word, says } = endingOf(report);
  return html`<section class="run ${word}">
    <div class="top">
      <div>
        <h2>${report.target} <span class="says ${word}">${says}</span></h2>
        <div class="dim">
          ${report.mode}, ${instantText(report.startedAt)}, took ${duration(report.durationMs)}; run
          <code>${report.runId}</code>
        </div>
      </div>
      ${past.length < 2 ? [] : [runStrip(past)]}
    </div>
    ${cards(report)}${heldPart(report)}${failuresPart(report)}${noticesPart(report)}${changesPart(run, at)}${costPart(report)}
  </section>`;
}

function cards({ counts, source }: RunReport): Html {
  const said = changeCounts(counts).map(([name, n]) => [labelOf(name), n] as const);
  const rest = [
    ["held", counts.held],
    ["failed", counts.failed],
    ["quarantined", counts.quarantined],
    ["skipped by policy", counts.skipped],
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
    ${shown.map(([label, n]) => html`<li><b>${count(n)}</b>${label}</li>`)}
  </ul>`;
}

/** What it cost the target and the night. */
function costPart({ requests, timings }: RunReport): Html {
  const time = timings === undefined ? [] : [html`<p>${timingsText(timings, requests.throttledMs)}</p>`];
  return html`<h3>Requests and time</h3>
    <p>
      ${requests.total === 0 ? "no request" : `${count(requests.total)} requests: ${requestsText(requests)}`}
    </p>
    ${time}`;
}
