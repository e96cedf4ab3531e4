import type { ProvisionedPerson, Step } from "../sync/people/provision-steps.ts";
import { resourceRows } from "../sync/preview/resource-rows.ts";
import { attributePath, resourceValue } from "./render-resource-value.ts";
import { tableLines } from "./render-source-table.ts";
import { plain } from "./render-source-text.ts";
import type { Colour, Terminal } from "./terminal.ts";

const signs: Readonly<Record<Step["result"], { readonly word: string; readonly colour: Colour }>> = {
  done: { word: "ok     ", colour: "green" },
  failed: { word: "stopped", colour: "red" },
  skipped: { word: "-      ", colour: "yellow" },
};

/** The steps of one person at one target. */
export function personText({ key, target, steps }: ProvisionedPerson, terminal: Terminal): string {
  const lines = steps.flatMap((one) => [`  ${stepLine(one, terminal)}`, ...resourceLines(one)]);
  return `${[`${plain(key)} at ${target}`, ...lines].join("\n")}\n`;
}

function stepLine({ step, result, detail }: Step, terminal: Terminal): string {
  const { word, colour } = signs[result];
  return `${step.padEnd(5)}  ${terminal.paint(colour, word)}  ${plain(detail)}`.trimEnd();
}

function resourceLines({ resource }: Step): readonly string[] {
  if (resource === undefined) return [];
  const rows = resourceRows(resource).map(({ path, value }) => [attributePath(path), resourceValue(value)]);
  return tableLines([{ keep: "end" }, {}], rows, undefined).map((line) => `           ${line}`);
}
