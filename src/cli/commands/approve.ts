import { isoTime, systemClock } from "../../clock.ts";
import { type Approval, approvalLasts } from "../../plan/approval.ts";
import { hideSealsIn } from "../../plan/secret-values.ts";
import type { Store } from "../../store/store.ts";
import { approve } from "../../sync/guards/approve.ts";
import { chooseTargets } from "../../sync/choose-targets.ts";
import { type HeldNow, heldNow } from "../../sync/guards/held-now.ts";
import { operationJson } from "../../sync/plan-file/operation-json.ts";
import { keysOf } from "../../sync/planning/plan-id.ts";
import type { GlobalOptions } from "../global-options.ts";
import { ago, count, duration, plural } from "../../numbers.ts";
import { describeOperation } from "../render-plan.ts";
import { tellDone } from "../tell-done.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig, withStore } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

export interface ApproveFlags {
  readonly target: readonly string[];
  readonly limit: number;
}

/** `scimsync approve`: releases held operations for the next sync, or lists them. */
export async function runApprove(
  context: Context,
  names: readonly string[],
  flags: ApproveFlags,
): Promise<number> {
  const { options, terminal } = context;
  const loaded = await openConfig(options, terminal);
  const targets = chooseTargets(loaded.config, flags.target);
  await withStore(loaded, async (store) => {
    if (names.length === 0) return list(context, store, targets, flags.limit);
    const lock = store.lock(() => systemClock.now(), "approve");
    try {
      await tell(context, store, approve(store, targets, names, systemClock.now()));
    } finally {
      lock.release();
    }
  });
  return 0;
}

async function tell({ options, terminal }: Context, store: Store, done: readonly HeldNow[]): Promise<void> {
  const lapsesAt = isoTime(systemClock.now() + approvalLasts);
  const ids = [...new Set(done.map(({ target }) => target))].join(" ");
  const until = `for ${duration(approvalLasts)}, and only as ${done.length === 1 ? "it is" : "they are"} now`;
  const approved = done.map((held) => heldJson(store, held));
  const words = `${plural(done.length, "operation")} approved ${until}; \`scimsync sync ${ids}\` does them\n`;
  await tellDone({ options, terminal }, { approved, lapsesAt }, words);
}

async function list(
  { options, terminal }: Context,
  store: Store,
  targets: readonly string[],
  limit: number,
): Promise<void> {
  const now = systemClock.now();
  const standing = (target: string) => store.approvals.standing(target, now - approvalLasts);
  if (options.json) {
    const held = targets.flatMap((target) => [...heldNow(store, target)].map((one) => heldJson(store, one)));
    const approvals = targets.flatMap((target) => standing(target).map((one) => approvalJson(target, one)));
    return terminal.out(`${JSON.stringify({ version: 1, held, approvals })}\n`);
  }
  for (const target of targets) {
    const held = [...heldNow(store, target)];
    await terminal.out(listOf(target, held, standing(target), { store, terminal, limit, now }));
  }
}

interface Listing {
  readonly store: Store;
  readonly terminal: Terminal;
  readonly limit: number;
  readonly now: number;
}

function listOf(
  target: string,
  held: readonly HeldNow[],
  approvals: readonly Approval[],
  { store, terminal, limit, now }: Listing,
): string {
  const runs = [...new Set(held.map(({ run }) => run))];
  const lines = [
    held.length === 0 ? `${target}: nothing is held` : `${target}: ${plural(held.length, "operation")} held`,
    ...held.slice(0, limit).map((one) => {
      const members = "members" in one.operation ? keysOf(store, one.operation.members) : [];
      const operation = hideSealsIn(one.operation);
      const shown = describeOperation({ operation, state: "planned", members }, terminal);
      return `${shown}\n      first held ${ago(now - one.since)}`;
    }),
    ...(held.length > limit
      ? [`  … and ${count(held.length - limit)} more (--limit, or --json for all)`]
      : []),
    ...runs.map((run) => `  all of a run: scimsync approve ${run}`),
    ...(held.length === 0 ? [] : ["  some of them: scimsync approve KEY…"]),
    ...approvals.map(
      ({ key, kind, at }) =>
        `  approved: ${kind} [${key}], waits for a sync, lapses in ${duration(at + approvalLasts - now)}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function heldJson(store: Store, { target, run, since, operation: held }: HeldNow): object {
  const operation = hideSealsIn(held);
  const members = "members" in operation ? keysOf(store, operation.members) : [];
  return { target, run, since: isoTime(since), ...operationJson({ operation, state: "held", members }) };
}

function approvalJson(target: string, { key, kind, run, at }: Approval): object {
  return { target, key, kind, run, approvedAt: isoTime(at), lapsesAt: isoTime(at + approvalLasts) };
}
