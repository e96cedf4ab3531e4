import { openSources, shapeOf } from "../../sync/open-sources.ts";
import { compileTargets } from "../../sync/target.ts";
import { validateRecords } from "../../sync/validate-records.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig } from "../workplace.ts";

/** `scimsync validate`: everything but the network. Throws what is wrong. */
export async function validate({
  options,
  terminal,
}: {
  options: GlobalOptions;
  terminal: Terminal;
}): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const sources = openSources(loaded.config);
  const targets = compileTargets(loaded, await shapeOf(sources));
  const read = await validateRecords(sources, Date.now());
  const names = targets.map(({ config }) => config.id);
  if (options.json) {
    await terminal.out(`${JSON.stringify({ version: 1, valid: true, source: read, targets: names })}\n`);
  } else if (!options.quiet) {
    const { users, groups, memberships } = read;
    const source = `${count(users)} users, ${count(groups)} groups, ${count(memberships)} memberships`;
    await terminal.out(
      `valid: ${source}; ${names.length === 1 ? "target" : "targets"} ${names.join(", ")}\n`,
    );
  }
  return 0;
}
