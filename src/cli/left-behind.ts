import { isoTime } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Store } from "../store/store.ts";
import { ago, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";
import { shellWords } from "./shell-words.ts";

/** A target that the state knows and the config no longer has: what is there stays as it is. */
export interface LeftBehind {
  readonly target: string;
  readonly baseUrl: string;
  readonly accounts: number;
  readonly groups: number;
  /** ISO 8601; null when there was none. */
  readonly lastRunAt: string | null;
}

export function leftBehindBy(store: Store, { targets }: Config): readonly LeftBehind[] {
  const known = new Set(targets.map(({ id }) => id));
  return store.linking
    .targetIds()
    .filter((id) => !known.has(id))
    .map((id) => {
      const [last] = store.runs.latest(id, 1);
      return {
        target: id,
        baseUrl: store.targets.target(id)?.baseUrl ?? "",
        accounts: store.linking.countLinks(id, { kind: "user" }),
        groups: store.linking.countLinks(id, { kind: "group" }),
        lastRunAt: last === undefined ? null : isoTime(last.startedAt),
      };
    });
}

export function leftText({ target, baseUrl, accounts, groups, lastRunAt }: LeftBehind, now: number): string {
  const last = lastRunAt === null ? "never run" : `last run ${ago(now - Date.parse(lastRunAt))}`;
  return [
    `${plain(target)}: not in the config any more, and nothing there is touched`,
    `  left at ${plain(baseUrl)}: ${plural(accounts, "account")}, ${plural(groups, "group")}; ${last}`,
    `  to forget it: scimsync state forget-target ${plain(shellWords([target]))}`,
    "",
  ].join("\n");
}
