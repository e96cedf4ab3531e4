import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
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

/** What could not be done, each with what to do. */
export function failuresPart({ failures }: RunReport): Html {
  if (failures.length === 0) return html``;
  const more =
    failures.length > shownFailures
      ? [
          html`<p class="dim">
            and ${failures.length - shownFailures} more: <code>scimsync failures</code> lists them
          </p>`,
        ]
      : [];
  return html`<h3>Not done</h3>
    ${failures.slice(0, shownFailures).map(failurePart)}${more}`;
}

function failurePart({
  operation,
  resource,
  name,
  key,
  code,
  httpStatus,
  detail,
  remedy,
  state,
  attempts,
  since,
  nextTryAt,
}: ReportedFailure): Html {
  const status = httpStatus === undefined ? "" : `, HTTP ${httpStatus}`;
  const next = nextTryAt === null ? "not tried again by itself" : `tried again after ${nextTryAt}`;
  return html`<div class="failure">
    <b>${operation} ${resource} ${name}</b> <code>${key}</code>: ${detail}
    <span class="dim">(${code}${status})</span>
    <div class="remedy">${remedy}</div>
    <div class="dim">${state} since ${since}, ${attempts} runs; ${next}</div>
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
