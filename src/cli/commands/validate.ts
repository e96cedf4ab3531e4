import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../clock.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Check } from "../../source/expect.ts";
import type { Reading } from "../../store/directory-store.ts";
import { openStore } from "../../store/sqlite/store.ts";
import { unionOfNames } from "../../sync/attribute-names.ts";
import { readSources } from "../../sync/read-sources.ts";
import { compileTargets } from "../../sync/target.ts";
import type { GlobalOptions } from "../global-options.ts";
import { createLogger } from "../logger.ts";
import { count } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig } from "../workplace.ts";

export interface ValidateFlags {
  readonly accept?: readonly Check[];
}

/** `scimsync validate`: everything but the service providers. Throws what is wrong. */
export async function validate(
  { options, terminal }: { options: GlobalOptions; terminal: Terminal },
  { accept = [] }: ValidateFlags = {},
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  compileTargets(loaded, "any");
  const reading = await readAside(loaded, options, new Set(accept));
  const targets = compileTargets(loaded, unionOfNames(reading.sources.map(({ names }) => names)));
  const names = targets.map(({ config }) => config.id);
  const { users, groups, memberships } = reading;
  if (options.json) {
    const source = { users, groups, memberships };
    await terminal.out(`${JSON.stringify({ version: 1, valid: true, source, targets: names })}\n`);
  } else if (!options.quiet) {
    const source = `${count(users)} users, ${count(groups)} groups, ${count(memberships)} memberships`;
    await terminal.out(
      `valid: ${source}; ${names.length === 1 ? "target" : "targets"} ${names.join(", ")}\n`,
    );
  }
  return 0;
}

/** Reads the sources as a run would, into a state of its own that is thrown away: validating changes nothing. */
async function readAside(
  loaded: LoadedConfig,
  options: GlobalOptions,
  accepted: ReadonlySet<Check>,
): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-validate-"));
  const store = openStore(join(folder, "validate.db"));
  try {
    const log = createLogger(options);
    return await readSources({ loaded, store, clock: systemClock, log, accepted, onRecords() {} });
  } finally {
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
