import { type Html, html } from "../html.ts";

/** A sentence in which commands stand between backticks, as they are shown on a terminal. */
export function worded(text: string): Html {
  const parts = text.split(/(`[^`]+`)/);
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part.slice(1, -1)}</code>` : html`${part}`))}`;
}
