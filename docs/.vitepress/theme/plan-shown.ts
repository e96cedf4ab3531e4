import { h, type VNode } from "vue";

const lines: readonly (readonly [kind: string, text: string])[] = [
  ["typed", "$ scimsync plan"],
  ["said", "retool: 1 user to deactivate, 1 user to update"],
  ["removed", "  - deactivate User zoe@example.com [1003]"],
  ["because", "      gone from the source"],
  ["changed", "  ~ update User jose@example.com [1002]"],
  ["because", '      title: "Engineer" → "Lead Engineer"'],
  ["typed", "$ scimsync sync"],
];

/** A plan as a terminal shows it, beside the title of the start page. */
export function planShown(): VNode {
  const shown = lines.map(([kind, text]) => h("span", { class: kind }, `${text}\n`));
  return h("pre", { class: "plan-shown", "aria-label": "What scimsync plan prints" }, shown);
}
