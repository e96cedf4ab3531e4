import { readConnectors } from "../../connector/load.ts";
import { surveyOf } from "../../connector/survey.ts";
import type { GlobalOptions } from "../global-options.ts";
import { connectorTable } from "../render-connector-list.ts";
import type { Terminal } from "../terminal.ts";
import { connectorFolder } from "../connector-folder.ts";

/** `scimsync connectors list`: the shipped profiles, how much each says, and how surely it is known. */
export async function listProfiles({
  options,
  terminal,
}: {
  options: GlobalOptions;
  terminal: Terminal;
}): Promise<number> {
  const surveys = (await readConnectors(connectorFolder)).map(surveyOf);
  if (options.json) {
    const connectors = surveys.map(({ name, title, extends: above, coverage, confidence }) => ({
      name,
      title,
      extends: above,
      coverage,
      confidence,
    }));
    await terminal.out(`${JSON.stringify({ version: 1, connectors })}\n`);
  } else await terminal.out(connectorTable(surveys, terminal));
  return 0;
}
