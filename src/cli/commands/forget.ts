import { randomBytes } from "node:crypto";
import { systemClock } from "../../clock.ts";
import { type ForgottenPerson, forgetPeople } from "../../sync/people/forget.ts";
import type { GlobalOptions } from "../global-options.ts";
import { count } from "../../numbers.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

/** `scimsync forget KEY…`: what the state holds of people who left goes, and its bytes with it. */
export async function forget(
  { options, terminal }: { readonly options: GlobalOptions; readonly terminal: Terminal },
  keys: readonly string[],
): Promise<number> {
  const loaded = await openConfig(options, terminal);
  const now = systemClock.now();
  const people = await withStore(loaded, (store) => {
    const lock = store.lock(() => systemClock.now(), "forget");
    try {
      return forgetPeople({ store, targets: loaded.config.targets, keys, now, pseudonym });
    } finally {
      lock.release();
    }
  });
  // Who it was stands in what was typed; of them nothing is said again.
  const words = people.map((person) => `${describe(person)}\n`).join("");
  await tellDone({ options, terminal }, { forgotten: people }, words);
  return 0;
}

function pseudonym(): string {
  return `forgotten-${randomBytes(6).toString("hex")}`;
}

function describe({ pseudonym, operations, mentions, reports, stillNamedBy }: ForgottenPerson): string {
  const named =
    stillNamedBy.length === 0
      ? []
      : [
          `  records of others still name their key, as the source does: ${stillNamedBy.slice(0, 10).join(", ")}${stillNamedBy.length > 10 ? ", …" : ""}`,
        ];
  return [
    `${pseudonym}: ${count(operations)} operations name nobody else any more; taken out of ${count(mentions)} operations of others and ${count(reports)} reports`,
    ...named,
    "  backups of the state file, recordings and logs are yours to remove",
  ].join("\n");
}
