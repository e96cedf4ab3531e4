import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
import type { ToldChange } from "./told-run.ts";

/** Fewer are seen at a glance. */
const worthFiltering = 10;

/**
 * Buttons that say which changes a table shows, without a script: the style of the page hides the rows that the chosen one
 * is not about. `at` is the place of the run among those of the page.
 */
export function filterOf(changes: readonly ToldChange[], at: number): Html {
  const kinds = new Map<string, number>();
  for (const { kind } of changes) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const undone = changes.filter(({ state }) => state !== "succeeded").length;
  const choices = [
    ["all", "all", changes.length],
    ...(undone > 0 ? ([["undone", "not done", undone]] as const) : []),
    ...[...kinds].map(([kind, n]) => [kind, kind, n] as const),
  ] as const;
  if (changes.length < worthFiltering || choices.length < 3) return html``;
  return html`<div class="filter" role="radiogroup" aria-label="Which changes are shown">
    ${choices.map(
      ([value, label, n]) =>
        html`<label
          ><input
            type="radio"
            name="show-${at}"
            value="${value}"
            ${value === "all" ? "checked" : ""}
          />${label} <span class="dim">${count(n)}</span></label
        >`,
    )}
  </div>`;
}

const kinds: readonly ToldChange["kind"][] = [
  "create",
  "link",
  "update",
  "deactivate",
  "reactivate",
  "delete",
  "addMembers",
  "removeMembers",
  "unlink",
];

/** What the buttons do. */
export const filterStyles = [
  `.changes:has(input[value=undone]:checked) tr.succeeded { display: none; }`,
  ...kinds.map(
    (kind) => `.changes:has(input[value=${kind}]:checked) tbody tr:not(.is-${kind}) { display: none; }`,
  ),
].join("\n");
