import { systemClock } from "../../clock.ts";
import type { TargetConfig } from "../../config/config.ts";
import { lifetimeNotices } from "../../config/lifetime.ts";
import type { Check } from "../../source/expect.ts";
import { unionOfNames } from "../../sync/read/attribute-names.ts";
import { readLookupTables } from "../../sync/read/lookup-tables.ts";
import { missingGroups } from "../../sync/groups/named-groups.ts";
import { withReadAside } from "../../sync/read/read-aside.ts";
import { secretAttributes } from "../../sync/inspect/secret-attributes.ts";
import { siblingNotices } from "../../sync/siblings.ts";
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
  const tables = await readLookupTables(loaded.config);
  const targets = compileTargets(loaded, "any", tables);
  const clock = systemClock;
  const log = createLogger(options);
  const { reading, notices } = await withReadAside(
    { loaded, tables, clock, log, accepted: new Set(accept), onUnmet: "refuse", onRecords() {} },
    ({ reading, store }) => ({
      reading,
      notices: targets.flatMap(({ namedGroups }) => missingGroups(namedGroups, store)),
    }),
  );
  const known = unionOfNames(reading.sources.map(({ names }) => names));
  const names = compileTargets(loaded, known, tables).map(({ config }) => config.id);
  const configured = loaded.config.targets;
  const told = [
    ...notices,
    ...siblingNotices(configured),
    ...keptInClear(configured),
    ...lifetimeNotices(configured),
  ];
  if (!options.quiet) for (const notice of told) terminal.note(`notice: ${notice}`);
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

/** The copy of the directory is what the source has: of secrets it keeps more than a seal. */
function keptInClear(targets: readonly TargetConfig[]): readonly string[] {
  const names = [...secretAttributes(targets)].map((name) => `user.${name}`);
  return names.length === 0
    ? []
    : [
        `${names.join(", ")} is a secret, and the state file keeps records as the source has them: whoever can read that file, or a backup of it, reads it there`,
      ];
}
