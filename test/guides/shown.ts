import { expect } from "vitest";

/** Expects the lines that a page shows in what a command printed, in this order, whatever stands between them. */
export function expectShown(line: string, shown: readonly string[], output: string): void {
  const lines = output.split("\n").map(squeeze);
  let from = 0;
  for (const wanted of shown.map(squeeze).filter((text) => text !== "…")) {
    const at = lines.findIndex((text, index) => index >= from && formOf(wanted).test(text));
    if (at < 0) expect.fail(`scimsync ${line} does not print, in this order:\n${wanted}\nbut:\n${output}`);
    from = at + 1;
  }
}

function squeeze(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}

function formOf(wanted: string): RegExp {
  const parts = wanted.split("…").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
