import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
import { howItGoesOn } from "../sync/failure-words.ts";
import { worded } from "./html-words.ts";
import type { ReportedFailure, RunReport } from "../sync/report.ts";

const shownFailures = 500;
/** More of them are unfolded by whoever wants to see them: what failed stands below. */
const openedHeld = 10;

/** What guards held, with the words that release it. */
export function heldPart({ guard, held, counts }: RunReport): Html {
  if (guard.length === 0) return html``;
  const rows = held.map(
    ({ operation, resource, name, key }) =>
      html`<tr>
        <td>${operation}</td>
        <td>${resource}</td>
        <td class="who">${name}</td>
        <td><code>${key}</code></td>
      </tr>`,
  );
  const more =
    counts.held > held.length
      ? [
          html`<p class="dim">
            and ${count(counts.held - held.length)} more: <code>scimsync approve</code> lists them
          </p>`,
        ]
      : [];
  return html`<h3>Held</h3>
    ${guard.map(({ message }) => html`<div class="held">${worded(message)}</div>`)}
    <details ${rows.length > 0 && rows.length <= openedHeld ? "open" : ""}>
      <summary>who and what is held: ${count(counts.held)}</summary>
      <div class="scroll">
        <table>
          <tr>
            <th>operation</th>
            <th></th>
            <th>name</th>
            <th>key</th>
          </tr>
          ${rows}
        </table>
      </div>
      ${more}
    </details>`;
}

/** Why the run was stopped, and what could not be done, each with what to do. */
export function failuresPart({ failures, error, startedAt, durationMs }: RunReport): Html {
  const stop =
    error?.remedy === undefined
      ? []
      : [
          html`<h3>Stopped</h3>
            <div class="failure">
              ${error.message} <span class="dim">(${error.reason})</span>
              <div class="remedy">${error.remedy}</div>
            </div>`,
        ];
  if (failures.length === 0) return html`${stop}`;
  const now = Date.parse(startedAt) + durationMs;
  const more =
    failures.length > shownFailures
      ? [
          html`<p class="dim">
            and ${failures.length - shownFailures} more: <code>scimsync failures</code> lists them
          </p>`,
        ]
      : [];
  return html`${stop}
    <h3>Not done</h3>
    ${failures.slice(0, shownFailures).map((failure) => failurePart(failure, now))}${more}`;
}

function failurePart(failure: ReportedFailure, now: number): Html {
  const { operation, resource, name, key, file, line, code, httpStatus, scimType, detail, remedy } = failure;
  const status = httpStatus === undefined ? [] : [`HTTP ${httpStatus}`];
  const said = [code, ...status, ...(scimType === undefined ? [] : [scimType])].join(", ");
  const place = file === undefined ? [] : [html` <span class="dim">${`${file}:${line}`}</span>`];
  return html`<div class="failure">
    <b>${operation} ${resource} ${name}</b> <code>${key}</code>${place}: ${detail}
    <span class="dim">(${said})</span>
    <div class="remedy">${remedy}</div>
    <div class="dim">${howItGoesOn(failure, now)}</div>
  </div>`;
}

/** What somebody should know although all was done. */
export function noticesPart({ notices }: RunReport): Html {
  return notices.length === 0
    ? html``
    : html`<h3>Worth knowing</h3>
        <ul>
          ${notices.map((notice) => html`<li>${worded(notice)}</li>`)}
        </ul>`;
}
