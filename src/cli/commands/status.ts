import { isoTime } from "../../clock.ts";
import { UsageError } from "../../errors.ts";
import type { DepartureCause } from "../../plan/departure.ts";
import type { RunRecord } from "../../store/run-store.ts";
import type { Store } from "../../store/store.ts";
import { fitted } from "../fit-lines.ts";
import type { GlobalOptions } from "../global-options.ts";
import { ago, count, plural } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { openConfig, withStore } from "../workplace.ts";
import { leftBehindBy, leftText } from "../left-behind.ts";

interface TargetStatus {
  readonly target: string;
  readonly accounts: Readonly<Record<string, number>>;
  readonly attention: Readonly<Record<string, number>>;
  /** ISO 8601, by reason for attention: since when the oldest is. */
  readonly oldest: Readonly<Record<string, string>>;
  /** Accounts and groups that were there before us, and were taken over. */
  readonly adopted: Readonly<Record<"users" | "groups", number>>;
  /** Groups of which nothing is sent, because somebody said so; absent when there are none. */
  readonly paused?: number;
  /** Accounts and groups that do not keep something that was sent again and again. */
  readonly notSticky: number;
  /** ISO 8601, since when rebuilt links wait to be confirmed. */
  readonly unconfirmedSince?: string;
  readonly lastRun: RunSummary | null;
  /** ISO 8601, of the last run that ended with exit code 0. */
  readonly lastGoodRunAt: string | null;
}

interface RunSummary {
  readonly runId: string;
  readonly mode: string;
  readonly startedAt: string;
  readonly exitCode: number | null;
}

export interface StatusFlags {
  readonly leaving?: boolean;
  readonly pending?: boolean;
  readonly cause?: DepartureCause;
  readonly limit: number;
  readonly check?: boolean;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly notify?: boolean;
}

/** `scimsync status`: one screen for all targets, or a list of people; from the state file alone. */
export async function showStatus(
  context: { options: GlobalOptions; terminal: Terminal },
  targets: readonly string[],
  flags: StatusFlags,
): Promise<number> {
  if (flags.check === true) return (await import("./status-check.ts")).checkStatus(context, targets, flags);
  if (flags.notify === true) throw new UsageError("--notify goes with --check; write status --check too");
  if (flags.leaving === true) return (await import("./status-lists.ts")).showLeaving(context, targets, flags);
  if (flags.cause !== undefined)
    throw new UsageError("--cause is about --leaving; write status --leaving too");
  if (flags.pending === true) return (await import("./status-lists.ts")).showPending(context, targets, flags);
  const { options, terminal } = context;
  const loaded = await openConfig(options, terminal);
  const ids = chooseTargets(loaded.config, targets);
  const { status, leftBehind } = await withStore(loaded, (store) => ({
    status: ids.map((id) => statusOf(store, id)),
    leftBehind: targets.length > 0 ? [] : leftBehindBy(store, loaded.config),
  }));
  if (options.json)
    await terminal.out(
      `${JSON.stringify({ version: 1, targets: status, ...(leftBehind.length > 0 && { leftBehind }) })}\n`,
    );
  else {
    const now = Date.now();
    const texts = [...status.map((one) => render(one, now)), ...leftBehind.map((one) => leftText(one, now))];
    await terminal.out(fitted(texts.join("\n"), terminal));
  }
  return 0;
}

function statusOf(store: Store, target: string): TargetStatus {
  const { links, attention, oldest } = store.targets.counts(target);
  const { unconfirmedSince } = store.targets.target(target) ?? {};
  const runs = store.runs.latest(target, 100);
  const [last] = runs;
  const paused = store.groupWords.paused(target, 0).count;
  const good = runs.find(({ exitCode }) => exitCode === 0);
  return {
    target,
    accounts: { ...links, "user pending": store.targets.countPending(target) },
    attention,
    oldest: Object.fromEntries(Object.entries(oldest).map(([reason, since]) => [reason, isoTime(since)])),
    adopted: store.targets.countAdopted(target),
    ...(paused > 0 && { paused }),
    notSticky: store.targets.countNotSticky(target),
    ...(unconfirmedSince !== undefined && { unconfirmedSince: isoTime(unconfirmedSince) }),
    lastRun: last === undefined ? null : summary(last),
    lastGoodRunAt: good === undefined ? null : isoTime(good.startedAt),
  };
}

