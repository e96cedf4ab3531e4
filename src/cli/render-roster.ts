import type { Leaver, TargetLeavers } from "../sync/people/list-leaving.ts";
import type { Pending, TargetPending } from "../sync/people/list-pending.ts";
import { causeText } from "./cause-text.ts";
import { ago, count, plural } from "../numbers.ts";
import { plain } from "./render-source-text.ts";

const causeLabels = {
  absent: "gone from the source",
  mapped: "for a reason of the mapping",
  unassigned: "not assigned any more",
  disabled: "disabled in the source",
  unknown: "left under an older version",
} as const;

/** How many leave a target, by cause. */
export function leaversHead({ target, total, causes }: TargetLeavers): string {
  if (total === 0) return `${target}: nobody is leaving`;
  const parts = Object.entries(causes).map(
    ([cause, n]) => `${count(n)} ${causeLabels[cause as keyof typeof causeLabels]}`,
  );
  return `${target}: ${plural(total, "account is leaving", "accounts are leaving")}: ${parts.join(", ")}`;
}

/** One of them: why, since when, and what becomes of the account when. `now` in milliseconds since the epoch. */
export function leaverLine(leaver: Leaver, now: number): string {
  const { name, key, departure, cause, since, waits } = leaver;
  const why = plain(causeText({ cause, ...(departure !== null && { departure }) }));
  const held = waits === null ? "" : `; ${waits.reason}: ${plain(waits.detail)}`;
  const began = ago(now - Date.parse(since));
  return `  ${plain(name)} [${plain(key)}]: ${why}, since ${began}; ${datesText(leaver, now)}${held}`;
}

function datesText({ state, deactivatesAt, deletesAt }: Leaver, now: number): string {
  const at = (time: string) => (Date.parse(time) <= now ? "in the next run" : day(time));
  const steps = [
    ...(state === "deactivated" ? ["is off"] : []),
    ...(deactivatesAt === null ? [] : [`deactivated ${at(deactivatesAt)}`]),
    ...(deletesAt === null ? [] : [`deleted ${at(deletesAt)}`]),
  ];
  return steps.length === 0 ? "let go of in the next run" : steps.join(", ");
}

/** To the minute: nobody waits for the second. */
function day(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")}Z`;
}

const reasons: Readonly<Partial<Record<Pending["reason"], string>>> = {
  failed: "failed",
  quarantined: "quarantined",
  givenUp: "given up",
  rejected: "not mappable",
  protected: "protected",
  held: "held by a guard",
  waiting: "waiting for others",
  pending: "not allowed by actions",
  unfinished: "left by a run that was cut short",
  indeterminate: "in doubt",
};

export function pendingHead({ target, total, reasons: counts }: TargetPending): string {
  if (total === 0) return `${target}: nobody waits for an account`;
  const parts = Object.entries(counts).map(
    ([reason, n]) => `${count(n)} ${reasons[reason as Pending["reason"]] ?? reason}`,
  );
  const hint = `\`scimsync provision --target ${target}\` tries them now`;
  return `${target}: ${plural(total, "user waits", "users wait")} for an account: ${parts.join(", ")}; ${hint}`;
}

export function pendingLine(one: Pending, now: number): string {
  const { name, key, reason, code, detail, since, attempts, nextTryAt } = one;
  const what = [reasons[reason] ?? reason, ...(code === null ? [] : [code])].join(", ");
  const tried = attempts === 0 ? "" : `, failed in ${plural(attempts, "run")}`;
  const isDue = nextTryAt !== null && Date.parse(nextTryAt) <= now;
  const next =
    nextTryAt === null ? "not tried any more" : isDue ? "next run" : `not before ${day(nextTryAt)}`;
  return `  ${plain(name)} [${plain(key)}]: ${what}: ${plain(detail)}; since ${ago(now - Date.parse(since))}${tried}; ${next}`;
}

export function restLine(more: number): string {
  return `  … and ${count(more)} more; --limit shows more of them`;
}
