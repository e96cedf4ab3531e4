import { systemClock } from "../../clock.ts";
import type { Config, TargetConfig } from "../../config/config.ts";
import { expiryNotices } from "../../config/expiry-text.ts";
import { lifetimeNotices } from "../../config/lifetime.ts";
import type { Check } from "../../source/expect.ts";
import { namesRead } from "../../sync/read/attribute-names.ts";
import { shadowNotices } from "../../sync/read/stated-names.ts";
import { readLookupTables } from "../../sync/read/lookup-tables.ts";
import { missingGroups } from "../../sync/groups/named-groups.ts";
import { withReadAside } from "../../sync/read/read-aside.ts";
import { secretAttributes } from "../../sync/inspect/secret-attributes.ts";
import { notSentNotices } from "../../sync/not-sent-notices.ts";
import { siblingNotices } from "../../sync/siblings.ts";
import type { Reading } from "../../store/directory-store.ts";
import { compileTargets, type Target } from "../../sync/target.ts";
import type { GlobalOptions } from "../global-options.ts";
import { createLogger } from "../logger.ts";
import { plural } from "../../numbers.ts";
import { mappingJson, mappingLine } from "../render-mapping-origin.ts";
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
  const known = namesRead(reading);
  const compiled = compileTargets(loaded, known, tables);
  const configured = loaded.config.targets;
  const told = [
    ...compiled.flatMap(notSentNotices),
    ...notices,
    ...siblingNotices(configured),
    ...keptInClear(loaded.config),
    ...configured.flatMap((target) => endingNotices(target, clock.now())),
    ...lifetimeNotices(configured),
    ...shadowNotices(loaded.config, known),
  ];
  if (!options.quiet) for (const notice of told) terminal.note(`notice: ${notice}`);
  if (options.json) await terminal.out(`${JSON.stringify(verdictJson(reading, compiled))}\n`);
  else if (!options.quiet) await terminal.out(verdictText(reading, compiled));
  return 0;
}

function verdictJson({ users, groups, memberships }: Reading, targets: readonly Target[]): object {
  return {
    version: 1,
    valid: true,
    source: { users, groups, memberships },
    targets: targets.map(({ config }) => config.id),
    mappings: targets.map(mappingJson),
  };
}

function verdictText({ users, groups, memberships }: Reading, targets: readonly Target[]): string {
  const source = `${plural(users, "user")}, ${plural(groups, "group")}, ${plural(memberships, "membership")}`;
  const names = targets.map(({ config }) => config.id);
  const mappings = targets.flatMap((target) => {
    const line = mappingLine(target);
    return line === undefined ? [] : [`  ${target.config.id}: ${line}\n`];
  });
  return `valid: ${source}; ${names.length === 1 ? "target" : "targets"} ${names.join(", ")}\n${mappings.join("")}`;
}

/** Of certificates the config itself tells. */
function endingNotices({ id, expiries = [] }: TargetConfig, now: number): readonly string[] {
  const others = expiries.filter(({ source }) => source !== "auth.tls.cert");
  return expiryNotices(others, now).map((notice) => `${id}: ${notice}`);
}

/** The copy of the directory is what the source has: of secrets it keeps more than a seal. */
function keptInClear(config: Config): readonly string[] {
  const names = [...secretAttributes(config)].map((name) => `user.${name}`);
  return names.length === 0
    ? []
    : [
        `${names.join(", ")} is a secret, and the state file keeps records as the source has them: whoever can read that file, or a backup of it, reads it there`,
      ];
}
