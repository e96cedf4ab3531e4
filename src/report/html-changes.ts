import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
import { filterOf } from "./html-filter.ts";
import type { ToldChange, ToldRun } from "./told-run.ts";
import { shortPath, valueText } from "./words.ts";

/** Changes that a page shows for each run; a browser takes no more with ease. */
export const shownChanges = 2000;
const shownMembers = 20;

/** What changed for whom, old and new; `at` is the place of the run among those of the page. */
export function changesPart({ changes }: ToldRun, at: number): Html {
  const shown: ToldChange[] = [];
  let left = 0;
  for (const change of changes()) {
    if (shown.length < shownChanges) shown.push(change);
    else left += 1;
  }
  if (shown.length === 0) return html``;
  const more =
    left === 0
      ? []
      : [
          html`<p class="dim">
            and ${count(left)} more: <code>--report FILE.csv</code> and <code>scimsync runs show</code> have
            them all
          </p>`,
        ];
  return html`<h3>What changed for whom</h3>
    <div class="changes">
      ${filterOf(shown, at)}
      <div class="scroll">
        <table class="stacks">
          <thead>
            <tr>
              <th>who</th>
              <th>what</th>
              <th>old &rarr; new</th>
              <th>outcome</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map(changeRow)}
          </tbody>
        </table>
      </div>
    </div>
    ${more}`;
}

function changeRow({
  kind,
  resource,
  key,
  name,
  state,
  code,
  httpStatus,
  detail,
  cause,
  values,
  members,
}: ToldChange): Html {
  const pairs = values.map(
    ({ path, before, after }) =>
      html`<div>
        <code title="${path}">${shortPath(path)}</code>
        ${kind === "create" || kind === "reactivate" ? [] : [html`<span class="old">${valueText(before)}</span> &rarr; `]}<span
          class="new"
          >${valueText(after)}</span
        >
      </div>`,
  );
  const named =
    members.length === 0
      ? []
      : [
          html`<div>
            ${members.slice(0, shownMembers).join(", ")}${members.length > shownMembers ? ` and ${count(members.length - shownMembers)} more` : ""}
          </div>`,
        ];
  const why = cause === undefined ? [] : [html`<div class="dim">${cause}</div>`];
  const said = [code, httpStatus === undefined ? undefined : `HTTP ${httpStatus}`, detail]
    .filter((one) => one !== undefined)
    .join(", ");
  return html`<tr class="is-${kind} ${state}">
    <td>
      ${name}
      <div class="dim"><code>${key}</code></div>
    </td>
    <td>${kind} ${resource}</td>
    <td>${pairs}${named}${why}</td>
    <td class="state ${state}">
      ${state}
      <div class="dim">${said}</div>
    </td>
  </tr>`;
}
