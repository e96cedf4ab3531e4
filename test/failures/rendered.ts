import { renderReport } from "../../src/cli/render-report.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { RunReport } from "../../src/sync/report.ts";

/** A report as a quiet run prints it. */
export async function rendered(report: RunReport): Promise<string> {
  let shown = "";
  const terminal: Terminal = {
    out: async (text) => void (shown += text),
    note: () => {},
    progress: () => {},
    paint: (_colour, text) => text,
    interactive: false,
    environment: {},
  };
  await renderReport(report, terminal, true);
  return shown;
}