function summary({ id, mode, startedAt, exitCode }: RunRecord): RunSummary {
  return { runId: id, mode, startedAt: isoTime(startedAt), exitCode: exitCode ?? null };
}

function render(status: TargetStatus, now: number): string {
  const {
    target,
    accounts,
    attention,
    adopted,
    oldest,
    paused = 0,
    notSticky,
    lastRun,
    lastGoodRunAt,
  } = status;
  const { unconfirmedSince } = status;
  const lines = [
    target,
    `  accounts: ${list(kindOf(accounts, "user"))}`,
    `  groups: ${list(kindOf(accounts, "group"))}`,
    ...(adopted.users + adopted.groups === 0
      ? []
      : [`  of them there before: ${plural(adopted.users, "account")}, ${plural(adopted.groups, "group")}`]),
    ...(Object.keys(attention).length === 0 ? [] : [`  needs attention: ${list(attention)}`]),
    ...hintsOf(status),
    ...troubles.flatMap((reason) => oldestOf(reason, oldest[reason], now)),
    ...(paused === 0 ? [] : [`  paused: ${plural(paused, "group")}`]),
    ...(notSticky === 0 ? [] : [`  not sticky: ${count(notSticky)} do not keep what was sent`]),
    ...(unconfirmedSince === undefined
      ? []
      : [
          `  links were rebuilt ${ago(now - Date.parse(unconfirmedSince))}, and nothing is made or removed until somebody confirms them: scimsync state rebuild --confirm ${target}`,
        ]),
    `  last run: ${lastRun === null ? "never" : `${lastRun.runId}, ${ending(lastRun.exitCode)}`}`,
    `  last good run: ${lastGoodRunAt === null ? "never" : ago(now - Date.parse(lastGoodRunAt))}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Lists that say more of some numbers. */
function hintsOf({ accounts, attention }: TargetStatus): readonly string[] {
  const isLeaving = (attention["leaving"] ?? 0) + (attention["expiring"] ?? 0) > 0;
  const isPending = (accounts["user pending"] ?? 0) > 0;
  return [
    ...(isLeaving ? ["  who leaves, and when: scimsync status --leaving"] : []),
    ...(isPending ? ["  who waits for an account: scimsync status --pending"] : []),
  ];
}

/** Reasons for attention that somebody has to see to, when they last. */
const troubles = ["failed", "quarantined", "givenUp", "rejected", "held"] as const;

function oldestOf(reason: string, since: string | undefined, now: number): readonly string[] {
  return since === undefined ? [] : [`  oldest ${labelOf(reason)}: ${ago(now - Date.parse(since))}`];
}

function labelOf(reason: string): string {
  return reason === "givenUp" ? "given up" : reason;
}

/** `{ "user active": 3 }` as `{ active: 3 }`. */
function kindOf(
  numbers: Readonly<Record<string, number>>,
  kind: "user" | "group",
): Readonly<Record<string, number>> {
  const own = Object.entries(numbers).filter(([name]) => name.startsWith(`${kind} `));
  return Object.fromEntries(own.map(([name, n]) => [name.slice(kind.length + 1), n]));
}

function ending(exitCode: number | null): string {
  return exitCode === null ? "did not end" : `exit ${exitCode}`;
}

function list(numbers: Readonly<Record<string, number>>): string {
  const parts = Object.entries(numbers).filter(([, n]) => n > 0);
  return parts.length === 0 ? "none" : parts.map(([name, n]) => `${count(n)} ${labelOf(name)}`).join(", ");
}
